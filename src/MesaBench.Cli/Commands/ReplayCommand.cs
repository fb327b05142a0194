using System.CommandLine;
using MesaBench.Cli.Screens;
using MesaBench.Detection;
using MesaBench.Disks;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Verdicts;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench replay</c>: trains one agent again alone and compares it, bit for bit, with what was recorded.</summary>
internal static class ReplayCommand
{
    private const int MostNames = 500; // that a shell is given

    public static Command Create(Screen screen, Parts parts)
    {
        Argument<string> folder = new("folder") { Description = "The results folder that holds the agent" };
        Argument<string> agent = new("agent") { Description = "The agent's name, from the first column of agents.csv", HelpName = "agent" };
        agent.CompletionSources.Add(context => AgentNames(context.ParseResult.GetValue(folder), context.WordToComplete));
        Option<string?> device = DeviceChoice.Option();
        device.DefaultValueFactory = _ => "cpu";
        Command command =
            new("replay", "Train one agent of a study again, alone, and show that it comes out the same") { folder, agent, device };
        command.SetAction(parsed =>
        {
            List<Problem> problems = [];
            if (DeviceChoice.Find(parsed.GetValue(device), parts, problems) is not { } listing)
                return Report.Problems(screen.Error, "replay", problems);
            string name = parsed.GetValue(agent)!;
            (Experiment experiment, IReadOnlyList<AgentRow> rows) = Read(parsed.GetValue(folder)!, name);
            AgentRow recorded = rows.FirstOrDefault(r => r.Agent == name)
                ?? throw new InvalidInputException("agent", name, rows.Count == 0
                    ? "none: the folder holds no finished agent"
                    : $"a finished agent of {parsed.GetValue(folder)}, such as {rows.MinBy(r => Names.Distance(r.Agent, name))!.Agent}");
            using Interruption interruption = new();
            AgentSpec spec = AgentSpec.Expand(experiment).First(s => s.Name == name);
            (AgentRow row, byte[] weights) = parts.TrainAgent(experiment, spec, listing.Open(1), interruption.Token);
            string file = Path.Combine(parsed.GetValue(folder)!, "weights", name + ".safetensors");
            bool? sameWeights = SystemDisk.Instance.HasFile(file) ? SystemDisk.Instance.Read(file).AsSpan().SequenceEqual(weights) : null;
            return Compare(screen.Text, recorded, row, sameWeights);
        });
        return command;
    }

    /// <summary>Names of finished agents to complete a word from, of which a study may have a million; none where the folder is no results folder.</summary>
    private static List<string> AgentNames(string? folder, string word)
    {
        try
        {
            string file = Path.Combine(folder ?? "", "agents.csv");
            if (!SystemDisk.Instance.HasFile(file)) return [];
            using StreamReader lines = new(SystemDisk.Instance.Open(file));
            List<string> names = [];
            _ = lines.ReadLine();
            while (names.Count < MostNames && lines.ReadLine() is { } line)
                if (line.StartsWith(word, StringComparison.Ordinal)) names.Add(line.Split(',', 2)[0]);
            return names;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The experiment and the finished agents of a results folder.</summary>
    /// <exception cref="InvalidInputException">The folder holds no results, or results of another version.</exception>
    private static (Experiment Experiment, IReadOnlyList<AgentRow> Rows) Read(string folder, string agent)
    {
        string manifestFile = Path.Combine(folder, "manifest.json"), agentsFile = Path.Combine(folder, "agents.csv");
        if (!SystemDisk.Instance.HasFile(manifestFile) || !SystemDisk.Instance.HasFile(agentsFile))
            throw new InvalidInputException("folder", folder, "a folder with the results of a run (manifest.json, agents.csv)"
                + (SystemDisk.Instance.HasFile(Path.Combine(agent, "manifest.json")) ? $"; {agent} is one: first the folder, then the agent" : ""));
        Manifest manifest = Manifest.FromJson(SystemDisk.Instance.ReadText(manifestFile))
            ?? throw new InvalidInputException(manifestFile, "another format", "the manifest of a run");
        if (manifest.Numerics != Numerics.Version)
            throw new InvalidInputException(manifestFile, $"numerics version {manifest.Numerics}", $"{Numerics.Version}, whose bits differ");
        ExperimentReading reading = ExperimentFile.Parse(manifest.Experiment.ToJsonString());
        if (reading.Experiment is null) throw new InvalidInputException(reading.Problems);
        try
        {
            // What is said of search follows from the rest, by a rule that may be newer than the rows.
            return (reading.Experiment, [.. CsvTable.Parse<AgentRow>(SystemDisk.Instance.ReadText(agentsFile)).Select(row => row.JudgedBy(SearchRuleFile.Default))]);
        }
        catch (FormatException exception)
        {
            throw new InvalidInputException(agentsFile, exception.Message.ReplaceLineEndings(" "), "the agents of a run");
        }
    }

    /// <summary>Writes where the two rows differ and returns the exit code.</summary>
    /// <param name="text">Where to write.</param>
    /// <param name="recorded">The row in the results folder.</param>
    /// <param name="replayed">The row of the agent trained again.</param>
    /// <param name="sameWeights">Whether its weights file is the same byte for byte; null where none was saved.</param>
    internal static int Compare(TextWriter text, AgentRow recorded, AgentRow replayed, bool? sameWeights = null)
    {
        IReadOnlyList<string> columns = CsvTable.Columns<AgentRow>();
        IReadOnlyList<string> before = CsvTable.Values(recorded), now = CsvTable.Values(replayed);
        int differences = 0;
        for (int i = 0; i < columns.Count; i++)
        {
            if (before[i] == now[i]) continue;
            differences++;
            text.WriteLine($"{columns[i]}: recorded {Shown(before[i])}, replayed {Shown(now[i])}");
        }
        text.WriteLine(differences == 0
            ? $"{recorded.Agent}: the same in all {columns.Count} columns, weights {replayed.WeightsHash} included."
            : $"{recorded.Agent}: {differences} of {columns.Count} columns differ.");
        if (sameWeights is { } same) text.WriteLine($"Its weights file is {(same ? "the same, byte for byte" : "not the same")}.");
        return differences == 0 && sameWeights != false ? ExitCodes.Ok : ExitCodes.Differs;
    }

    private static string Shown(string field) => field.Length == 0 ? "nothing" : field;
}
