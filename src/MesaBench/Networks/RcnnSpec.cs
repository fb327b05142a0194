using System.ComponentModel.DataAnnotations;
using MesaBench.Experiments;

namespace MesaBench.Networks;

/// <summary>
/// A weight-tied recurrent 3x3 convolution: at every tick each cell's state becomes tanh of a convolution over the state and the
/// observation. The state is carried over environment steps and reset at episode ends.
/// </summary>
[CatalogName("rcnn", "weight-tied recurrent 3x3 convolution that sees the observation again at every tick; state carried over steps")]
public sealed record RcnnSpec : NetworkSpec, INetworkSource
{
    /// <summary>State channels in each cell.</summary>
    [Range(1, 256)]
    public int Channels { get; init; } = 16;

    /// <summary>Internal recurrent steps per environment step.</summary>
    [Range(1, 32)]
    public int Ticks { get; init; } = 2;

    /// <inheritdoc/>
    public override string Label => $"rcnn{Channels}t{Ticks}";

    /// <inheritdoc/>
    public override int CapacityWidth => Channels;

    /// <inheritdoc/>
    public override int CapacityDepth => 1;

    /// <inheritdoc/>
    public override int CapacityTicks => Ticks;

    /// <inheritdoc/>
    public Network Build(ObservationShape shape) => new Rcnn(shape, Channels, Ticks);
}
