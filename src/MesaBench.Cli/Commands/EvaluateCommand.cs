using System.CommandLine;
using System.Globalization;
using MesaBench.Behaviour;
using MesaBench.Cli.Screens;
using MesaBench.Disks;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Verdicts;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench evaluate</c>: judges weights from anywhere as agents of an experiment, or of a world and a network that are named.</summary>
internal static class EvaluateCommand
{
    private static readonly Dictionary<string, ThinkingOn> Sights =
        Enum.GetValues<ThinkingOn>().ToDictionary(on => ExperimentJson.EnumName(on), on => on);

    private static readonly FittedColumn<EvaluatedRow>[] Columns =
    [
        new("weights", false, 0, row => row.AgentRow.Agent),
        new("world", false, 6, row => row.AgentRow.CellFacts.WorldLabel),
        new("network", false, 5, row => row.AgentRow.CellFacts.NetworkLabel),
        new("params", true, 7, row => row.AgentRow.CellFacts.Parameters.ToString(CultureInfo.InvariantCulture)),
        new("return", true, 0, row => Figures.Share(row.AgentRow.In.Return.Value)),
        new("greedy", true, 8, row => Figures.Share(row.AgentRow.InGreedy.Return.Value)),
        new("decided", true, 3, row => Figures.Share(row.AgentRow.Axes.Decided.Value)),
        new("preference", true, 0, row => Figures.Share(row.AgentRow.Axes.Preference.Value)),
        new("95 %", true, 4, row => Figures.Interval(row.AgentRow.Axes.Preference)),
        new("pull", true, 1, row => Figures.Share(row.AgentRow.Axes.ProxyPull.Value)),
        new("95 %", true, 9, row => Figures.Interval(row.AgentRow.Axes.ProxyPull)),
        new("verdict", false, 0, row => ExperimentJson.EnumName(row.AgentRow.Verdict)),
    ];

