using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>The mean and the maximum of each feature over all cells.</summary>
internal sealed class Pooled(Graph graph, Value x) : Layer(graph.New(Arrangement.Cells, 2 * x.Features, cells: 1))
{
    /// <inheritdoc/>
    public override void Forward(Steps at) => graph.Engine.Run(new Pool(x.At(at), Output.At(at)));

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at) =>
        learner.Give(x, at, to => new PoolGradient(x.At(at), gradient, to));
}

/// <summary>Wires pools.</summary>
internal static class Pools
{
    /// <summary>The mean and the maximum of each feature over all cells.</summary>
    public static Value Pool(this Graph graph, Value x) => graph.Add(new Pooled(graph, x.Used()));
}
