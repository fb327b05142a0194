using MesaBench.Networks;

namespace MesaBench.Zoo;

/// <summary>Weights of the sums that a recurrent network of cells forms at every tick, one a channel, in double precision.</summary>
/// <param name="planes">Planes of the observation.</param>
/// <param name="channels">Channels.</param>
internal sealed class Sums(int planes, int channels)
{
    /// <summary>Channels.</summary>
    public int Channels => channels;

    /// <summary>[tap][plane][channel].</summary>
    public double[] Observe { get; } = new double[Automaton.Taps * planes * channels];

    /// <summary>[tap][channel] of whether there is a cell.</summary>
    public double[] Ones { get; } = new double[Automaton.Taps * channels];

    /// <summary>[tap][from][channel].</summary>
    public double[] State { get; } = new double[Automaton.Taps * channels * channels];

    /// <summary>[channel].</summary>
    public double[] Bias { get; } = new double[channels];

    public int OfPlane(int tap, int plane, int channel) => (tap * planes + plane) * channels + channel;

    public int OfOnes(int tap, int channel) => tap * channels + channel;

    public int OfState(int tap, int from, int channel) => (tap * channels + from) * channels + channel;

    /// <summary>Adds noise to all weights.</summary>
    public void Disturb(Draws draws, double deviation)
    {
        foreach (double[] weights in (double[][])[Observe, Ones, State, Bias])
            for (int i = 0; i < weights.Length; i++) weights[i] += deviation * draws.Next();
    }

    /// <summary>The four arrays under the names that they have behind a beginning.</summary>
    public IEnumerable<NamedTensor> Tensors(string observe, string state, string bias) =>
    [
        Tensor($"{observe}.weight", [Automaton.Taps, planes, channels], Observe), Tensor($"{observe}.ones", [Automaton.Taps, channels], Ones),
        Tensor(state, [Automaton.Taps, channels, channels], State), Tensor(bias, [1, channels], Bias),
    ];

    /// <summary>Sums that are a number whatever is seen.</summary>
    public static Sums Constant(int planes, int channels, double value)
    {
        Sums sums = new(planes, channels);
        Array.Fill(sums.Bias, value);
        return sums;
    }

    /// <summary>An array as a network's.</summary>
    public static NamedTensor Tensor(string name, int[] shape, double[] values) => new(name, shape, Array.ConvertAll(values, value => (float)value));
}
