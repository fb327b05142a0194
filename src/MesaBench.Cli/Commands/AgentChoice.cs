using System.CommandLine;
using MesaBench.Disks;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Studies;
using MesaBench.Verdicts;

namespace MesaBench.Cli.Commands;

/// <summary>An agent that a command is about.</summary>
/// <param name="Experiment">The experiment that it is of.</param>
/// <param name="Spec">The agent.</param>
/// <param name="Source">The preset, file or folder that was named; null for a world and a network.</param>
/// <param name="Stored">Weights from the file that was named; null without one.</param>
/// <param name="Device">Where it is trained, if it has to be, and looked into.</param>
/// <param name="Notes">What is to be told before it is used.</param>
internal sealed record ChosenAgent(Experiment Experiment, AgentSpec Spec, string? Source, StoredAgent? Stored, DeviceListing Device, IReadOnlyList<string> Notes)
{
    /// <summary>Says that there is nothing to train it by, and no weights; null where there is one or the other.</summary>
    public Problem? Lack => Source is null && Stored is null ? new Problem("--weights", "none", "a file of weights, for a world and a network that are of no experiment") : null;

    /// <summary>Its row in the results folder that was named; null where there is none, or weights are from elsewhere.</summary>
    public AgentRow? Row => Folder is { } folder && Stored is null ? KeptAgent.In(folder, Spec).Row : null;

    private string? Folder => Source is { } named && SystemDisk.Instance.HasFolder(named) ? named : null;

    /// <summary>
    /// Its parameter vector: from the file that was named, else as the results folder keeps it, else by training it again, which is told. Where a folder knows it, weights that come out otherwise are told too.
    /// </summary>
    public float[] Weights(Parts parts, TextWriter error, CancellationToken token)
    {
        foreach (string note in Notes) error.WriteLine(note);
        if (Stored is { } stored) return stored.Weights;
        KeptAgent kept = Folder is null ? new KeptAgent(null, null) : KeptAgent.In(Folder, Spec);
        if (kept.Weights is { } weights) return weights;
        error.WriteLine(
            $"{Spec.Name}: {(Folder is null ? "an experiment has no weights" : $"{Folder} has no weights of it")}; it is trained again, as it would be by a run. --weights takes them from a file.");
        float[] trained = parts.TrainWeights(Experiment, Spec, Device.Open(1), token);
        if (kept.Difference(trained) is { } difference) error.WriteLine($"{Spec.Name}: trained again it is not the agent that {Folder} tells of: {difference}.");
        return trained;
    }
}

/// <summary>The options by which an agent is chosen, with its weights: of an experiment or a results folder, by its name.</summary>
internal sealed class AgentChoice
{
    private readonly ExperimentChoice source = new();

    private readonly Option<string?> agent = new("--agent")
    {
        Description = "The agent's name, from the first column of agents.csv. Default: the one that the file of weights is named after, or the only one; with weights in an experiment of one cell, its first",
    };

    private readonly Option<string?> weights = new("--weights")
    {
        Description = $"A file of weights ({WeightsFile.Ending}); without it, those that a results folder keeps, and where it keeps none the agent is trained again",
    };

    private readonly Option<string?> device = DeviceChoice.Option();

    public AgentChoice() => device.DefaultValueFactory = _ => "cpu";

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        source.AddTo(command);
        foreach (Option option in (Option[])[agent, weights, device]) command.Add(option);
    }

    /// <summary>A command and what is named, for messages.</summary>
    public string Subject(string command, ParseResult parsed) => source.Subject(command, parsed);

    /// <summary>The agent that was asked for; null where there is none or anything is wrong, which is noted in <paramref name="problems"/>.</summary>
    public ChosenAgent? Read(ParseResult parsed, Parts parts, List<Problem> problems)
    {
        int before = problems.Count;
        ExperimentReading reading = source.Read(parsed, problems);
        DeviceListing? listing = DeviceChoice.Find(parsed.GetValue(device), parts, problems);
        string? file = parsed.GetValue(weights);
        if (file is not null && !SystemDisk.Instance.HasFile(file))
            problems.Add(new Problem(weights.Name, SystemDisk.Instance.HasFolder(file) ? $"{file}, a folder" : file, "a file of weights"));
        if (reading.Experiment is not { } experiment || problems.Count > before) return null;
        AgentSpec? spec = Chosen(parsed.GetValue(agent), file, AgentSpec.Expand(experiment), problems);
        StoredAgent? stored = spec is null || file is null ? null : WeightsFile.Read(file, spec, problems);
        return problems.Count > before ? null
            : new ChosenAgent(experiment, spec!, source.Named(parsed), stored, listing!, reading.Notes);
    }

    private AgentSpec? Chosen(string? name, string? file, AgentList agents, List<Problem> problems)
    {
        if (name is not null) return Named(name, agents, problems);
        if (file is not null) return NamedAfter(file, agents, problems);
        if (agents.Count == 1) return agents[0];
        problems.Add(new Problem(agent.Name, "none", $"one of the {agents.Count} agents of the experiment, such as {agents.NameAt(0)}"));
        return null;
    }

    /// <summary>The agent of a name; null where there is none, which is noted.</summary>
    public static AgentSpec? Named(string name, AgentList agents, List<Problem> problems)
    {
        if (agents.PlaceOf(name) is >= 0 and var place) return agents[place];
        problems.Add(new Problem("--agent", name, Nearest(name, agents)));
        return null;
    }

    /// <summary>The agent that a file of weights is named after, else the first where there is one cell; null where there are more, which is noted.</summary>
    public static AgentSpec? NamedAfter(string file, AgentList agents, List<Problem> problems)
    {
        string name = WeightsFile.NameOf(file);
        // Weights at a checkpoint are named after it, and their folder after the agent.
        foreach (string own in (string[])[name, WeightsFile.FolderOf(file) ?? ""])
            if (agents.PlaceOf(own) is >= 0 and var place) return agents[place];
        if (agents.Cells.Count() == 1) return agents[0];
        problems.Add(new Problem(file, "a file that is named after no agent", $"{Nearest(name, agents)}, or --agent to say which"));
        return null;
    }

    private static string Nearest(string name, AgentList agents) =>
        $"an agent of the experiment, such as {Enumerable.Range(0, agents.Count).Select(agents.NameAt).MinBy(own => Names.Distance(own, name))}";
}
