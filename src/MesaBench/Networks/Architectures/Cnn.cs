using System.ComponentModel.DataAnnotations;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;

namespace MesaBench.Networks;

/// <summary>
/// A feed-forward residual convolution: x = conv(observation), then in each block x += conv(relu(conv(norm(x)))), 3x3 each (He et al. 2016,
/// with the normalisation first), normalised over all cells and channels (Wu and He 2018, one group); a linear head on norm(x).
/// </summary>
/// <param name="shape">What it sees.</param>
/// <param name="channels">Channels in each cell.</param>
/// <param name="depth">Blocks.</param>
/// <param name="head">What the head reads.</param>
public sealed class Cnn(ObservationShape shape, int channels, int depth, HeadKind head) : Network(shape)
{
    private static readonly double ReluGain = Math.Sqrt(2);

    /// <inheritdoc/>
    public override ParameterLayout Layout { get; } = new(
    [
        new("observe.weight", [9, shape.Planes, channels], ReluGain),
        new("observe.ones", [9, channels], 0.1),
        new("observe.bias", [1, channels], 0),
        .. Enumerable.Range(0, depth).SelectMany(block => (ParameterBlock[])
        [
            .. NormalisedLayers.Blocks($"block{block}.norm", channels),
            new($"block{block}.first.weight", [9, channels, channels], ReluGain),
            new($"block{block}.first.bias", [1, channels], 0),
            new($"block{block}.second.weight", [9, channels, channels], 0.5),
            new($"block{block}.second.bias", [1, channels], 0),
        ]),
        .. NormalisedLayers.Blocks("norm", channels),
        .. Heads.Of(head, shape, channels),
    ]);

    /// <inheritdoc/>
    public override bool SharesWeightsAcrossCells => true;

    /// <inheritdoc/>
    public override double MultiplyAddsPerStep => (double)Shape.Cells * channels * (9 * (Shape.Planes + 1 + 2 * depth * channels) + Outputs);

    /// <inheritdoc/>
    internal override void Wire(Graph graph)
    {
        Taps around = Taps.Around(graph);
        Value x = graph.Seen(graph.Observation(), around, "observe", "observe.bias", isAddend: false);
        for (int block = 0; block < depth; block++)
        {
            Value inner = graph.Local(
                graph.Normalise(x, $"block{block}.norm"), around, $"block{block}.first.weight", $"block{block}.first.bias", null, Activation.Relu);
            x = graph.Announce(graph.Local(inner, around, $"block{block}.second.weight", $"block{block}.second.bias", x), block, 0, "h");
        }
        graph.Head(head, graph.Normalise(x, "norm"));
    }
}

/// <summary>A feed-forward stack of residual 3x3 convolutions with normalisation.</summary>
[CatalogName("cnn", "feed-forward residual 3x3 convolutions with normalisation; no memory, no ticks")]
public sealed record CnnSpec : NetworkSpec, INetworkSource
{
    /// <summary>Channels in each cell.</summary>
    [Range(1, 256)]
    public int Channels { get; init; } = 16;

    /// <summary>Residual blocks of two convolutions.</summary>
    [Range(1, 32)]
    public int Depth { get; init; } = 3;

    /// <summary>What the head reads: the cell of the agent, or all cells.</summary>
    public HeadKind Head { get; init; } = HeadKind.Flat;

    /// <inheritdoc/>
    public override string Label => $"cnn{Channels}x{Depth}" + (Head == HeadKind.Agent ? "-agent" : "");

    /// <inheritdoc/>
    public override IReadOnlyList<string> Form => Head == HeadKind.Agent ? ["head at the agent"] : [];

    /// <inheritdoc/>
    public override int CapacityWidth => Channels;

    /// <inheritdoc/>
    public override NetworkSpec WithWidth(int width) => this with { Channels = width };

    /// <inheritdoc/>
    public override int CapacityDepth => Depth;

    /// <inheritdoc/>
    public override int CapacityTicks => 0;

    /// <inheritdoc/>
    public Network Build(ObservationShape shape) => new Cnn(shape, Channels, Depth, Head);
}
