using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;

namespace MesaBench.Networks;

/// <summary>One linear map from the flattened observation to logits and value.</summary>
/// <param name="shape">What it sees.</param>
public sealed class Linear(ObservationShape shape) : Network(shape)
{
    /// <inheritdoc/>
    public override ParameterLayout Layout { get; } = new([.. Heads.Blocks(shape.Features)]);

    /// <inheritdoc/>
    public override bool SharesWeightsAcrossCells => false;

    /// <inheritdoc/>
    public override double MultiplyAddsPerStep => Tensor.Pad(Outputs) * (double)Shape.MaxActive;

    /// <inheritdoc/>
    internal override void Wire(Graph graph) => _ = graph.Add(new ToColumns(graph, graph.DenseOnObservation("head", Activation.Identity).Used(), graph.Head()));
}

/// <summary>One linear map from observation to head: the least that can be learned.</summary>
[CatalogName("linear", "one linear map from the observation to the head; no hidden state")]
public sealed record LinearSpec : NetworkSpec, INetworkSource
{
    /// <inheritdoc/>
    public override string Label => "linear";

    /// <inheritdoc/>
    public override int CapacityWidth => 0;

    /// <inheritdoc/>
    public override int CapacityDepth => 0;

    /// <inheritdoc/>
    public override int CapacityTicks => 0;

    /// <inheritdoc/>
    public Network Build(ObservationShape shape) => new Linear(shape);
}