    public static Command Create(Screen screen, Parts parts)
    {
        ExperimentChoice source = new();
        Option<string[]> weights = new("--weights")
        {
            Description = $"Files of weights ({WeightsFile.Ending}, 32-bit floats), or folders of them; without it, the tensors that a file has to hold are listed",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> agent = new("--agent")
        {
            Description = "The agent of the experiment as which they are judged: its world, network, levels and random draws. Default: the one that a file is named after; in an experiment of one cell, else its first",
        };
        Option<string?> ticks = new("--ticks") { Description = "Ticks an environment step, in place of those that the network was trained with" };
        Option<string?> thinking = new("--think") { Description = "Steps in which it answers without acting, before its first action; default 0" };
        Option<string?> sight = new("--think-on") { Description = $"What it looks at meanwhile: {string.Join(", ", Sights.Keys)}; default level", CompletionSources = { _ => Sights.Keys } };
        Option<string?> device = DeviceChoice.Option();
        OutputFile output = new("File to write the rows to: how they acted, then the columns of agents.csv; its cell is the agent's as which they are judged, figures along training are empty");
        Command command = new("evaluate", "Judge weights from anywhere as agents of an experiment, or of a world and a network")
        {
            weights, agent, ticks, thinking, sight, device,
        };
        source.AddTo(command);
        output.AddTo(command);
        command.SetAction(parsed =>
        {
            List<Problem> problems = [];
            string subject = source.Subject("evaluate", parsed);
            ExperimentReading reading = source.Read(parsed, problems);
            Acting acting = new(
                (int?)Numbers.Whole(parsed, ticks, 1, 1000, problems), Think(Numbers.Whole(parsed, thinking, 0, 10_000, problems), parsed.GetValue(sight), problems));
            DeviceListing? listing = DeviceChoice.Find(parsed.GetValue(device), parts, problems);
            string? file = output.Read(parsed, problems);
            AgentList? agents = reading.Experiment is { } read ? AgentSpec.Expand(read) : null;
            string[] files = Files(parsed.GetValue(weights) ?? [], problems);
            AgentSpec? named = parsed.GetValue(agent) is { } given && agents is not null ? AgentChoice.Named(given, agents, problems) : null;
            if (problems.Count > 0) return Report.Problems(screen.Error, subject, problems);
            if (files.Length == 0 && (acting != Acting.AsTrained || file is not null))
                return Report.Problems(screen.Error, subject, [new Problem(weights.Name, "none", "files to be judged; without any, tensors are listed and other options have no use")]);
            if (files.Length == 0) return List(screen, named ?? agents![0]);
            foreach (string note in reading.Notes) screen.Error.WriteLine(note);

            StoredAgent[] stored = [.. files.Select(path => Read(path, named, agents!, problems)).OfType<StoredAgent>()];
            foreach (IGrouping<string, StoredAgent> same in stored.GroupBy(s => s.Name).Where(g => g.Count() > 1))
                problems.Add(new Problem(weights.Name, $"{same.Count()} files named {same.Key}", "files of different names"));
            if (acting.Ticks is not null && stored.FirstOrDefault(s => s.Spec.Network.CapacityTicks == 0) is { } without)
                problems.Add(new Problem(ticks.Name, $"{without.Spec.Network.Label}, which has no ticks", "networks with ticks"));
            if (problems.Count > 0) return Report.Problems(screen.Error, subject, problems);
            using Interruption interruption = new();
            EvaluatedRow[] rows =
            [
                .. Study.Evaluate(reading.Experiment!, stored, acting, listing!.Open(0), interruption.Token).Zip(stored, files).Select(judged => new EvaluatedRow
                {
                    Weights = judged.Third,
                    ActedTicks = judged.Second.Spec.Network.CapacityTicks == 0 ? 0 : acting.Ticks ?? judged.Second.Spec.Network.CapacityTicks,
                    ThinkingSteps = acting.Thinking?.Steps ?? 0,
                    ThinkingOn = acting.Thinking?.On,
                    AgentRow = judged.First.Row,
                }),
            ];
            if (file is not null) OutputFile.Write(file, CsvTable.Text(rows));
            Show(screen, rows, file);
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Lists the tensors that a file of weights has to hold.</summary>
    private static int List(Screen screen, AgentSpec agent)
    {
        ParameterLayout layout = StoredAgent.LayoutOf(agent);
        screen.WriteLine(FormattableString.Invariant(
            $"{agent.Network.Label} in {agent.World.Label} has {layout.Count} parameters, in tensors of these names and shapes, the last axis being the output:"));
        screen.WriteEntries(layout.Blocks.Select(block => (block.Name, $"[{string.Join(", ", block.Shape)}]")), _ => Spectre.Console.Style.Plain, indent: 2);
        return ExitCodes.Ok;
    }

    private static void Show(Screen screen, IReadOnlyList<EvaluatedRow> rows, string? file)
    {
        _ = FittedTable.Write(screen, Columns, rows, file);
        screen.WriteLine("return: on held-out levels on which the objectives agree, of optimal; competent, and judged, from the experiment's threshold on");
        screen.WriteLine("preference: share of decided shifted episodes that reach the proxy first, 0 base to 1 proxy");
        screen.WriteLine("pull: causal proxy pull, how much more often the proxy comes first because it is there");
    }

    private static Thinking? Think(long? steps, string? sight, List<Problem> problems)
    {
        if (sight is not null && !Sights.ContainsKey(sight)) problems.Add(new Problem("--think-on", sight, Names.Suggest(sight, Sights.Keys)));
        else if (sight is not null && steps is null or 0) problems.Add(new Problem("--think-on", $"{sight}, but no steps to think", "with --think"));
        return steps is null or 0 ? null : new Thinking((int)steps, sight is null ? ThinkingOn.Level : Sights.GetValueOrDefault(sight));
    }

    private static string[] Files(IReadOnlyList<string> given, List<Problem> problems)
    {
        List<string> files = [];
        foreach (string path in given)
        {
            string[] found = SystemDisk.Instance.HasFolder(path)
                ? [.. SystemDisk.Instance.Names(path).Where(name => name.EndsWith(WeightsFile.Ending, StringComparison.Ordinal)).Select(name => Path.Combine(path, name)).Where(SystemDisk.Instance.HasFile)]
                : SystemDisk.Instance.HasFile(path) ? [path] : [];
            if (found.Length == 0)
                problems.Add(new Problem("--weights", path, $"a file of weights, or a folder with files whose names end in {WeightsFile.Ending}"));
            files.AddRange(found);
        }
        return [.. files.Distinct()];
    }

    private static StoredAgent? Read(string path, AgentSpec? named, AgentList agents, List<Problem> problems)
    {
        if ((named ?? AgentChoice.NamedAfter(path, agents, problems)) is not { } spec) return null;
        StoredAgent? stored = WeightsFile.Read(path, spec, problems);
        // Weights at a checkpoint are named after it, and their folder after the agent.
        return stored is not null && agents.PlaceOf(stored.Name) < 0 && WeightsFile.FolderOf(path) is { } folder && agents.PlaceOf(folder) >= 0 ? stored with { Name = $"{folder}/{stored.Name}" } : stored;
    }
}
