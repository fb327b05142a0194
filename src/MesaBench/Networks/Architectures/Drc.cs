using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>
/// A deep repeated ConvLSTM (Guez et al. 2019, "An investigation of model-free planning"): at every tick each layer in turn reads the
/// observation, the layer below (the lowest: the top one at the tick before), its own h and the mean and maximum of that over all cells,
/// and gates what its cell c keeps. The same weights at every tick; h and c are carried over environment steps. The head reads the top
/// layer's h. Columns of weights are those of the input, forget and output gates and of the candidate, one after the other.
/// </summary>
/// <param name="shape">What it sees.</param>
/// <param name="channels">Channels of h and of c in each cell.</param>
/// <param name="depth">Layers.</param>
/// <param name="ticks">Ticks an environment step.</param>
/// <param name="head">What the head reads.</param>
public sealed class Drc(ObservationShape shape, int channels, int depth, int ticks, HeadKind head) : Network(shape)
{
    /// <summary>Channels of h and of c in each cell.</summary>
    public int Channels => channels;

    /// <summary>Layers.</summary>
    public int Depth => depth;

    /// <summary>What the head reads.</summary>
    public HeadKind Head => head;

    /// <inheritdoc/>
    public override ParameterLayout Layout { get; } = new(
    [
        .. Enumerable.Range(0, depth).SelectMany(layer => (ParameterBlock[])
        [
            new($"layer{layer}.observe.weight", [9, shape.Planes, 4 * channels], 1),
            new($"layer{layer}.observe.ones", [9, 4 * channels], 0.1),
            new($"layer{layer}.below.weight", [9, channels, 4 * channels], 0.5),
            new($"layer{layer}.own.weight", [9, channels, 4 * channels], 0.5),
            new($"layer{layer}.pool.weight", [2 * channels, 4 * channels], 0.7), // twice as many columns as rows: norms of 0.5
            new($"layer{layer}.bias", [1, 4 * channels], 0),
        ]),
        .. Heads.Of(head, shape, channels),
    ]);

    /// <inheritdoc/>
    public override bool SharesWeightsAcrossCells => true;

    /// <inheritdoc/>
    public override double MultiplyAddsPerStep =>
        (double)Shape.Cells * channels * (depth * 4 * (9 * (Shape.Planes + 1) + Ticks * 20 * channels) + Outputs);

    /// <inheritdoc/>
    public override int Ticks => ticks;

    /// <inheritdoc/>
    internal override void Wire(Graph graph)
    {
        Taps around = Taps.Around(graph), spread = Taps.Spread(graph);
        Value planes = graph.Observation();
        Value[] seen =
        [
            .. Enumerable.Range(0, depth).Select(layer => graph.Seen(planes, around, $"layer{layer}.observe", $"layer{layer}.bias", isAddend: true)),
        ];
        Carry[] keptH = [.. Enumerable.Range(0, depth).Select(_ => graph.Carry(channels))];
        Carry[] keptC = [.. Enumerable.Range(0, depth).Select(_ => graph.Carry(channels))];
        Value[] h = [.. keptH.Select(k => k.Output)], c = [.. keptC.Select(k => k.Output)];
        for (int tick = 1; tick <= graph.Ticks; tick++)
        {
            for (int layer = 0; layer < depth; layer++)
            {
                Value gates = graph.Local(h[(layer + depth - 1) % depth], around, $"layer{layer}.below.weight", null, seen[layer]);
                gates = graph.AddLocal(gates, h[layer], around, $"layer{layer}.own.weight");
                gates = graph.AddLocal(gates, graph.Pool(h[layer]), spread, $"layer{layer}.pool.weight");
                c[layer] = graph.Announce(graph.Content(gates, c[layer]), layer, tick, "c");
                h[layer] = graph.Announce(graph.Shown(gates, c[layer]), layer, tick, "h");
            }
            // When the whole tick is there, so that no layer sees what another has got already.
            for (int layer = 0; layer < depth; layer++) (h[layer], c[layer]) = (graph.Exchanged(h[layer], tick), graph.Exchanged(c[layer], tick));
        }
        for (int layer = 0; layer < depth; layer++) (keptH[layer].After, keptC[layer].After) = (h[layer], c[layer]);
        graph.Head(head, h[^1]);
    }
}
