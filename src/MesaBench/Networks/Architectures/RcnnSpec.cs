using System.ComponentModel.DataAnnotations;
using MesaBench.Experiments;

namespace MesaBench.Networks;

/// <summary>
/// A weight-tied recurrent 3x3 convolution: at every tick each cell's state becomes an activation of a convolution over the state and the
/// observation. The state is carried over environment steps and reset at episode ends.
/// </summary>
[CatalogName("rcnn", "weight-tied recurrent 3x3 convolution that sees the observation again at every tick; state carried over steps")]
public sealed record RcnnSpec : NetworkSpec, INetworkSource
{
    /// <summary>State channels in each cell.</summary>
    [Range(1, 256)]
    public int Channels { get; init; } = 16;

    /// <summary>Internal recurrent steps per environment step.</summary>
    [Range(1, 64)]
    public int Ticks { get; init; } = 2;

    /// <summary>What follows the sums.</summary>
    public CellActivation Activation { get; init; }

    /// <summary>Whether gates decide how much of the state is replaced at a tick.</summary>
    public bool Gated { get; init; }

    /// <summary>What the head reads: the state at the agent's cell, or those of all cells.</summary>
    public HeadKind Head { get; init; }

    /// <inheritdoc/>
    public override string Label => string.Join('-', [$"rcnn{Channels}t{Ticks}", .. Form.Select(form => form.Split(' ')[0])]);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Form =>
    [
        .. Gated ? ["gated"] : (string[])[],
        .. Activation == CellActivation.Tanh ? [] : (string[])[Activation.ToString().ToLowerInvariant()],
        .. Head.Form(),
    ];

    /// <inheritdoc/>
    public override int CapacityWidth => Channels;

    /// <inheritdoc/>
    public override NetworkSpec WithWidth(int width) => this with { Channels = width };

    /// <inheritdoc/>
    public override int CapacityDepth => 1;

    /// <inheritdoc/>
    public override int CapacityTicks => Ticks;

    /// <inheritdoc/>
    public Network Build(ObservationShape shape) => new Rcnn(shape, Channels, Ticks, new RcnnForm(Activation, Gated, Head));
}
