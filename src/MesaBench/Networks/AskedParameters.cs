using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Networks;

/// <summary>
/// Widths for numbers of parameters: an experiment that asks for capacities gets, of each architecture and in each world, the networks that
/// have the nearest number of parameters, by their ratio.
/// </summary>
public static class AskedParameters
{
    /// <summary>A network this far from what was asked for, as a share of it, is told of.</summary>
    private const double Near = 0.15;

    /// <summary>The experiment with widths in place of what it asks for, and what its user should know of them.</summary>
    public static (Experiment Experiment, IReadOnlyList<string> Notes) Resolve(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        if (!experiment.Worlds.SelectMany(w => w.Networks ?? experiment.Networks).Any(n => (n.Parameters ?? experiment.Parameters).Count > 0))
            return (experiment, []);
        List<string> notes = [];
        WorldSpec[] worlds =
        [
            .. experiment.Worlds.Select(world => world with { Networks = InWorld(world.Networks ?? experiment.Networks, experiment.Parameters, world, notes) }),
        ];
        return (experiment with { Parameters = [], Networks = worlds[0].Networks!, Worlds = worlds }, notes);
    }

    /// <summary>The networks of a world.</summary>
    private static NetworkSpec[] InWorld(IReadOnlyList<NetworkSpec> networks, IReadOnlyList<int> asked, WorldSpec world, List<string> notes)
    {
        World built = world.Build();
        List<NetworkSpec> found = [];
        foreach (NetworkSpec network in networks)
        {
            IReadOnlyList<int> wanted = network.Parameters ?? asked;
            NetworkSpec own = network with { Parameters = null };
            if (wanted.Count == 0) found.Add(own);
            else found.AddRange(Nearest(own, wanted, built, $"{world.Label}: {CellFacts.ArchitectureOf(network)}", notes));
        }
        return [.. found];
    }

    private static IEnumerable<NetworkSpec> Nearest(NetworkSpec network, IReadOnlyList<int> asked, World world, string where, List<string> notes)
    {
        (NetworkSpec Network, int Count)[] all = [.. Widths(network, asked.Max(), world)];
        HashSet<string> given = [];
        foreach (int wanted in asked)
        {
            (NetworkSpec nearest, int count) = all.MinBy(n => Math.Abs(Math.Log((double)n.Count / wanted)));
            bool isNew = given.Add(nearest.Label);
            if (isNew) yield return nearest;
            if (network.WithWidth(1) is not null && (!isNew || Math.Abs((double)count / wanted - 1) > Near))
                notes.Add(FormattableString.Invariant($"{where}: for {wanted} parameters the nearest is {nearest.Label}{(isNew ? "" : " again,")} with {count}"));
        }
        if (network.WithWidth(1) is null) notes.Add(FormattableString.Invariant($"{where}: {all[0].Count} parameters, whatever is asked for"));
    }

    /// <summary>An architecture's networks by width, up to the first that has at least so many parameters.</summary>
    private static IEnumerable<(NetworkSpec Network, int Count)> Widths(NetworkSpec network, int most, World world)
    {
        if (network.WithWidth(1) is null)
        {
            yield return (network, network.LayoutIn(world).Count);
            yield break;
        }
        for (int width = 1, count = 0; count < most && width <= NetworkSpec.MaxWidth; width++)
        {
            NetworkSpec other = network.WithWidth(width)!;
            if (Limits.Problems(other, "").Concat(other.Validate("")).Any()) continue;
            count = other.LayoutIn(world).Count;
            yield return (other, count);
        }
    }
}
