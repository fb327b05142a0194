using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// A search that nobody heeds, beside a network that is yet to learn: a compiled <see cref="Wavefront"/> in some channels, which training
/// leaves as it is, and random weights in the others. Neither these nor the head read the search's channels, and never will.
/// </summary>
[CatalogName("beside-search", "a search that cannot be heeded, compiled, beside channels that learn; for rcnn")]
public sealed record BesideSearchSpec : CompiledSpec
{
    /// <inheritdoc/>
    public override Known Known => new(Answer.No, Answer.Yes, Answer.No);

    /// <inheritdoc/>
    internal override bool IsHeeded => false;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(WorldSpec world, NetworkSpec network, string path) =>
        network is RcnnSpec ? base.Validate(world, network, path) : [new Problem(path, $"{Name} in {network?.Label}", "rcnn")];

    /// <inheritdoc/>
    public override float[] Weights(World world, Network network, ulong key)
    {
        ArgumentNullException.ThrowIfNull(network);
        float[] weights = network.Layout.Initial(key), compiled = base.Weights(world, network, key);
        foreach ((int place, Held held) in Places(world, network, key)) weights[place] = held == Held.ByTheSearch ? compiled[place] : 0;
        return weights;
    }

    /// <inheritdoc/>
    public override bool[] Fixed(World world, Network network, ulong key)
    {
        ArgumentNullException.ThrowIfNull(network);
        bool[] isFixed = new bool[network.Layout.Rows * ParameterLayout.RowWidth];
        foreach ((int place, _) in Places(world, network, key)) isFixed[place] = true;
        return isFixed;
    }

    /// <inheritdoc/>
    protected override IAlgorithm Algorithm(World world, IReadOnlyList<int> objectives, Draws draws) =>
        new Wavefront(Quest.For(world, objectives), traced: false, Logit(draws));

    private enum Held
    {
        /// <summary>At what the search has there.</summary>
        ByTheSearch,

        /// <summary>At 0, so that nobody reads it.</summary>
        Shut,
    }

    /// <summary>The parameters that are held.</summary>
    private IEnumerable<(int Place, Held Held)> Places(World world, Network network, ulong key)
    {
        HashSet<int> own = [.. Compile(world, network, key).Compiled.Places];
        int channels = ((Rcnn)network).Channels;
        foreach (ParameterBlock block in network.Layout.Blocks)
        {
            bool readsState = block.Name.EndsWith("state.weight", StringComparison.Ordinal);
            foreach ((int place, int row, int column) in network.Layout.Places(block))
            {
                if (!block.IsHead && own.Contains(column)) yield return (place, Held.ByTheSearch);
                else if ((readsState || block.Name == "head.weight") && own.Contains(row % channels)) yield return (place, Held.Shut);
            }
        }
    }
}
