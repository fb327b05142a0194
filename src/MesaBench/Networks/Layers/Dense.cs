using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>y = activation(x w + bias), a row a sample.</summary>
internal sealed class Dense(Graph graph, Value x, string name, Value y, Activation activation) : Layer(y)
{
    private readonly Tensor weight = graph.Weight($"{name}.weight"), bias = graph.Weight($"{name}.bias").Repeated;

    /// <inheritdoc/>
    public override bool IsHead => ParameterBlock.IsOfHead($"{name}.weight");

    /// <inheritdoc/>
    public override void Forward(Steps at) => graph.Engine.Run(new Product(x.At(at), weight, Output.At(at), bias, activation));

    /// <inheritdoc/>
    public override void Open(Learner learner) => _ = learner.Transposed($"{name}.weight");

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at)
    {
        learner.Run(new WeightGradient(x.At(at), gradient, learner.Gradient($"{name}.weight")));
        learner.Run(new BiasGradient(gradient, learner.Gradient($"{name}.bias")));
        learner.Give(
            x, at, (to, addend, slope, output) => new Product(gradient, learner.Transposed($"{name}.weight"), to, addend, slope, output), inPlace: false);
    }
}

/// <summary>y = activation(observation w + bias), from the active features: a row a sample.</summary>
internal sealed class SparseDense(Graph graph, string name, Value y, Activation activation) : Layer(y)
{
    private readonly Tensor weight = graph.Weight($"{name}.weight"), bias = graph.Weight($"{name}.bias").Repeated;

    /// <inheritdoc/>
    public override bool IsHead => ParameterBlock.IsOfHead($"{name}.weight");

    /// <inheritdoc/>
    public override void Forward(Steps at) =>
        graph.Engine.Run(new SparseInput(Features(at), Changed(at), weight, bias, Output.At(at), activation));

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at)
    {
        learner.Run(new SparseInputGradient(Features(at), Changed(at), gradient, learner.Gradient($"{name}.weight")));
        learner.Run(new BiasGradient(gradient, learner.Gradient($"{name}.bias")));
    }

    private IntTensor Features(Steps at) =>
        graph.Experience.Features.RowRange(at.First * graph.Experience.Environments, at.Count * graph.Experience.Environments);

    private IntTensor Changed(Steps at) => graph.Experience.Fresh.RowRange(at.First, at.Count);
}

/// <summary>Rows turned to columns: one cell's features, or the answer, with samples side by side.</summary>
internal sealed class ToColumns(Graph graph, Value rows, Value y) : Layer(y)
{
    /// <inheritdoc/>
    public override void Forward(Steps at) => graph.Engine.Run(new RowsToPlanes(rows.At(at), Output.At(at), rows.Features));

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at) =>
        learner.Give(rows, at, to => new PlanesToRows(gradient, to, rows.Features));
}

/// <summary>Wires dense layers.</summary>
internal static class DenseLayers
{
    /// <summary>A layer on the observation.</summary>
    public static Value DenseOnObservation(this Graph graph, string name, Activation activation) => graph.Add(
        new SparseDense(graph, name, graph.New(Arrangement.Rows, graph.Weight($"{name}.weight").Columns, activation.Slope()), activation));

    /// <summary>A layer on a value.</summary>
    public static Value Dense(this Graph graph, Value x, string name, Activation activation) => graph.Add(
        new Dense(graph, x.Used(), name, graph.New(Arrangement.Rows, graph.Weight($"{name}.weight").Columns, activation.Slope()), activation));

    /// <summary>A layer on the observation, turned to one cell's features.</summary>
    public static Value OneCellOnObservation(this Graph graph, string name, Activation activation)
    {
        Value rows = graph.DenseOnObservation(name, activation);
        return graph.Add(new ToColumns(graph, rows.Used(), graph.New(Arrangement.Cells, rows.Features, cells: 1)));
    }

    /// <summary>A linear head.</summary>
    public static void DenseHead(this Graph graph, Value x, string name) =>
        _ = graph.Add(new ToColumns(graph, graph.Dense(x, name, Activation.Identity).Used(), graph.Head()));
}
