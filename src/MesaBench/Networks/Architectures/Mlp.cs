using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>A multilayer perceptron: ReLU layers on the flattened observation, then one linear head for policy and value.</summary>
/// <param name="shape">What it sees.</param>
/// <param name="width">Units in each hidden layer.</param>
/// <param name="depth">Hidden layers.</param>
public sealed class Mlp(ObservationShape shape, int width, int depth) : Network(shape)
{
    private static readonly double ReluGain = Math.Sqrt(2);

    /// <inheritdoc/>
    public override ParameterLayout Layout { get; } = new(
    [
        .. Enumerable.Range(0, depth).SelectMany(layer => (ParameterBlock[])
        [
            new($"hidden{layer}.weight", [layer == 0 ? shape.Features : width, width], ReluGain),
            new($"hidden{layer}.bias", [1, width], 0),
        ]),
        .. Heads.Blocks(width),
    ]);

    /// <inheritdoc/>
    public override bool SharesWeightsAcrossCells => false;

    /// <inheritdoc/>
    public override double MultiplyAddsPerStep => Tensor.Pad(width) * ((double)Shape.MaxActive + (depth - 1) * width + 16);

    /// <inheritdoc/>
    internal override void Wire(Graph graph)
    {
        Value x = graph.Announce(graph.DenseOnObservation("hidden0", Activation.Relu), 0, 0, "h");
        for (int layer = 1; layer < depth; layer++) x = graph.Announce(graph.Dense(x, $"hidden{layer}", Activation.Relu), layer, 0, "h");
        graph.DenseHead(x, "head");
    }
}
