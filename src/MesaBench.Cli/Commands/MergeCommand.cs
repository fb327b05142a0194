using System.CommandLine;
using MesaBench.Cli.Screens;
using MesaBench.Engines;
using MesaBench.Results;
using MesaBench.Studies;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench merge</c>: makes one study of parts.</summary>
internal static class MergeCommand
{
    public static Command Create(Screen screen, Parts parts)
    {
        Argument<string[]> folders = new("folders") { Description = "Results folders of parts of one study (run --shard)", Arity = ArgumentArity.OneOrMore };
        Option<string> output = new("--out") { Description = "Folder of the whole study; one that a merge was interrupted in will do", Required = true };
        Option<bool> without = ReportCommand.Without();
        Command command = new("merge", "Make one study of parts that were trained apart: the same files as of one run") { folders, output, without };
        command.SetAction(parsed => Run(screen, parts, parsed.GetValue(folders)!, parsed.GetValue(output)!, isReported: !parsed.GetValue(without)));
        return command;
    }

    private static int Run(Screen screen, Parts parts, string[] folders, string output, bool isReported)
    {
        using Interruption interruption = new();
        ProgressTally tally = new(screen.Clock);
        try
        {
            StudyResults results = StudyMerge.Run(folders, output, tally, interruption.Token);
            int agents = results.Cells.Sum(cell => cell.Agents);
            tally.Started(agents, agents, default, 1);
            OutcomeView.Write(screen, tally.Now(), output, results);
            return isReported && parts.Cpu.Problem is null ? ReportCommand.WriteAfterRun(screen, parts, output, results, _ => null, parts.Cpu.Open(0), interruption.Token) : ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            screen.Error.WriteLine($"Interrupted: what was merged is kept in {output}. The same command goes on from there.");
            return ExitCodes.Interrupted;
        }
        finally
        {
            RunCommand.TellMends(screen, tally, output);
        }
    }
}
