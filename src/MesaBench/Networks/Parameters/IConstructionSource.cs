using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Networks;

/// <summary>
/// A construction's entry that can say its weights. Every <see cref="ConstructionSpec"/> with a catalog name is one. It is asked for networks
/// that its <see cref="ConstructionSpec.Validate"/> has no problem with alone.
/// </summary>
public interface IConstructionSource
{
    /// <summary>[row][64] parameters to start from, in the network's layout; all else in it is 0.</summary>
    /// <param name="world">What the network plays.</param>
    /// <param name="network">The network for that world alone.</param>
    /// <param name="key">Key of the agent's random streams.</param>
    float[] Weights(World world, Network network, ulong key);

    /// <summary>[row][64] true for each parameter that training is to leave as it is; null where it may change all.</summary>
    /// <param name="world">What the network plays.</param>
    /// <param name="network">The network for that world alone.</param>
    /// <param name="key">Key of the agent's random streams.</param>
    bool[]? Fixed(World world, Network network, ulong key);
}

/// <summary>Constructing weights from their entries.</summary>
public static class ConstructionSpecs
{
    /// <summary>[row][64] true for each parameter of a network but the head's: its body stays as it is.</summary>
    public static bool[] Body(this Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        bool[] isFixed = new bool[network.Layout.Rows * ParameterLayout.RowWidth];
        foreach (ParameterBlock block in network.Layout.Blocks.Where(block => !block.IsHead))
            foreach ((int place, _, _) in network.Layout.Places(block)) isFixed[place] = true;
        return isFixed;
    }

    /// <summary>What says an entry's weights.</summary>
    /// <exception cref="NotSupportedException">The entry's type says none.</exception>
    public static IConstructionSource Source(this ConstructionSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec as IConstructionSource ?? throw new NotSupportedException($"{spec.GetType().Name} constructs no weights");
    }
}
