using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>Which cells a local layer reads, and, for its gradient, which cells read a cell.</summary>
/// <param name="Forward">[1][tap][cell of y] the cell of x under a tap, or -1.</param>
/// <param name="Backward">[1][tap][cell of x] the cell of y that a tap of reads it, or -1.</param>
/// <param name="Matrices">Matrices of weights: as many as taps, or 1 for all.</param>
internal sealed record Taps(IntTensor Forward, IntTensor Backward, int Matrices)
{
    /// <summary>The 3x3 cells around each: tap t looks at row t / 3 - 1, column t % 3 - 1 from a cell.</summary>
    public static Taps Around(Graph graph)
    {
        int size = graph.Network.Shape.Size;
        return new Taps(
            graph.Table("around", 9, size * size, (tap, cell) => Neighbourhood.Under(size, tap, cell)),
            graph.Table("around, backward", 9, size * size, (tap, cell) => Neighbourhood.Under(size, 8 - tap, cell)), 9);
    }

    /// <summary>Each cell by itself.</summary>
    public static Taps Self(Graph graph, int cells)
    {
        IntTensor table = graph.Table("self", 1, cells, (_, cell) => cell);
        return new Taps(table, table, 1);
    }

    /// <summary>All cells, each with weights of its own, for one place.</summary>
    public static Taps All(Graph graph)
    {
        int cells = graph.Network.Shape.Cells;
        return new Taps(
            graph.Table("all", cells, 1, (tap, _) => tap), graph.Table("all, backward", cells, cells, (tap, cell) => tap == cell ? 0 : -1), cells);
    }

    /// <summary>One place, for all cells.</summary>
    public static Taps Spread(Graph graph)
    {
        int cells = graph.Network.Shape.Cells;
        return new Taps(graph.Table("spread", 1, cells, (_, _) => 0), graph.Table("spread, backward", cells, 1, (tap, _) => tap), 1);
    }
}

/// <summary>y = activation(addend + bias + w x of the cells under the taps), samples side by side.</summary>
/// <param name="graph">The graph.</param>
/// <param name="x">What is read.</param>
/// <param name="taps">Where.</param>
/// <param name="weightName">Name of the weights: [tap x in][out].</param>
/// <param name="biasName">Name of the bias, [1][out] or [cell][out]; null for none.</param>
/// <param name="addend">What is added; null for nothing.</param>
/// <param name="y">What is written.</param>
/// <param name="activation">What follows the sum.</param>
internal sealed class Local(
    Graph graph, Value x, Taps taps, string weightName, string? biasName, Value? addend, Value y, Activation activation) : Layer(y)
{
    private readonly Tensor weight = graph.Weight(weightName);
    private readonly Tensor? bias = biasName is null ? null : AsRows(graph.Weight(biasName));

    /// <inheritdoc/>
    public override bool IsHead => ParameterBlock.IsOfHead(weightName);

    /// <inheritdoc/>
    public override void Forward(Steps at) => graph.Engine.Run(
        new LocalProduct(x.At(at), x.Features, taps.Forward, weight, bias, Output.At(at), addend?.At(at), activation));

    /// <inheritdoc/>
    public override void Open(Learner learner)
    {
        _ = learner.Partials(weightName);
        if (biasName is not null) _ = learner.Partials(biasName);
        if (!learner.EndsAt(x)) _ = learner.Transposed(weightName, taps.Matrices);
    }

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at)
    {
        learner.Run(new LocalWeightGradient(x.At(at), x.Features, taps.Forward, gradient, weight.Columns, learner.Partials(weightName)));
        if (biasName is not null) learner.Run(new LocalBiasGradient(gradient, learner.Partials(biasName)));
        if (!learner.EndsAt(x))
        {
            Tensor transposed = learner.Transposed(weightName, taps.Matrices);
            learner.Give(
                x, at, (to, before, slope, output) => new LocalProduct(gradient, weight.Columns, taps.Backward, transposed, null, to, before, slope, output),
                inPlace: true);
        }
        if (addend is not null) learner.HandOn(addend, at, gradient);
    }

    private static Tensor AsRows(Tensor bias) => bias.Rows == 1 ? bias.Repeated : bias;
}

/// <summary>The observation as planes of zeros and ones, samples side by side.</summary>
internal sealed class Observation(Graph graph) : Layer(graph.New(Arrangement.Cells, graph.Network.Shape.Planes, isConstant: true))
{
    /// <inheritdoc/>
    public override void Forward(Steps at) =>
        graph.Engine.Run(new ShowFeatures(graph.Experience.FeaturesAt(at.First), Output.At(at), graph.Network.Shape.Planes));

    /// <inheritdoc/>
    public override void Backward(Learner learner, Tensor gradient, Steps at)
    {
    }
}

/// <summary>Wires layers of cells.</summary>
internal static class LocalLayers
{
    /// <summary>The observation as planes.</summary>
    public static Value Observation(this Graph graph) => graph.Add(new Observation(graph));

    /// <summary>A convolution of the observation and of a plane of ones, with a bias.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="planes">The observation.</param>
    /// <param name="around">The 3x3 cells around each.</param>
    /// <param name="observe">Name of the convolutions' weights, before <c>.weight</c> and <c>.ones</c>.</param>
    /// <param name="bias">Name of the bias.</param>
    /// <param name="isAddend">Whether it is only ever added to sums, whose gradients do not ask what it was.</param>
    public static Value Seen(this Graph graph, Value planes, Taps around, string observe, string bias, bool isAddend)
    {
        int channels = graph.Weight(bias).Columns;
        return graph.Add(new Seen(graph, planes, around, observe, bias, isAddend ? graph.Passing(channels) : graph.New(Arrangement.Cells, channels)));
    }

    /// <summary>A layer of cells.</summary>
    public static Value Local(
        this Graph graph, Value x, Taps taps, string weight, string? bias = null, Value? addend = null, Activation activation = Activation.Identity) =>
        graph.Add(new Local(
            graph, x.Used(), taps, weight, bias, addend?.Used(),
            graph.New(Arrangement.Cells, graph.Weight(weight).Columns, activation.Slope(), cells: taps.Forward.Columns), activation));

    /// <summary>Adds to a sum, in its memory, what a layer of cells makes of x.</summary>
    public static Value AddLocal(this Graph graph, Value sum, Value x, Taps taps, string weight) =>
        graph.Add(new Local(graph, x.Used(), taps, weight, null, sum.Used(), sum.Overwritten, Activation.Identity));
}
