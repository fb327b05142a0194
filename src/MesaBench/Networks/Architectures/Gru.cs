using System.ComponentModel.DataAnnotations;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;

namespace MesaBench.Networks;

/// <summary>
/// A gated recurrent unit (Cho et al. 2014) on the flattened observation, one update an environment step:
/// h += z (tanh(w (r h) + u x + b) - h), with gates z and r sigmoids of the same form; a linear head on h.
/// </summary>
/// <param name="shape">What it sees.</param>
/// <param name="width">Units of the state.</param>
public sealed class Gru(ObservationShape shape, int width) : Network(shape)
{
    /// <inheritdoc/>
    public override ParameterLayout Layout { get; } = new(
    [
        .. GatedUnits.Parts.SelectMany(part => (ParameterBlock[])
        [
            new($"{part}observe.weight", [shape.Features, width], 1), new($"{part}observe.bias", [1, width], 0), new($"{part}state.weight", [width, width], 1),
        ]),
        .. Heads.Blocks(width),
    ]);

    /// <inheritdoc/>
    public override bool SharesWeightsAcrossCells => false;

    /// <inheritdoc/>
    public override double MultiplyAddsPerStep => 3.0 * (Tensor.Pad(width) * Shape.MaxActive + width * width) + Outputs * width;

    /// <inheritdoc/>
    internal override void Wire(Graph graph)
    {
        Taps self = Taps.Self(graph, 1);
        Value[] seen = [.. GatedUnits.Parts.Select(part => graph.OneCellOnObservation($"{part}observe", Activation.Identity))];
        Carry carry = graph.Carry(width, cells: 1);
        carry.After = graph.Announce(graph.GatedUnit(carry.Output, seen, self, Activation.Tanh), 0, 0, "h");
        graph.LinearHead(carry.After, self);
    }
}

/// <summary>A gated recurrent unit over environment steps; no ticks.</summary>
[CatalogName("gru", "gated recurrent unit on the flattened observation; state carried over steps, no ticks")]
public sealed record GruSpec : NetworkSpec, INetworkSource
{
    /// <summary>Units of the state.</summary>
    [Range(1, MaxWidth)]
    public int Width { get; init; } = 32;

    /// <inheritdoc/>
    public override string Label => $"gru{Width}";

    /// <inheritdoc/>
    public override int CapacityWidth => Width;

    /// <inheritdoc/>
    public override NetworkSpec WithWidth(int width) => this with { Width = width };

    /// <inheritdoc/>
    public override int CapacityDepth => 1;

    /// <inheritdoc/>
    public override int CapacityTicks => 0;

    /// <inheritdoc/>
    public Network Build(ObservationShape shape) => new Gru(shape, Width);
}
