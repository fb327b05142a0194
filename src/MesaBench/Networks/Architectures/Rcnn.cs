using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>
/// A weight-tied recurrent 3x3 convolution (after the recurrent planners of Guez et al. 2019): at every tick
/// state = activation(conv(state) + conv(observation) + bias), the same weights each time. The state is carried over environment steps. A
/// constant plane of ones lets the zero-padded convolution see the border. The gated form is a convolutional gated recurrent unit
/// (Ballas et al. 2016): state += z (activation(conv(r state) + conv(observation) + bias) - state), with gates z and r of the same form.
/// </summary>
/// <param name="shape">What it sees.</param>
/// <param name="channels">State channels in each cell.</param>
/// <param name="ticks">Ticks an environment step.</param>
/// <param name="form">What form it has.</param>
public sealed class Rcnn(ObservationShape shape, int channels, int ticks, RcnnForm form = default) : Network(shape)
{
    /// <summary>State channels in each cell.</summary>
    public int Channels => channels;

    /// <summary>What form it has.</summary>
    public RcnnForm Form => form;

    // At first the observation outweighs the state: a strong recurrence blurs what is seen with what was, and learns several times slower.
    private const double ObserveGain = 4, StateGain = 0.2;

    /// <inheritdoc/>
    public override ParameterLayout Layout { get; } = new(
    [
        .. PartsOf(form).SelectMany(part => (ParameterBlock[])
        [
            new($"{part}observe.weight", [9, shape.Planes, channels], ObserveGain),
            new($"{part}observe.ones", [9, channels], 0.1),
            new($"{part}state.weight", [9, channels, channels], StateGain),
            new($"{part}bias", [1, channels], 0),
        ]),
        .. Heads.Of(form.Head, shape, channels),
    ]);

    /// <inheritdoc/>
    public override bool SharesWeightsAcrossCells => true;

    /// <inheritdoc/>
    public override double MultiplyAddsPerStep =>
        (double)Shape.Cells * channels * (PartsOf(form).Count * 9 * (Shape.Planes + 1 + channels * Ticks) + Outputs);

    /// <inheritdoc/>
    public override int Ticks => ticks;

    /// <inheritdoc/>
    internal override void Wire(Graph graph)
    {
        Taps around = Taps.Around(graph);
        Value planes = graph.Observation();
        Value[] seen = [.. PartsOf(form).Select(part => graph.Seen(planes, around, $"{part}observe", $"{part}bias", isAddend: true))];
        Activation activation = form.Activation.Operation();
        Carry carry = graph.Carry(channels);
        Value state = carry.Output;
        for (int tick = 1; tick <= graph.Ticks; tick++)
        {
            state = form.Gated
                ? graph.GatedUnit(state, seen, around, activation)
                : graph.Local(state, around, "state.weight", null, seen[0], activation);
            state = graph.Exchanged(graph.Announce(state, 0, tick, "h"), tick);
        }
        carry.After = state;
        graph.Head(form.Head, state);
    }

    private static IReadOnlyList<string> PartsOf(RcnnForm form) => form.Gated ? GatedUnits.Parts : [""];
}

/// <summary>The form of a recurrent convolution.</summary>
/// <param name="Activation">What follows its sums.</param>
/// <param name="Gated">Whether gates decide how much of the state is replaced.</param>
/// <param name="Head">What its head reads.</param>
public readonly record struct RcnnForm(CellActivation Activation, bool Gated, HeadKind Head);

/// <summary>What follows a recurrent convolution's sum.</summary>
public enum CellActivation
{
    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>max(0, sum).</summary>
    Relu,

    /// <summary>The sum, no less than 0 and no more than 1.</summary>
    Clamp,
}

/// <summary>Activations as operations.</summary>
internal static class CellActivations
{
    public static Activation Operation(this CellActivation activation) => activation switch
    {
        CellActivation.Relu => Activation.Relu,
        CellActivation.Clamp => Activation.Clamp,
        _ => Activation.Tanh,
    };
}
