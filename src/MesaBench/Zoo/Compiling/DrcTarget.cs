using MesaBench.Inference;
using MesaBench.Networks;

namespace MesaBench.Zoo;

/// <summary>
/// A layer of gated memories: with the input and output gates open and the forget gate shut, h is tanh(tanh(sum)), of which the ends are 0 and
/// 1. A counter keeps its forget gate open, and counts in c.
/// </summary>
internal sealed class DrcTarget(Drc drc) : Target(drc.Channels)
{
    private static readonly double End = PortableMath.Tanh(1);

    /// <inheritdoc/>
    public override string Name => "drc";

    /// <inheritdoc/>
    public override double Base => 0.5;

    /// <inheritdoc/>
    public override double Scale => TanhTarget.Steepness / End;

    /// <inheritdoc/>
    public override bool CountsItself => true;

    /// <inheritdoc/>
    public override Code[]? Codes(Variable variable, double gain) => variable.Kind switch
    {
        VariableKind.Real => null,
        VariableKind.Counter => [new Code(1 / Count, Count, 0)],
        _ => [new Code(0.5 / End, 2 * gain * TanhTarget.Steepness, -gain * TanhTarget.Steepness)],
    };

    /// <inheritdoc/>
    public override double Shown(double sum) => PortableMath.Tanh(PortableMath.Tanh(sum));

    /// <inheritdoc/>
    public override (string Tensor, double Share)? Held(Variable variable) => variable.Kind == VariableKind.Counter ? ("c", 1 / Count) : null;

    /// <inheritdoc/>
    public override IEnumerable<NamedTensor> Tensors(Sums sums, Channels channels)
    {
        channels.Fill(sums);
        int planes = drc.Shape.Planes;
        Sums input = Sums.Constant(planes, Channels, Open), forget = Sums.Constant(planes, Channels, -Open), output = Sums.Constant(planes, Channels, Open);
        foreach (Channel counter in channels.All.Where(channel => channel.IsHeld))
        {
            forget.Bias[counter.Place] = Open;
            // Nothing is counted until the clock says that what is read is there.
            input.Bias[counter.Place] = -Open;
            input.State[input.OfState(Automaton.Here, channels.Clock!.Place, counter.Place)] = 2 * Open * channels.Clock.Share;
        }
        Sums[] gates = [input, forget, output, sums];
        return
        [
            Together("layer0.observe.weight", [Automaton.Taps, planes], gates, gate => gate.Observe),
            Together("layer0.observe.ones", [Automaton.Taps], gates, gate => gate.Ones),
            Sums.Tensor("layer0.below.weight", [Automaton.Taps, Channels, 4 * Channels], new double[Automaton.Taps * 4 * Channels * Channels]),
            Together("layer0.own.weight", [Automaton.Taps, Channels], gates, gate => gate.State),
            Sums.Tensor("layer0.pool.weight", [2 * Channels, 4 * Channels], new double[8 * Channels * Channels]),
            Together("layer0.bias", [1], gates, gate => gate.Bias),
        ];
    }

    /// <summary>Arrays of the gates, side by side in columns.</summary>
    private NamedTensor Together(string name, int[] rows, Sums[] gates, Func<Sums, double[]> of)
    {
        int count = rows.Aggregate(1, (a, b) => a * b);
        IEnumerable<double> values = Enumerable.Range(0, count).SelectMany(row => gates.SelectMany(gate => of(gate).AsSpan(row * Channels, Channels).ToArray()));
        return Sums.Tensor(name, [.. rows, 4 * Channels], [.. values]);
    }
}
