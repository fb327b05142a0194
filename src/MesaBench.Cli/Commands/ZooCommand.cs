using System.CommandLine;
using MesaBench.Cli.Screens;
using MesaBench.Disks;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Studies;
using MesaBench.Zoo;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench zoo</c>: builds networks whose insides are known, and tests that they are what they were made to be.</summary>
internal static class ZooCommand
{
    private const int TimesSmaller = 10;

    public static Command Create(Screen screen, Parts parts)
    {
        Argument<string?> source = new("plan") { Description = "The path of a zoo's file; without it, the zoo that comes with the program", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> small = new("--small") { Description = "A tenth of it" };
        Option<string?> threads = new("--threads") { Description = "Worker threads; 0, the default, takes one a core" };
        Option<string?> output = new("--out") { Description = "Folder for the results; default results/<name>. A zoo in it is gone on with" };
        Option<string?> device = DeviceChoice.Option();
        Option<bool> quiet = QuietChoice.Option();
        Command command = new("zoo", "Build networks whose insides are known, to measure detectors of search by") { source, small, threads, output, device, quiet };
        command.SetAction(parsed =>
        {
            List<Problem> problems = [];
            long? threadCount = Numbers.Whole(parsed, threads, 0, 1024, problems);
            DeviceListing? listing = DeviceChoice.Find(parsed.GetValue(device), parts, problems);
            if (parsed.GetValue(output) is { } given && (given.Length == 0 || SystemDisk.Instance.HasFile(given)))
                problems.Add(new Problem(output.Name, given.Length == 0 ? "nothing" : $"{given}, a file", "a folder"));
            ZooPlan? plan = Read(parsed.GetValue(source), problems);
            if (plan is null || problems.Count > 0) return Report.Problems(screen.Error, "zoo", problems);
            if (parsed.GetValue(small)) plan = plan.Smaller(TimesSmaller);
            return Run(QuietChoice.Read(parsed, quiet, screen), parts, plan, parsed.GetValue(output) ?? Path.Combine("results", plan.Name), listing!.Open((int)(threadCount ?? 0)));
        });
        return command;
    }

    private static int Run(Screen screen, Parts parts, ZooPlan plan, string folder, IEngineFactory device)
    {
        using Interruption interruption = new();
        try
        {
            ZooResults zoo = ZooStudy.Build(plan, folder, device, (experiment, options) =>
            {
                ProgressTally tally = new(screen.Clock);
                try
                {
                    _ = ProgressView.Follow(
                        screen, experiment, tally, () => parts.RunStudy(experiment, options, device, tally, interruption.Token), interruption.Token);
                }
                finally
                {
                    RunCommand.TellMends(screen, tally, options.OutputFolder);
                }
            }, interruption.Token, (family, members, tests) => TestingView.Follow(screen, family, members, tests));
            ZooView.Write(screen, zoo, folder);
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            screen.Error.WriteLine($"Interrupted: what is finished is kept in {folder}. The same command goes on from there.");
            return ExitCodes.Interrupted;
        }
    }

    private static ZooPlan? Read(string? path, List<Problem> problems)
    {
        try
        {
            if (path?.Length == 0) throw new IOException("no name");
            (ZooPlan? plan, IReadOnlyList<Problem> found) = ZooPlan.Parse(path is null ? ZooPlan.Default : SystemDisk.Instance.ReadText(path));
            problems.AddRange(found);
            return plan;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem(path!, exception.Message.ReplaceLineEndings(" "), "a zoo's file that can be read"));
            return null;
        }
    }
}
