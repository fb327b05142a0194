using MesaBench.Inference;
using MesaBench.Networks;

namespace MesaBench.Zoo;

/// <summary>How one channel holds a variable, or a part of it.</summary>
/// <param name="Share">What the value has of the channel.</param>
/// <param name="Gain">What the sum is multiplied by.</param>
/// <param name="Offset">What is added to that.</param>
internal readonly record struct Code(double Share, double Gain, double Offset);

/// <summary>An architecture as what automata are compiled to.</summary>
/// <param name="channels">Its channels.</param>
internal abstract class Target(int channels)
{
    /// <summary>What opens a gate, or shuts it when negative: the sigmoid is 1 to within a float.</summary>
    protected const double Open = 30;

    /// <summary>A count of 1 as what a channel holds: so many fit below 1, without losing a bit.</summary>
    protected const double Count = 1.0 / 1024;

    /// <summary>Its name, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>Its channels.</summary>
    public int Channels => channels;

    /// <summary>What a variable's value is where its channels are 0.</summary>
    public abstract double Base { get; }

    /// <summary>Whether 0 is no variable's first value, so that a clock has to keep all of them at theirs.</summary>
    public bool HasClock => Base != 0;

    /// <summary>Whether turning a channel's sign around is a symmetry.</summary>
    public bool CanInvert => Base != 0;

    /// <summary>A sum at which a channel is as far up as it goes.</summary>
    public const double Always = 10;

    /// <summary>Size of the weights by which channels read one another.</summary>
    public virtual double Scale => 1;

    /// <summary>Whether a counter's channel keeps what it holds without being told.</summary>
    public virtual bool CountsItself => false;

    /// <summary>Whether states come out as they should although weights are a little off: where each tick rounds them, and none is unbounded.</summary>
    public virtual bool Tolerates(Automaton automaton) =>
        automaton.Variables.All(variable => variable.Kind is VariableKind.Binary or VariableKind.Indicator);

    /// <summary>The network's target.</summary>
    /// <exception cref="UnsuitedException">It has none.</exception>
    public static Target Of(Network network) => network switch
    {
        Rcnn { Form.Head: HeadKind.Agent } rcnn => rcnn.Form.Activation switch
        {
            CellActivation.Tanh => new TanhTarget(rcnn),
            CellActivation.Clamp => new ClampTarget(rcnn),
            _ => new ReluTarget(rcnn),
        },
        Drc { Depth: 1, Head: HeadKind.Agent } drc => new DrcTarget(drc),
        _ => throw new UnsuitedException("not what is compiled to", "rcnn, or drc of depth 1, with the head at the agent"),
    };

    /// <summary>How a variable is held, a code a channel; null where it cannot be.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="gain">How steeply sums turn into states.</param>
    public abstract Code[]? Codes(Variable variable, double gain);

    /// <summary>What a channel shows of a sum.</summary>
    public abstract double Shown(double sum);

    /// <summary>Where a variable is held that is not read from what channels show: the tensor, and what its value has of it.</summary>
    public virtual (string Tensor, double Share)? Held(Variable variable) => null;

    /// <summary>The parameters, but for the head's.</summary>
    public abstract IEnumerable<NamedTensor> Tensors(Sums sums, Channels channels);
}

/// <summary>Recurrent convolutions.</summary>
internal abstract class RcnnTarget(Rcnn rcnn) : Target(rcnn.Channels)
{
    /// <inheritdoc/>
    public override string Name => $"rcnn with {rcnn.Form.Activation.ToString().ToLowerInvariant()}";

    /// <inheritdoc/>
    public override IEnumerable<NamedTensor> Tensors(Sums sums, Channels channels)
    {
        channels.Fill(sums);
        IEnumerable<NamedTensor> own = sums.Tensors("observe", "state.weight", "bias");
        if (!rcnn.Form.Gated) return own;
        // With open gates the state is the candidate.
        Sums open = Sums.Constant(rcnn.Shape.Planes, Channels, Open);
        return
        [
            .. own, .. open.Tensors("update.observe", "update.state.weight", "update.bias"),
            .. open.Tensors("reset.observe", "reset.state.weight", "reset.bias"),
        ];
    }
}

/// <summary>States from 0 to 1, as automata have them.</summary>
internal sealed class ClampTarget(Rcnn rcnn) : RcnnTarget(rcnn)
{
    /// <inheritdoc/>
    public override double Base => 0;

    /// <inheritdoc/>
    public override Code[] Codes(Variable variable, double gain) => variable.Kind switch
    {
        VariableKind.Counter => [new Code(1 / Count, Count, 0)],
        VariableKind.Real => [new Code(1, 1, 0)],
        _ => [new Code(1, gain, (1 - gain) / 2)],
    };

    /// <inheritdoc/>
    public override double Shown(double sum) => Math.Clamp(sum, 0, 1);
}

/// <summary>States from 0: a variable that its sum may exceed is the difference of two, of which the second begins at 1.</summary>
internal sealed class ReluTarget(Rcnn rcnn) : RcnnTarget(rcnn)
{
    /// <inheritdoc/>
    public override double Base => 0;

    /// <inheritdoc/>
    public override Code[] Codes(Variable variable, double gain) => variable.Kind switch
    {
        VariableKind.Counter => [new Code(1 / Count, Count, 0)],
        VariableKind.Indicator => [new Code(1, 1, 0)],
        _ => [new Code(1, 1, 0), new Code(-1, 1, -1)],
    };

    /// <inheritdoc/>
    public override bool Tolerates(Automaton automaton) => false;

    /// <inheritdoc/>
    public override double Shown(double sum) => Math.Max(0, sum);
}

/// <summary>States from -1 to 1, of which the ends are 0 and 1.</summary>
internal sealed class TanhTarget(Rcnn rcnn) : RcnnTarget(rcnn)
{
    /// <inheritdoc/>
    public override double Base => 0.5;

    /// <inheritdoc/>
    public override double Scale => Steepness;

    /// <inheritdoc/>
    public override Code[]? Codes(Variable variable, double gain) => variable.Kind is VariableKind.Counter or VariableKind.Real
        ? null : [new Code(0.5, 2 * gain * Steepness, -gain * Steepness)];

    /// <inheritdoc/>
    public override double Shown(double sum) => PortableMath.Tanh(sum);

    /// <summary>Half a step's sum is that often as far as tanh needs to be within 1e-4 of its ends.</summary>
    public const double Steepness = 5;
}
