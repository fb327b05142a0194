using System.ComponentModel.DataAnnotations;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;

namespace MesaBench.Networks;

/// <summary>
/// A transformer whose tokens are cells (Vaswani et al. 2017, with normalisations first): each cell's planes and a learned position, then
/// blocks x += attention(norm(x)), x += w relu(u norm(x)), and a linear head on norm(x). Looped (Dehghani et al. 2019), the same blocks run
/// several times, and the embedding is added again each time.
/// </summary>
/// <param name="shape">What it sees.</param>
/// <param name="width">Features of a token; a multiple of the heads.</param>
/// <param name="heads">Attention heads.</param>
/// <param name="blocks">Blocks with weights of their own.</param>
/// <param name="loops">How often they run, one after the other.</param>
/// <param name="head">What the head reads.</param>
public sealed class Transformer(ObservationShape shape, int width, int heads, int blocks, int loops, HeadKind head) : Network(shape)
{
    private const int Widening = 2;

    private static readonly string[] Projections = ["query", "key", "value", "out"];

    /// <inheritdoc/>
    public override ParameterLayout Layout { get; } = new(
    [
        new("embed.weight", [shape.Planes, width], 1),
        new("embed.position", [shape.Cells, width], 1),
        .. Enumerable.Range(0, blocks).SelectMany(block => (ParameterBlock[])
        [
            .. NormalisedLayers.Blocks($"block{block}.attention.norm", width),
            .. Projections.SelectMany(name => (ParameterBlock[])
            [
                new($"block{block}.attention.{name}.weight", [width, width], name == "out" ? 0.5 : 1),
                // A softmax does not see what is added to all of its scores alike, as a key's bias would be.
                .. name == "key" ? [] : (ParameterBlock[])[new($"block{block}.attention.{name}.bias", [1, width], 0)],
            ]),
            .. NormalisedLayers.Blocks($"block{block}.mlp.norm", width),
            new($"block{block}.mlp.first.weight", [width, Widening * width], Math.Sqrt(2)),
            new($"block{block}.mlp.first.bias", [1, Widening * width], 0),
            new($"block{block}.mlp.second.weight", [Widening * width, width], 0.5),
            new($"block{block}.mlp.second.bias", [1, width], 0),
        ]),
        .. NormalisedLayers.Blocks("norm", width),
        .. Heads.Of(head, shape, width),
    ]);

    /// <inheritdoc/>
    public override bool SharesWeightsAcrossCells => false;

    /// <inheritdoc/>
    public override double MultiplyAddsPerStep => (double)Shape.Cells * width
        * (Shape.Planes + Outputs + (double)blocks * Math.Max(loops, 1) * ((4 + 2 * Widening) * width + 2 * Shape.Cells));

    /// <summary>Its loops are its ticks, if it has more than one.</summary>
    public override int Ticks => loops > 1 ? loops : 0;

    /// <inheritdoc/>
    internal override void Wire(Graph graph)
    {
        Taps self = Taps.Self(graph, Shape.Cells);
        Value embedded = graph.Local(graph.Observation(), self, "embed.weight", "embed.position"), x = embedded;
        for (int loop = 1; loop <= Math.Max(graph.Ticks, 1); loop++)
        {
            if (loop > 1) x = graph.Sum(x, embedded);
            for (int block = 0; block < blocks; block++) x = Block(graph, self, x, block, Ticks == 0 ? 0 : loop);
            x = graph.Exchanged(x, loop);
        }
        graph.Head(head, graph.NormaliseCells(x, "norm"));
    }

    private Value Block(Graph graph, Taps self, Value x, int block, int tick)
    {
        string name = $"block{block}.attention";
        Value normal = graph.NormaliseCells(x, $"{name}.norm");
        Value Project(Value of, string projection, Value? addend = null) =>
            graph.Local(of, self, $"{name}.{projection}.weight", projection == "key" ? null : $"{name}.{projection}.bias", addend);

        Value attended = graph.Attention(Project(normal, "query"), Project(normal, "key"), Project(normal, "value"), heads, block, tick);
        x = Project(attended, "out", x);
        name = $"block{block}.mlp";
        Value inner = graph.Local(graph.NormaliseCells(x, $"{name}.norm"), self, $"{name}.first.weight", $"{name}.first.bias", null, Activation.Relu);
        return graph.Announce(graph.Local(inner, self, $"{name}.second.weight", $"{name}.second.bias", x), block, tick, "h");
    }
}

/// <summary>A transformer on cells as tokens; looped, its blocks run several times with the same weights.</summary>
[CatalogName("transformer", "cells as tokens with learned positions; blocks of attention and MLP, looped or not; no memory")]
public sealed record TransformerSpec : NetworkSpec, INetworkSource
{
    /// <summary>Features of a token; a multiple of the heads.</summary>
    [Range(1, 256)]
    public int Width { get; init; } = 16;

    /// <summary>Attention heads.</summary>
    [Range(1, 16)]
    public int Heads { get; init; } = 2;

    /// <summary>Blocks with weights of their own.</summary>
    [Range(1, 16)]
    public int Blocks { get; init; } = 2;

    /// <summary>How often the blocks run, one after the other, with the same weights: its ticks, if more than 1.</summary>
    [Range(1, 64)]
    public int Loops { get; init; } = 1;

    /// <summary>What the head reads: the token of the agent's cell, or all tokens.</summary>
    public HeadKind Head { get; init; }

    /// <inheritdoc/>
    public override string Label => $"transformer{Width}h{Heads}x{Blocks}" + (Loops > 1 ? $"t{Loops}" : "") + (Head == HeadKind.Flat ? "-flat" : "");

    /// <inheritdoc/>
    public override IReadOnlyList<string> Form => [$"{Heads} head{(Heads == 1 ? "" : "s")}", .. Head.Form()];

    /// <inheritdoc/>
    public override int CapacityWidth => Width;

    /// <inheritdoc/>
    public override NetworkSpec WithWidth(int width) => this with { Width = width };

    /// <inheritdoc/>
    public override int CapacityDepth => Blocks;

    /// <inheritdoc/>
    public override int CapacityTicks => Loops > 1 ? Loops : 0;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path)
    {
        if (Width % Heads != 0) yield return new Problem($"{path}.width", $"{Width}", $"a multiple of the heads, {Heads}");
    }

    /// <inheritdoc/>
    public Network Build(ObservationShape shape) => new Transformer(shape, Width, Heads, Blocks, Loops, Head);
}
