using System.CommandLine;
using System.Text.Json.Nodes;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Bench;

/// <summary>The training that a command is about, as options: a network's entry as in experiment files, and the walls of the corner world.</summary>
internal sealed class TrainingChoice
{
    private readonly Option<string> network =
        new("--network") { Description = "A network's name (see: mesabench list networks)", DefaultValueFactory = _ => "mlp" };

    private readonly Option<int?> width = new("--width") { Description = "Width of its layers, or its channels; the network's default where not given" };

    private readonly Option<string[]> settings =
        new("--set") { Description = "Another setting of the network, as in experiment files: --set ticks=6" };

    private readonly Option<string> trainer = new("--trainer") { Description = "Who trains", DefaultValueFactory = _ => Catalog.UnsaidTrainer };

    private readonly Option<Layout> layout =
        new("--layout") { Description = "Walls of the corner world: open, blocks or maze", DefaultValueFactory = _ => Layout.Blocks };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        trainer.AcceptOnlyFromAmong([.. Catalog.Default.Trainers.Select(t => t.Name).Where(name => TrainerOf(name).Trains)]);
        foreach (Option option in (Option[])[network, width, settings, trainer, layout]) command.Add(option);
    }

    /// <summary>The training that was asked for, or all that is wrong with it.</summary>
    public (TrainingCase? Case, IReadOnlyList<Problem> Problems) Read(ParseResult parsed)
    {
        string name = parsed.GetRequiredValue(network);
        JsonObject entry = new() { ["network"] = name };
        if (parsed.GetValue(width) is { } units) entry[CapacitySetting(name)] = units;
        List<Problem> problems = [];
        foreach (string setting in parsed.GetValue(settings) ?? [])
        {
            string[] sides = setting.Split('=', 2);
            if (sides.Length == 2 && sides[0].Length > 0) entry[sides[0]] = LevelFile.Value(sides[1]);
            else problems.Add(new Problem("--set", setting, "name=value"));
        }
        (NetworkSpec? spec, IReadOnlyList<Problem> ofNetwork) = ExperimentFile.ParseNetwork(entry.ToJsonString());
        problems.AddRange(ofNetwork);
        CornerSpec world = new() { Layout = parsed.GetValue(layout) };
        return (problems.Count == 0 ? new TrainingCase(world, spec!, TrainerOf(parsed.GetRequiredValue(trainer))) : null, problems);
    }

    /// <summary>The setting that says how wide a network is.</summary>
    private static string CapacitySetting(string network) =>
        Catalog.Default.Networks.FirstOrDefault(n => n.Name == network)?.Type.GetProperty("Channels") is null ? "width" : "channels";

    private static TrainerSpec TrainerOf(string name) =>
        (TrainerSpec)Activator.CreateInstance(Catalog.Default.Trainers.Single(t => t.Name == name).Type)!;
}
