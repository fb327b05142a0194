using System.CommandLine;
using MesaBench.Cli.Screens;
using MesaBench.Experiments;
using MesaBench.Networks;

namespace MesaBench.Cli.Commands;

/// <summary><c>mesabench list</c>: what an experiment file may name.</summary>
internal static class ListCommand
{
    private static readonly string[] Kinds = ["worlds", "networks", "trainers", "constructions", "families", "probes", "presets"];

    public static Command Create(Screen screen)
    {
        Argument<string?> kind = new("kind") { Description = string.Join(", ", Kinds), Arity = ArgumentArity.ZeroOrOne, HelpName = "kind", CompletionSources = { Kinds } };
        Command command = new("list", "List worlds, networks, trainers, constructions, families, probes and presets") { kind };
        command.SetAction(parsed =>
        {
            string? wanted = parsed.GetValue(kind);
            if (wanted is not null && !Kinds.Contains(wanted))
                return Report.Problems(screen.Error, "list", [new Problem("kind", wanted, Names.Suggest(wanted, Kinds))]);
            foreach (string each in Kinds.Where(k => wanted is null || k == wanted))
                screen.WriteList(each, Entries(each));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static IEnumerable<(string Name, string Summary)> Entries(string kind) => kind switch
    {
        "worlds" => Catalog.Default.Worlds.Select(e => (e.Name, e.Summary)),
        "networks" => Catalog.Default.Networks.Select(e => (e.Name, e.Summary)),
        "trainers" => Catalog.Default.Trainers.Select(e => (e.Name, e.Summary)),
        "constructions" => Catalog.Default.Constructions.Select(e => (e.Name, e.Summary)),
        "families" => Catalog.Default.Families.Select(e => (e.Name, e.Summary)),
        "probes" => Catalog.Default.Probes.Select(e => (e.Name, e.Summary)),
        _ => Presets.Names.Select(name => (name, Describe(ExperimentFile.Parse(Presets.Text(name)!).Experiment!))),
    };

    private static string Describe(Experiment experiment) =>
        $"{experiment.Description} {Figures.Count(AgentSpec.Expand(AskedParameters.Resolve(experiment).Experiment).Count, "agent")}.";
}
