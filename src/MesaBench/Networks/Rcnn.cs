using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>
/// A weight-tied recurrent 3x3 convolution (after the recurrent planners of Guez et al. 2019, without gates): at every tick
/// state = tanh(conv(state) + conv(observation) + bias), the same weights each time. The state is carried over environment steps. A
/// linear head reads the flattened state after the last tick. A constant plane of ones lets the zero-padded convolution see the border.
/// </summary>
/// <param name="shape">What it sees.</param>
/// <param name="channels">State channels in each cell.</param>
/// <param name="ticks">Ticks an environment step.</param>
public sealed class Rcnn(ObservationShape shape, int channels, int ticks) : Network
{
    // At first the observation outweighs the state: a strong recurrence blurs what is seen with what was, and learns several times slower.
    private const double ObserveGain = 4, StateGain = 0.2;

    /// <inheritdoc/>
    public override ParameterLayout Layout { get; } = new(
    [
        new("observe.weight", [9, shape.Planes, channels], ObserveGain),
        new("observe.ones", [9, channels], 0.1),
        new("state.weight", [9, channels, channels], StateGain),
        new("bias", [1, channels], 0),
        new("head.weight", [shape.Cells, channels, Outputs], 0.01)
        {
            Group = channels, GroupStride = Tensor.Pad(channels), Apart = (Outputs - 1, 1),
        },
        new("head.bias", [1, Outputs], 0),
    ]);

    /// <inheritdoc/>
    public override bool SharesWeightsAcrossCells => true;

    /// <inheritdoc/>
    public override double MultiplyAddsPerStep => (double)Shape.Cells * Tensor.Pad(Channels) * (9 * Channels * Ticks + 16);

    /// <inheritdoc/>
    public override IReadOnlyList<HiddenSite> Sites { get; } =
        [.. Enumerable.Range(1, ticks).Select(tick => new HiddenSite(0, tick, channels, true))];

    /// <inheritdoc/>
    public override NetworkRun Open(IEngine engine, Tensor parameters, Tensor? gradient, int environments, int steps) =>
        new Run(engine, this, parameters, gradient, environments, steps);

    private ObservationShape Shape { get; } = shape;

    private int Channels { get; } = channels;

    private int Ticks { get; } = ticks;

    /// <summary>Names of the parameters, or of their gradients, as tensors.</summary>
    private sealed record Parts(Tensor Observe, Tensor Ones, Tensor State, Tensor Bias, Tensor HeadWeight, Tensor HeadBias)
    {
        public static Parts Of(ParameterLayout layout, Tensor from) => new(
            layout.Slice(from, "observe.weight"),
            layout.Slice(from, "observe.ones"),
            layout.Slice(from, "state.weight"),
            layout.Slice(from, "bias"),
            layout.Slice(from, "head.weight"),
            layout.Slice(from, "head.bias"));
    }

    private sealed class Run : NetworkRun
    {
        private readonly int cells, ticks, stateRows;
        private readonly Parts weights;
        private readonly IntTensor neighbours, sources;
        private readonly Tensor border, seen; // [agent][cell][channel], [agent][environment x cell][channel]
        private readonly Tensor initial;      // state before the first step
        private readonly Tensor[] carried;    // [step]: state before a step, zero where an episode begins
        private readonly Tensor[] states;     // [step x ticks]: state after each tick
        private readonly Learning? learning;

        public Run(IEngine engine, Rcnn network, Tensor parameters, Tensor? gradient, int environments, int steps)
            : base(engine, network.Shape, parameters.Agents, environments, steps)
        {
            int agents = parameters.Agents, channels = network.Channels;
            cells = network.Shape.Cells;
            ticks = network.Ticks;
            stateRows = environments * cells;
            weights = Parts.Of(network.Layout, parameters);
            neighbours = Neighbourhood.Cells(engine, network.Shape.Size);
            sources = Neighbourhood.Rows(engine, network.Shape.Size, environments);
            border = engine.Floats(agents, cells, channels);
            seen = engine.Floats(agents, stateRows, channels);
            initial = NewState();
            carried = [.. Enumerable.Range(0, steps + 1).Select(_ => NewState())];
            states = [.. Enumerable.Range(0, (steps + 1) * ticks).Select(_ => NewState())];
            if (gradient is null) return;
            learning = new Learning(
                Parts.Of(network.Layout, gradient), NewState(), NewState(), NewState(), engine.Floats(agents, stateRows, channels),
                engine.Floats(agents, cells, channels), engine.Floats(agents, 9 * channels, channels),
                engine.Floats(agents, Outputs, weights.HeadWeight.Rows));

            // One more row than there are cells: the zeros that stand for what lies beyond the border.
            Tensor NewState() => engine.Floats(agents, stateRows + 1, channels);
        }

