using MesaBench.Engines;

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
            if (gradient is null) return;
            learning = new Learning(
                Slices(layout, gradient, "weight"),
                Slices(layout, gradient, "bias"),
                layout.Slice(gradient, "head.weight"),
                layout.Slice(gradient, "head.bias"),
                [engine.Floats(agents, steps * environments, width), engine.Floats(agents, steps * environments, width)],
                engine.Floats(agents, width, width),
                engine.Floats(agents, Outputs, width));
        }

        public override void Forward(int step) => Forward(step * Environments, Environments);

        public override void ForwardAll() => Forward(0, Steps * Environments);

        public override Tensor Hidden(HiddenSite site, int step) => hidden[site.Layer].RowRange(step * Environments, Environments);

        public override void Backward(Tensor headGradient)
        {
            Learning to = learning ?? throw new InvalidOperationException("opened for acting only");
            int rows = Steps * Environments;
            Tensor last = hidden[depth - 1].RowRange(0, rows);
            Engine.WeightGradient(last, headGradient, to.HeadWeight);
            Engine.BiasGradient(headGradient, to.HeadBias);
            Engine.Transpose(headWeight, to.HeadTransposed);
            Tensor gradient = to.Flow[0];
            Engine.Product(headGradient, to.HeadTransposed, gradient, null, Activation.ReluGradient, last);
            for (int layer = depth - 1; layer > 0; layer--)
            {
                Tensor below = hidden[layer - 1].RowRange(0, rows);
                Engine.WeightGradient(below, gradient, to.Weights[layer]);
                Engine.BiasGradient(gradient, to.Biases[layer]);
                Engine.Transpose(weights[layer], to.Transposed);
                Tensor next = to.Flow[(depth - layer) % 2];
                Engine.Product(gradient, to.Transposed, next, null, Activation.ReluGradient, below);
                gradient = next;
            }
            Engine.SparseInputGradient(Features.RowRange(0, rows), gradient, to.Weights[0]);
            Engine.BiasGradient(gradient, to.Biases[0]);
        }

        private void Forward(int firstRow, int rows)
        {
            Engine.SparseInput(
                Features.RowRange(firstRow, rows), weights[0], biases[0], hidden[0].RowRange(firstRow, rows), Activation.Relu);
            for (int layer = 1; layer < depth; layer++)
            {
                Tensor below = hidden[layer - 1].RowRange(firstRow, rows);
                Engine.Product(below, weights[layer], hidden[layer].RowRange(firstRow, rows), biases[layer], Activation.Relu);
            }
            Tensor top = hidden[depth - 1].RowRange(firstRow, rows);
            Engine.Product(top, headWeight, Head.RowRange(firstRow, rows), headBias, Activation.Identity);
        }

        private Tensor[] Slices(ParameterLayout layout, Tensor from, string kind) =>
            [.. Enumerable.Range(0, depth).Select(layer => layout.Slice(from, $"hidden{layer}.{kind}"))];
    }

    /// <summary>What a pass backwards needs: gradients of the parameters, of two layers' activations, and transposed weights.</summary>
    private sealed record Learning(
        Tensor[] Weights, Tensor[] Biases, Tensor HeadWeight, Tensor HeadBias, Tensor[] Flow, Tensor Transposed, Tensor HeadTransposed);

    private ObservationShape Shape { get; } = shape;

    private int Width { get; } = width;

    private int Depth { get; } = depth;
}
