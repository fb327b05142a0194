using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>A multilayer perceptron: ReLU layers on the flattened observation, then one linear head for policy and value.</summary>
/// <param name="shape">What it sees.</param>
/// <param name="width">Units in each hidden layer.</param>
/// <param name="depth">Hidden layers.</param>
public sealed class Mlp(ObservationShape shape, int width, int depth) : Network
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
        new("head.weight", [width, Outputs], 0.01) { Apart = (Outputs - 1, 1) },
        new("head.bias", [1, Outputs], 0),
    ]);

    /// <inheritdoc/>
    public override bool SharesWeightsAcrossCells => false;

    /// <inheritdoc/>
    public override double MultiplyAddsPerStep => Tensor.Pad(Width) * ((double)Shape.MaxActive + (Depth - 1) * Width + 16);

    /// <inheritdoc/>
    public override IReadOnlyList<HiddenSite> Sites { get; } =
        [.. Enumerable.Range(0, depth).Select(layer => new HiddenSite(layer, 0, width, false))];

    /// <inheritdoc/>
    public override NetworkRun Open(IEngine engine, Tensor parameters, Tensor? gradient, int environments, int steps) =>
        new Run(engine, this, parameters, gradient, environments, steps);

    private sealed class Run : NetworkRun
    {
        private readonly int depth;
        private readonly Tensor[] weights, biases, hidden; // hidden: [agent][step x environment][width]
        private readonly Tensor headWeight, headBias;
        private readonly Learning? learning;

        public Run(IEngine engine, Mlp network, Tensor parameters, Tensor? gradient, int environments, int steps)
            : base(engine, network.Shape, parameters.Agents, environments, steps)
        {
            ParameterLayout layout = network.Layout;
            depth = network.Depth;
            weights = Slices(layout, parameters, "weight");
            biases = [.. Slices(layout, parameters, "bias").Select(b => b.Repeated)];
            headWeight = layout.Slice(parameters, "head.weight");
            headBias = layout.Slice(parameters, "head.bias").Repeated;
            int agents = parameters.Agents, rows = (steps + 1) * environments, width = network.Width;
            hidden = [.. Enumerable.Range(0, depth).Select(_ => engine.Floats(agents, rows, width))];
            StepsPerPart = Math.Min(Math.Max(engine.PreferredRows / environments / 8 * 8, 8), Math.Max(steps, 1));
            if (gradient is null) return;
            learning = new Learning(
                Slices(layout, gradient, "weight"),
                Slices(layout, gradient, "bias"),
                layout.Slice(gradient, "head.weight"),
                layout.Slice(gradient, "head.bias"),
                [engine.Floats(agents, StepsPerPart * environments, width), engine.Floats(agents, StepsPerPart * environments, width)],
                [.. Enumerable.Range(1, depth - 1).Select(_ => engine.Floats(agents, width, width))],
                engine.Floats(agents, Outputs, width));
        }

        public override int StepsPerPart { get; }

        public override void ParametersChanged()
        {
            if (learning is null) return;
            for (int layer = 1; layer < depth; layer++) Engine.Run(new Transpose(weights[layer], learning.Transposed[layer - 1]));
            Engine.Run(new Transpose(headWeight, learning.HeadTransposed));
        }

        public override void Forward(int step) => Forward(step, 1);

        public override Tensor Hidden(HiddenSite site, int step) => hidden[site.Layer].RowRange(step * Environments, Environments);

        public override void Backward(Tensor headGradient, int firstStep, int steps)
        {
            Learning to = learning ?? throw new InvalidOperationException("opened for acting only");
            int first = firstStep * Environments, rows = steps * Environments;
            Tensor last = hidden[depth - 1].RowRange(first, rows);
            Engine.Run(new WeightGradient(last, headGradient, to.HeadWeight));
            Engine.Run(new BiasGradient(headGradient, to.HeadBias));
            Tensor gradient = to.Flow[0].RowRange(0, rows);
            Engine.Run(new Product(headGradient, to.HeadTransposed, gradient, null, Activation.ReluGradient, last));
            for (int layer = depth - 1; layer > 0; layer--)
            {
                Tensor below = hidden[layer - 1].RowRange(first, rows);
                Engine.Run(new WeightGradient(below, gradient, to.Weights[layer]));
                Engine.Run(new BiasGradient(gradient, to.Biases[layer]));
                Tensor next = to.Flow[(depth - layer) % 2].RowRange(0, rows);
                Engine.Run(new Product(gradient, to.Transposed[layer - 1], next, null, Activation.ReluGradient, below));
                gradient = next;
            }
            Engine.Run(new SparseInputGradient(Features.RowRange(first, rows), Fresh.RowRange(firstStep, steps), gradient, to.Weights[0]));
            Engine.Run(new BiasGradient(gradient, to.Biases[0]));
        }

        public override void Forward(int firstStep, int steps)
        {
            int firstRow = firstStep * Environments, rows = steps * Environments;
            Engine.Run(new SparseInput(
                Features.RowRange(firstRow, rows), Fresh.RowRange(firstStep, steps), weights[0], biases[0], hidden[0].RowRange(firstRow, rows), Activation.Relu));
            for (int layer = 1; layer < depth; layer++)
            {
                Tensor below = hidden[layer - 1].RowRange(firstRow, rows);
                Engine.Run(new Product(below, weights[layer], hidden[layer].RowRange(firstRow, rows), biases[layer], Activation.Relu));
            }
            Tensor top = hidden[depth - 1].RowRange(firstRow, rows);
            Engine.Run(new Product(top, headWeight, Head.RowRange(firstRow, rows), headBias, Activation.Identity));
        }

        private Tensor[] Slices(ParameterLayout layout, Tensor from, string kind) =>
            [.. Enumerable.Range(0, depth).Select(layer => layout.Slice(from, $"hidden{layer}.{kind}"))];
    }

    /// <summary>What a pass backwards needs: gradients of the parameters, of two layers' activations, and transposed weights.</summary>
    private sealed record Learning(
        Tensor[] Weights, Tensor[] Biases, Tensor HeadWeight, Tensor HeadBias, Tensor[] Flow, Tensor[] Transposed, Tensor HeadTransposed);

    private ObservationShape Shape { get; } = shape;

    private int Width { get; } = width;

    private int Depth { get; } = depth;
}
