using System.CommandLine;
using MesaBench.Experiments;

namespace MesaBench.Cli.Commands;

/// <summary>The experiment whose agents a command is about: one that is named, or, in its place, one of a single agent of a world and a network.</summary>
internal sealed class ExperimentChoice
{
    private readonly Argument<string?> source = new("experiment")
    {
        Description = ExperimentSource.Description + "; or none, with --world and --network", Arity = ArgumentArity.ZeroOrOne, HelpName = "experiment", CompletionSources = { _ => Presets.Names },
    };

    private readonly Option<string?> world = new("--world") { Description = $"In place of an experiment, a world (see: mesabench list worlds): {EntryText.Description}" };
    private readonly Option<string?> network = new("--network") { Description = $"And a network (see: mesabench list networks): {EntryText.Description}" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(source);
        command.Add(world);
        command.Add(network);
    }

    /// <summary>The preset, file or folder that was named; null for none.</summary>
    public string? Named(ParseResult parsed) => parsed.GetValue(source);

    /// <summary>A command and what was named, for messages.</summary>
    public string Subject(string command, ParseResult parsed) => Named(parsed) is { } named ? $"{command} {named}" : command;

    /// <summary>The experiment; whatever is wrong is noted in <paramref name="problems"/>.</summary>
    public ExperimentReading Read(ParseResult parsed, List<Problem> problems)
    {
        string? ofWorld = parsed.GetValue(world), ofNetwork = parsed.GetValue(network);
        ExperimentReading reading = new(null, []);
        if (Named(parsed) is not { } named) reading = Alone(ofWorld, ofNetwork, problems);
        else if (ofWorld is null && ofNetwork is null) reading = ExperimentSource.Read(named);
        else problems.Add(new Problem(ofWorld is null ? network.Name : world.Name, $"it beside {named}", $"an experiment, or {world.Name} and {network.Name}"));
        problems.AddRange(reading.Problems);
        return reading;
    }

    private ExperimentReading Alone(string? ofWorld, string? ofNetwork, List<Problem> problems)
    {
        int before = problems.Count;
        if (ofWorld is null && ofNetwork is null) problems.Add(new Problem("experiment", "none", $"a preset, an experiment file or a results folder; or {world.Name} and {network.Name}"));
        else if (ofWorld is null) problems.Add(new Problem(world.Name, "none", $"a world, beside {network.Name}"));
        else if (ofNetwork is null) problems.Add(new Problem(network.Name, "none", $"a network, beside {world.Name}"));
        if (problems.Count > before) return new ExperimentReading(null, []);
        string worldJson = EntryText.Json(ofWorld!, "world", world, problems), networkJson = EntryText.Json(ofNetwork!, "network", network, problems);
        problems.AddRange(ExperimentFile.ParseWorld(worldJson).Problems.Select(problem => EntryText.Under(world, problem)));
        problems.AddRange(ExperimentFile.ParseNetwork(networkJson).Problems.Select(problem => EntryText.Under(network, problem)));
        // One agent: what else a study says, it says by default.
        return problems.Count > before ? new ExperimentReading(null, [])
            : ExperimentSource.Resolved(ExperimentFile.Parse($$"""{ "name": "alone", "worlds": [{{worldJson}}], "networks": [{{networkJson}}], "alphas": [0], "seeds": 1 }"""));
    }
}
