using System.ComponentModel.DataAnnotations;
using MesaBench.Experiments;

namespace MesaBench.Networks;

/// <summary>A deep repeated ConvLSTM (Guez et al. 2019): layers of convolutional long short-term memory, several ticks an environment step.</summary>
[CatalogName("drc", "deep repeated ConvLSTM: gated layers with pool-and-inject and a skip from the top; state carried over steps")]
public sealed record DrcSpec : NetworkSpec, INetworkSource
{
    /// <summary>Channels of each layer's h and c in each cell.</summary>
    [Range(1, 128)]
    public int Channels { get; init; } = 8;

    /// <summary>Layers.</summary>
    [Range(1, 8)]
    public int Depth { get; init; } = 2;

    /// <summary>Internal recurrent steps per environment step.</summary>
    [Range(1, 64)]
    public int Ticks { get; init; } = 3;

    /// <summary>What the head reads: the top layer's h at the agent's cell, or those of all cells.</summary>
    public HeadKind Head { get; init; }

    /// <inheritdoc/>
    public override string Label => string.Join('-', [$"drc{Channels}x{Depth}t{Ticks}", .. Form.Select(form => form.Split(' ')[0])]);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Form => Head.Form();

    /// <inheritdoc/>
    public override int CapacityWidth => Channels;

    /// <inheritdoc/>
    public override NetworkSpec WithWidth(int width) => this with { Channels = width };

    /// <inheritdoc/>
    public override int CapacityDepth => Depth;

    /// <inheritdoc/>
    public override int CapacityTicks => Ticks;

    /// <inheritdoc/>
    public Network Build(ObservationShape shape) => new Drc(shape, Channels, Depth, Ticks, Head);
}