        public override void ParametersChanged()
        {
            Engine.Run(new BorderMap(neighbours, weights.Bias, weights.Ones, border));
            if (learning is null) return;
            Engine.Run(new Transpose(weights.State, learning.StateTransposed, 9, true));
            Engine.Run(new Transpose(weights.HeadWeight, learning.HeadTransposed));
        }

        public override void Forward(int step)
        {
            Engine.Run(new CarryState(Rows(step == 0 ? initial : State(step - 1, ticks)), FreshAt(step), Rows(carried[step])));
            Engine.Run(new SparseConvolution(FeaturesAt(step), neighbours, weights.Observe, border, seen));
            for (int tick = 1; tick <= ticks; tick++)
                Engine.Run(new Convolution(Before(step, tick), sources, weights.State, Rows(State(step, tick)), seen, Activation.Tanh));
            Engine.Run(new Product(Flat(State(step, ticks)), weights.HeadWeight, HeadAt(step), weights.HeadBias.Repeated, Activation.Identity));
        }

        public override void CarryOver() => Engine.Run(new Copy(State(Math.Max(Steps - 1, 0), ticks), initial));

        public override void Forget() => Engine.Run(new Zero(initial));

        public override Tensor Hidden(HiddenSite site, int step) => Rows(State(step, site.Tick));

        public override void Backward(Tensor headGradient, int firstStep, int steps)
        {
            Learning to = learning ?? throw new InvalidOperationException("opened for acting only");
            Engine.Run(new Zero(to.Border));
            Engine.Run(new Zero(to.Carried));
            for (int step = firstStep + steps - 1; step >= firstStep; step--)
                Backward(to, step, headGradient.RowRange((step - firstStep) * Environments, Environments));
            Engine.Run(new BorderMapGradient(neighbours, to.Border, to.Parts.Bias, to.Parts.Ones));
        }

        private void Backward(Learning to, int step, Tensor headGradient)
        {
            Tensor gradient = to.Flow0, next = to.Flow1;
            Tensor last = State(step, ticks);
            Engine.Run(new WeightGradient(Flat(last), headGradient, to.Parts.HeadWeight));
            Engine.Run(new BiasGradient(headGradient, to.Parts.HeadBias));
            Engine.Run(new Product(headGradient, to.HeadTransposed, Flat(gradient), Flat(to.Carried), Activation.TanhGradient, Flat(last)));
            Engine.Run(new Copy(Rows(gradient), to.Seen));
            for (int tick = ticks; tick > 1; tick--)
            {
                Engine.Run(new ConvolutionWeightGradient(Before(step, tick), sources, Rows(gradient), to.Parts.State));
                Engine.Run(new Convolution(
                    gradient, sources, to.StateTransposed, Rows(next), null, Activation.TanhGradient, Rows(State(step, tick - 1))));
                Engine.Run(new Add(Rows(next), to.Seen));
                (gradient, next) = (next, gradient);
            }
            Engine.Run(new ConvolutionWeightGradient(Before(step, 1), sources, Rows(gradient), to.Parts.State));
            Engine.Run(new Convolution(gradient, sources, to.StateTransposed, Rows(next), null, Activation.Identity));
            Engine.Run(new CarryState(Rows(next), FreshAt(step), Rows(to.Carried)));
            Engine.Run(new SparseConvolutionGradient(FeaturesAt(step), neighbours, to.Seen, to.Parts.Observe));
            Engine.Run(new SumOverSamples(to.Seen, to.Border));
        }

        private Tensor State(int step, int tick) => states[step * ticks + tick - 1];

        private Tensor Before(int step, int tick) => tick == 1 ? carried[step] : State(step, tick - 1);

        /// <summary>A state without its row of zeros.</summary>
        private Tensor Rows(Tensor state) => state.RowRange(0, stateRows);

        /// <summary>A state as one long row an environment.</summary>
        private Tensor Flat(Tensor state) => Rows(state).JoinRows(cells);
    }

    /// <summary>What a pass backwards needs: gradients of parameters, states, the observation's part and the border; transposed weights.</summary>
    private sealed record Learning(
        Parts Parts, Tensor Flow0, Tensor Flow1, Tensor Carried, Tensor Seen, Tensor Border, Tensor StateTransposed, Tensor HeadTransposed);
}
