using System.ComponentModel.DataAnnotations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// A random body that training leaves as it is, and a head that learns to read it: what such an agent does, it does by features that nobody
/// made for it. The head starts as any does.
/// </summary>
[CatalogName("frozen", "random weights that stay as they are, all but the head's")]
public sealed record FrozenSpec : ConstructionSpec, IConstructionSource
{
    /// <summary>Multiplies the body's usual random weights; biases, and gains that begin at 1, are as usual.</summary>
    [Range(0.0, 100.0, MinimumIsExclusive = true)]
    public double Gain { get; init; } = 1;

    /// <inheritdoc/>
    public override string Label => Gain == 1 ? "frozen" : FormattableString.Invariant($"frozen-gain{Gain}");

    /// <inheritdoc/>
    public override string Description => Gain == 1 ? "a frozen body" : FormattableString.Invariant($"a frozen body of gain {Gain}");

    /// <inheritdoc/>
    public float[] Weights(World world, Network network, ulong key)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new ParameterLayout([.. network.Layout.Blocks.Select(block => block.IsHead ? block : block with { Gain = Gain * block.Gain })]).Initial(key);
    }

    /// <inheritdoc/>
    public bool[] Fixed(World world, Network network, ulong key) => network.Body();
}
