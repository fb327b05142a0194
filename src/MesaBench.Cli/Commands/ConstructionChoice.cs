using System.CommandLine;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Cli.Commands;

/// <summary>A compiled network that is to be looked into.</summary>
/// <param name="Spec">The construction.</param>
/// <param name="Network">Its network's entry.</param>
/// <param name="Ticks">Ticks to run.</param>
/// <param name="IsWhole">Whether all of them are shown, or those alone that change something.</param>
/// <param name="Algorithm">What it computes.</param>
internal sealed record ChosenConstruction(CompiledSpec Spec, NetworkSpec Network, int Ticks, bool IsWhole, IAlgorithm Algorithm)
{
    /// <summary>[tick - 1][level][cell x variable] its states on levels of a store.</summary>
    public IReadOnlyList<double[][]> Unroll(IEngine engine, LevelStore store, LevelRange levels)
    {
        Network built = Network.Build(new ObservationShape(store.World.Size, store.World.Planes.Count, store.Table.MaxActive));
        Compiled compiled = Spec.Compile(store.World, built, key: 0).Compiled;
        Unrolled run = Unrolled.Of(engine, built, built.Layout.Pack(compiled.Tensors, "compiled"), store, levels, Ticks + compiled.Reading.Delay, compiled.Reading);
        engine.Clear();
        return run.States[compiled.Reading.Delay..];
    }
}

/// <summary>The options by which a compiled network is chosen.</summary>
internal sealed class ConstructionChoice
{
    private const int MostTicks = 1000;

    private readonly Option<string?> construction = new("--construction")
    {
        Description = "Show instead what a compiled network's state holds, tick by tick: a construction's name, its name and settings, or its entry as in experiment files",
        HelpName = "construction",
        CompletionSources = { _ => Compiled },
    };

    private readonly Option<string?> network = new("--network") { Description = $"The network: {EntryText.Description}; default rcnn with clamp and 16 channels", HelpName = "network", CompletionSources = { _ => Catalog.Default.Networks.Select(entry => entry.Name) } };
    private readonly Option<string?> ticks = new("--ticks") { Description = "Ticks to show; default those that change something, up to three times the side of the grid" };

    private static IEnumerable<string> Compiled => Catalog.Default.Constructions.Where(e => e.Type.IsAssignableTo(typeof(CompiledSpec))).Select(e => e.Name);

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> Options => [construction, network, ticks];

    /// <summary>The network that was asked for; null for none, or where something is wrong, which is noted.</summary>
    public ChosenConstruction? Read(ParseResult parsed, ChosenWorld chosen, List<Problem> problems)
    {
        long? count = Numbers.Whole(parsed, ticks, 1, MostTicks, problems);
        if (parsed.GetValue(construction) is not { } asked)
        {
            foreach (Option<string?> option in (Option<string?>[])[network, ticks])
                if (parsed.GetValue(option) is { } given) problems.Add(new Problem(option.Name, given, "none without --construction"));
            return null;
        }
        (ConstructionSpec? spec, IReadOnlyList<Problem> ofSpec) = ExperimentFile.ParseConstruction(EntryText.Json(asked, "construction", construction, problems));
        (NetworkSpec? net, IReadOnlyList<Problem> ofNetwork) = ExperimentFile.ParseNetwork(
            EntryText.Json(parsed.GetValue(network) ?? "rcnn activation=clamp channels=16", "network", network, problems));
        problems.AddRange([.. ofSpec.Select(p => EntryText.Under(construction, p)), .. ofNetwork.Select(p => EntryText.Under(network, p))]);
        if (spec is null || net is null) return null;
        if (spec is not CompiledSpec compiled)
        {
            problems.Add(new Problem(construction.Name, asked, string.Join(", ", Compiled)));
            return null;
        }
        Problem[] unsuited = [.. compiled.Validate(chosen.Spec, net, construction.Name)];
        problems.AddRange(unsuited);
        if (unsuited.Length > 0) return null;
        ObservationShape shape = new(chosen.World.Size, chosen.World.Planes.Count, chosen.World.Planes.Count);
        return new ChosenConstruction(compiled, net, (int)(count ?? 3 * chosen.World.Size), count is not null, compiled.Compile(chosen.World, net.Build(shape), key: 0).Algorithm);
    }
}
