using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>
/// A deep repeated ConvLSTM (Guez et al. 2019, "An investigation of model-free planning"): at every tick each layer in turn reads the
/// observation, the layer below (the lowest: the top one at the tick before), its own h and the mean and maximum of that over all cells,
/// and gates what its cell c keeps. The same weights at every tick; h and c are carried over environment steps. The head reads the top
/// layer's h.
/// </summary>
/// <param name="shape">What it sees.</param>
/// <param name="channels">Channels of h and of c in each cell.</param>
/// <param name="depth">Layers.</param>
/// <param name="ticks">Ticks an environment step.</param>
/// <param name="head">What the head reads.</param>
public sealed class Drc(ObservationShape shape, int channels, int depth, int ticks, HeadKind head) : Network(shape)
{
    private const string Input = "input", Forget = "forget", Output = "output", Candidate = "candidate";

    private static readonly string[] Gates = [Input, Forget, Output, Candidate];

    /// <inheritdoc/>
    public override ParameterLayout Layout { get; } = new(
    [
        .. from layer in Enumerable.Range(0, depth)
           from gate in Gates
           from block in (ParameterBlock[])
           [
               new($"layer{layer}.{gate}.observe.weight", [9, shape.Planes, channels], 1),
               new($"layer{layer}.{gate}.observe.ones", [9, channels], 0.1),
               new($"layer{layer}.{gate}.below.weight", [9, channels, channels], 0.5),
               new($"layer{layer}.{gate}.own.weight", [9, channels, channels], 0.5),
               new($"layer{layer}.{gate}.pool.weight", [2 * channels, channels], 0.5),
               // A cell that keeps its content at first lets a gradient through many ticks (Jozefowicz et al. 2015).
               new($"layer{layer}.{gate}.bias", [1, channels], 0) { Fill = gate == Forget ? 1 : 0 },
           ]
           select block,
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
        Dictionary<string, Value> seen = (
            from layer in Enumerable.Range(0, depth)
            from gate in Gates
            let name = $"layer{layer}.{gate}"
            select (name, graph.Seen(planes, around, $"{name}.observe", $"{name}.bias", isAddend: true)))
            .ToDictionary(p => p.name, p => p.Item2);
        Carry[] keptH = [.. Enumerable.Range(0, depth).Select(_ => graph.Carry(channels))];
        Carry[] keptC = [.. Enumerable.Range(0, depth).Select(_ => graph.Carry(channels))];
        Value[] h = [.. keptH.Select(k => k.Output)], c = [.. keptC.Select(k => k.Output)];
        for (int tick = 1; tick <= graph.Ticks; tick++)
        {
            for (int layer = 0; layer < depth; layer++)
            {
                Value below = h[(layer + depth - 1) % depth], own = h[layer], pooled = graph.Pool(own);
                Value Gate(string gate, Activation activation)
                {
                    string name = $"layer{layer}.{gate}";
                    Value sum = graph.Local(below, around, $"{name}.below.weight", null, seen[name]);
                    sum = graph.Local(own, around, $"{name}.own.weight", null, sum);
                    return graph.Local(pooled, spread, $"{name}.pool.weight", null, sum, activation);
                }

                c[layer] = graph.SumOfTimes(
                    Gate(Forget, Activation.Sigmoid), c[layer], Gate(Input, Activation.Sigmoid), Gate(Candidate, Activation.Tanh));
                _ = graph.Announce(c[layer], layer, tick, "c");
                h[layer] = graph.Times(Gate(Output, Activation.Sigmoid), graph.Squash(c[layer]));
                _ = graph.Announce(h[layer], layer, tick, "h");
            }
        }
        for (int layer = 0; layer < depth; layer++) (keptH[layer].After, keptC[layer].After) = (h[layer], c[layer]);
        graph.Head(head, h[^1]);
    }
}
