using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>y = a b, number by number.</summary>
internal sealed class Times(Graph graph, Value a, Value b) : Layer(graph.Like(a))
{
    /// <inheritdoc/>
    public override void Forward(Steps at) => graph.Engine.Run(new Pointwise(Formula.Product, a.At(at), b.At(at), Output.At(at)));

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at)
    {
        learner.Give(a, at, to => new Pointwise(Formula.Product, gradient, b.At(at), to));
        learner.Give(b, at, to => new Pointwise(Formula.Product, gradient, a.At(at), to));
    }
}

/// <summary>y = a + z (b - a): from a towards b, as far as a gate z in [0, 1] is open.</summary>
internal sealed class Blend(Graph graph, Value a, Value z, Value b) : Layer(graph.Like(a))
{
    /// <inheritdoc/>
    public override void Forward(Steps at) => graph.Engine.Run(new Pointwise(Formula.Blend, a.At(at), z.At(at), Output.At(at), b.At(at)));

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at)
    {
        learner.Give(a, at, to => new Pointwise(Formula.TimesRest, gradient, z.At(at), to));
        learner.Give(z, at, to => new Pointwise(Formula.TimesDifference, gradient, b.At(at), to, a.At(at)));
        learner.Give(b, at, to => new Pointwise(Formula.Product, gradient, z.At(at), to));
    }
}

/// <summary>Wires operations number by number.</summary>
internal static class PointwiseLayers
{
    /// <summary>A new value with the shape of another.</summary>
    public static Value Like(this Graph graph, Value value, Activation slope = Activation.Identity) =>
        graph.New(value.Arrangement, value.Features, slope, cells: value.Cells);

    /// <summary>a b.</summary>
    public static Value Times(this Graph graph, Value a, Value b) => graph.Add(new Times(graph, a.Used(), b.Used()));

    /// <summary>a + z (b - a).</summary>
    public static Value Blend(this Graph graph, Value a, Value z, Value b) => graph.Add(new Blend(graph, a.Used(), z.Used(), b.Used()));
}
