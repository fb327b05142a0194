using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>An automaton as a network.</summary>
/// <param name="Tensors">The network's parameters by name.</param>
/// <param name="Reading">How the automaton's state is read from the network's.</param>
/// <param name="Places">The channels that it takes.</param>
public sealed record Compiled(IReadOnlyList<NamedTensor> Tensors, Reading Reading, IReadOnlyList<int> Places);

/// <summary>How an automaton's state is read from a network's.</summary>
/// <param name="Delay">Ticks at the beginning of an episode before its first.</param>
/// <param name="Variables">[variable] how it is read from one cell.</param>
public sealed record Reading(int Delay, IReadOnlyList<VariableReading> Variables);

/// <summary>A variable as a sum over channels of a cell.</summary>
/// <param name="Tensor">The site's tensor, e.g. <c>h</c>.</param>
/// <param name="Base">What is added to the sum.</param>
/// <param name="Channels">The channels and their factors.</param>
/// <param name="Kind">What numbers it takes.</param>
public sealed record VariableReading(string Tensor, double Base, IReadOnlyList<(int Channel, double Share)> Channels, VariableKind Kind);

/// <summary>How a compiled network is to look.</summary>
/// <param name="Gain">How steeply sums turn into states; 1 and more.</param>
/// <param name="Draws">Where the order of channels, and what disguises them, comes from; null for channels in the order of variables.</param>
/// <param name="Noise">Standard deviation of what is added to weights, relative to those that an automaton has from 1.</param>
/// <param name="IsDisguised">Whether channels are inverted where that is a symmetry, spare ones are copies of others, or compute what nobody reads.</param>
public sealed record Style(double Gain, Draws? Draws = null, double Noise = 0, bool IsDisguised = false);

/// <summary>Compiles automata to networks whose states they are.</summary>
public static class Compiler
{
    /// <summary>The network of an automaton.</summary>
    /// <param name="automaton">The automaton.</param>
    /// <param name="network">A recurrent network of cells, with channels enough, whose head reads the agent's cell.</param>
    /// <param name="style">How it is to look.</param>
    /// <exception cref="UnsuitedException">The network cannot hold the automaton.</exception>
    public static Compiled Compile(Automaton automaton, Network network, Style style)
    {
        ArgumentNullException.ThrowIfNull(automaton);
        ArgumentNullException.ThrowIfNull(style);
        Target target = Target.Of(network);
        if (style.IsDisguised && !target.Tolerates(automaton))
            throw new UnsuitedException("a disguise, under which it would compute something else", "disguise 0");
        Channels channels = new(automaton, target, style);
        Sums sums = new(network.Shape.Planes, target.Channels);
        foreach (Channel own in channels.All) Write(automaton, channels, own, sums, target);
        if (channels.Clock is { } clock) Delay(channels, clock, sums);
        if (style.Noise > 0) sums.Disturb(style.Draws!, style.Noise * style.Gain * target.Scale);
        return new Compiled([.. target.Tensors(sums, channels), .. Head(automaton, channels, target.Channels)], ReadingOf(automaton, channels, target),
            [.. channels.All.Select(channel => channel.Place)]);
    }

    /// <summary>Writes what a channel sums up: gain x the variable's sum + offset, with variables read from the channels that hold them.</summary>
    private static void Write(Automaton automaton, Channels channels, Channel own, Sums sums, Target target)
    {
        if (own.Variable is not { } variable)
        {
            sums.Bias[own.Place] = own.Offset;
            return;
        }
        double gain = own.Sign * own.Gain;
        sums.Bias[own.Place] += gain * variable.Bias + own.Sign * own.Offset;
        foreach (Term term in variable.Terms)
        {
            if (term.Plane is { } plane) sums.Observe[sums.OfPlane(term.Tap, plane, own.Place)] += gain * term.Weight;
            else if (term.From is null) sums.Ones[sums.OfOnes(term.Tap, own.Place)] += gain * term.Weight;
            else if (term.From == variable && variable.Kind == VariableKind.Counter && target.CountsItself) continue;
            else
            {
                foreach (Channel from in channels.Of(term.From))
                    sums.State[sums.OfState(term.Tap, from.Place, own.Place)] += gain * term.Weight * from.Share;
                sums.Ones[sums.OfOnes(term.Tap, own.Place)] += gain * term.Weight * channels.BaseOf(term.From);
            }
        }
    }

    /// <summary>
    /// Keeps channels whose 0 is not the network's at what they are at first, for the first tick: until then the clock's channel is 0.
    /// </summary>
    private static void Delay(Channels channels, Channel clock, Sums sums)
    {
        foreach (Channel own in channels.All.Where(channel => channel.Variable is { } && !channel.IsHeld))
        {
            double most = own.Gain + own.Sign * sums.Bias[own.Place];
            for (int i = own.Place; i < sums.Ones.Length; i += sums.Channels) most += Math.Max(0, own.Sign * sums.Ones[i]);
            for (int i = own.Place; i < sums.Observe.Length; i += sums.Channels) most += Math.Max(0, own.Sign * sums.Observe[i]);
            sums.Bias[own.Place] -= own.Sign * Math.Max(0, most);
            sums.State[sums.OfState(Automaton.Here, clock.Place, own.Place)] += own.Sign * Math.Max(0, most) * clock.Share;
        }
    }

    private static NamedTensor[] Head(Automaton automaton, Channels channels, int count)
    {
        double[] weight = new double[count * Network.Outputs], bias = new double[Network.Outputs];
        automaton.Logits.CopyTo(bias, 0);
        foreach ((Variable variable, int action, double factor) in automaton.Head)
        {
            bias[action] += factor * channels.BaseOf(variable);
            foreach (Channel channel in channels.Of(variable)) weight[channel.Place * Network.Outputs + action] += factor * channel.Share;
        }
        return [Sums.Tensor("head.weight", [count, Network.Outputs], weight), Sums.Tensor("head.bias", [1, Network.Outputs], bias)];
    }

    private static Reading ReadingOf(Automaton automaton, Channels channels, Target target) => new(
        channels.Clock is null ? 0 : 1,
        [
            .. automaton.Variables.Select(variable => target.Held(variable) is { } held
                ? new VariableReading(held.Tensor, 0, [.. channels.Of(variable).Select(channel => (channel.Place, held.Share))], variable.Kind)
                : new VariableReading("h", channels.BaseOf(variable), [.. channels.Of(variable).Select(channel => (channel.Place, channel.Share))], variable.Kind)),
        ]);
}
