using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>
/// Numbers brought to mean 0 and variance 1, over all cells at once or in each cell by itself, then scaled and moved by a gain and a bias a
/// feature.
/// </summary>
internal sealed class Normalised(Graph graph, Value x, string name, bool eachCell)
    : Layer(graph.New(Arrangement.Cells, x.Features, cells: x.Cells))
{
    private readonly Tensor gain = graph.Weight($"{name}.gain"), bias = graph.Weight($"{name}.bias");
    private readonly Value moments = graph.New(Arrangement.Cells, 2, isConstant: true, cells: eachCell ? x.Cells : 1);

    /// <inheritdoc/>
    public override void Forward(Steps at) => graph.Engine.Run(new Normalise(x.At(at), gain, bias, Output.At(at), moments.At(at)));

    /// <inheritdoc/>
    public override void Open(Learner learner)
    {
        _ = learner.Partials($"{name}.gain");
        _ = learner.Partials($"{name}.bias");
    }

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at)
    {
        learner.Run(new NormaliseGainGradient(x.At(at), gradient, moments.At(at), learner.Partials($"{name}.gain")));
        learner.Run(new LocalBiasGradient(gradient, learner.Partials($"{name}.bias")));
        learner.Give(x, at, to => new NormaliseGradient(x.At(at), gain, gradient, moments.At(at), to));
    }
}

/// <summary>y = a + b, number by number.</summary>
internal sealed class Sum(Graph graph, Value a, Value b) : Layer(graph.Like(a))
{
    /// <inheritdoc/>
    public override void Forward(Steps at)
    {
        graph.Engine.Run(new Copy(a.At(at), Output.At(at)));
        graph.Engine.Run(new Add(b.At(at), Output.At(at)));
    }

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at)
    {
        learner.Give(a, at, gradient);
        learner.HandOn(b, at, gradient);
    }
}

/// <summary>Wires normalisations and sums.</summary>
internal static class NormalisedLayers
{
    /// <summary>The parameters of a normalisation.</summary>
    public static IEnumerable<ParameterBlock> Blocks(string name, int features) =>
        [new($"{name}.gain", [1, features], 0) { Fill = 1 }, new($"{name}.bias", [1, features], 0)];

    /// <summary>Normalises over all cells at once.</summary>
    public static Value Normalise(this Graph graph, Value x, string name) => graph.Add(new Normalised(graph, x.Used(), name, eachCell: false));

    /// <summary>Normalises each cell by itself.</summary>
    public static Value NormaliseCells(this Graph graph, Value x, string name) => graph.Add(new Normalised(graph, x.Used(), name, eachCell: true));

    /// <summary>a + b.</summary>
    public static Value Sum(this Graph graph, Value a, Value b) => graph.Add(new Sum(graph, a.Used(), b.Used()));
}
