using System.CommandLine;
using System.Globalization;
using MesaBench.Cli.Screens;
using MesaBench.Experiments;
using MesaBench.Results;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench replay</c>: trains one agent again alone and compares it, bit for bit, with what was recorded.</summary>
internal static class ReplayCommand
{
    public static Command Create(Screen screen, Parts parts)
    {
        Argument<string> agent = new("agent") { Description = "The agent's name, from the first column of agents.csv" };
        Option<string> folder = new("--out") { Description = "The results folder that holds the agent", Required = true };
        Command command = new("replay", "Train one agent of a study again, alone, and show that it comes out the same") { agent, folder };
        command.SetAction(parsed =>
        {
            (string name, string path) = (parsed.GetValue(agent)!, parsed.GetValue(folder)!);
            if (!File.Exists(Path.Combine(path, "manifest.json")))
                return Report.Problems(screen.Error, "replay", [new Problem("--out", path, "a folder with the results of a run (manifest.json)")]);
            using Interruption interruption = new();
            (AgentRow recorded, AgentRow replayed) = parts.Replay(path, name, interruption.Token);
            return Compare(screen.Text, recorded, replayed);
        });
        return command;
    }

    /// <summary>Writes where the two rows differ and returns the exit code.</summary>
    internal static int Compare(TextWriter text, AgentRow recorded, AgentRow replayed)
    {
        int columns = 0, differences = 0;
        foreach (var column in typeof(AgentRow).GetProperties().Where(p => p.CanWrite))
        {
            columns++;
            (object? before, object? now) = (column.GetValue(recorded), column.GetValue(replayed));
            if (Equals(before, now)) continue;
            differences++;
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{column.Name}: recorded {before}, replayed {now}"));
        }
        text.WriteLine(differences == 0
            ? $"{recorded.Agent}: the same in all {columns} columns, weights {replayed.WeightsHash} included."
            : $"{recorded.Agent}: {differences} of {columns} columns differ.");
        return differences == 0 ? ExitCodes.Ok : ExitCodes.ReplayDiffers;
    }
}
