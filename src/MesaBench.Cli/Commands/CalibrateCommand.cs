using System.CommandLine;
using MesaBench.Cli.Screens;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Studies;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench calibrate</c>: lets detectors of search loose on a zoo, and tells how often they are right.</summary>
internal static class CalibrateCommand
{
    public static Command Create(Screen screen, Parts parts)
    {
        Argument<string> source = new("zoo") { Description = "The folder of a zoo" };
        Option<string?> threads = new("--threads") { Description = "Worker threads; 0, the default, takes one a core" };
        Option<string?> device = DeviceChoice.Option();
        Option<bool> quiet = QuietChoice.Option();
        Command command = new("calibrate", "Ask the members of a zoo whether they search, and tell how often the answer is right") { source, threads, device, quiet };
        command.SetAction(parsed =>
        {
            List<Problem> problems = [];
            long? threadCount = Numbers.Whole(parsed, threads, 0, 1024, problems);
            DeviceListing? listing = DeviceChoice.Find(parsed.GetValue(device), parts, problems);
            if (problems.Count > 0) return Report.Problems(screen.Error, "calibrate", problems);
            return Run(QuietChoice.Read(parsed, quiet, screen), parsed.GetRequiredValue(source), listing!.Open((int)(threadCount ?? 0)));
        });
        return command;
    }

    private static int Run(Screen screen, string folder, IEngineFactory device)
    {
        using Interruption interruption = new();
        try
        {
            CalibrationResults results = CalibrationStudy.Run(
                folder, device, interruption.Token, (members, detect) => TestingView.FollowMany(screen, "detectors", members, detect));
            CalibrationView.Write(screen, results, folder);
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            screen.Error.WriteLine($"Interrupted: what was found is kept in {folder}. The same command goes on from there.");
            return ExitCodes.Interrupted;
        }
    }
}
