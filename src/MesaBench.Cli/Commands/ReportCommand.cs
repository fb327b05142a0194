using System.CommandLine;
using MesaBench.Cli.Screens;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Results;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench report</c>: writes the report of a finished study again.</summary>
internal static class ReportCommand
{
    public static Command Create(Screen screen, Parts parts)
    {
        Argument<string> folder = new("folder") { Description = "The results folder of a finished study" };
        Option<string?> threads = new("--threads") { Description = "Worker threads; 0, the default, takes one a core" };
        Command command = new("report", "Write report.html into a finished study's folder: its answer, figures, tables, and pictures of what agents do") { folder, threads };
        command.SetAction(parsed =>
        {
            List<Problem> problems = [];
            int workers = (int)(Numbers.Whole(parsed, threads, 0, StudySize.MostThreads, problems) ?? 0);
            if (parts.Cpu.Problem is { } problem) problems.Add(new Problem("cpu", problem, "a processor that the CPU engine runs on"));
            if (problems.Count > 0) return Report.Problems(screen.Error, "report", problems);
            using Interruption interruption = new();
            Write(screen, parts, parsed.GetValue(folder)!, null, _ => null, parts.Cpu.Open(workers), interruption.Token);
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>The option of commands at whose end it is written.</summary>
    public static Option<bool> Without() => new("--no-report") { Description = "Write no report.html at the end" };

    /// <summary>Writes it at the end of a run, whose results are whole without it: what keeps it from being written is told, and no failure of the run; gives the exit code.</summary>
    public static int WriteAfterRun(Screen screen, Parts parts, string folder, StudyResults results, Func<string, float[]?> weights, IEngineFactory devices, CancellationToken token)
    {
        try
        {
            Write(screen, parts, folder, results, weights, devices, token);
            return ExitCodes.Ok;
        }
        catch (Exception e) when (e is OperationCanceledException or ResultsFolderException or DeviceException or IOException or UnauthorizedAccessException)
        {
            screen.Error.WriteLine($"No report: {(e is OperationCanceledException ? "interrupted" : e.Message.ReplaceLineEndings(" "))}. mesabench report {folder} writes it.");
            return e is OperationCanceledException ? ExitCodes.Interrupted : ExitCodes.Ok;
        }
    }

    private static void Write(Screen screen, Parts parts, string folder, StudyResults? results, Func<string, float[]?> weights, IEngineFactory devices, CancellationToken token) =>
        screen.WriteLine($"Report: {parts.WriteReport(folder, results, weights, devices, doing =>
        {
            if (!screen.IsQuiet) screen.WriteLine($"Writing the report: {doing}.");
        }, token)}");
}
