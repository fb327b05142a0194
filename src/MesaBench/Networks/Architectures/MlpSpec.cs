using System.ComponentModel.DataAnnotations;
using MesaBench.Experiments;

namespace MesaBench.Networks;

/// <summary>A multilayer perceptron on the flattened observation: <c>depth</c> ReLU layers of <c>width</c>.</summary>
[CatalogName("mlp", "multilayer perceptron: depth hidden ReLU layers of the given width; no memory, no ticks")]
public sealed record MlpSpec : NetworkSpec, INetworkSource
{
    /// <summary>Units in each hidden layer.</summary>
    [Range(1, MaxWidth)]
    public int Width { get; init; } = 16;

    /// <summary>Hidden layers.</summary>
    [Range(1, 8)]
    public int Depth { get; init; } = 2;

    /// <inheritdoc/>
    public override string Label => $"mlp{Width}x{Depth}";

    /// <inheritdoc/>
    public override int CapacityWidth => Width;

    /// <inheritdoc/>
    public override NetworkSpec WithWidth(int width) => this with { Width = width };

    /// <inheritdoc/>
    public override int CapacityDepth => Depth;

    /// <inheritdoc/>
    public override int CapacityTicks => 0;

    /// <inheritdoc/>
    public Network Build(ObservationShape shape) => new Mlp(shape, Width, Depth);
}
