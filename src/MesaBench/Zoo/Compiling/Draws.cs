using MesaBench.Kernels;

namespace MesaBench.Zoo;

/// <summary>Draws that make one construction differ from another, the same on every machine.</summary>
/// <param name="key">Key of the agent.</param>
public sealed class Draws(ulong key)
{
    // Beyond the streams of initial weights, which are two a block.
    private const uint Stream = 1 << 20;

    private uint drawn;

    /// <summary>A number in [0, 1).</summary>
    public double Uniform() => Philox.Block((uint)key, (uint)(key >> 32), drawn++, Stream, Purpose.Weights, 0).Word0 / 4294967296.0;

    /// <summary>A number in [low, high).</summary>
    public double Between(double low, double high) => low + (high - low) * Uniform();

    /// <summary>A whole number in [0, <paramref name="count"/>).</summary>
    public int Below(int count) => (int)(Uniform() * count);

    /// <summary>Numbers from 0 in a uniformly drawn order.</summary>
    public int[] Order(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int left = count; left > 1; left--)
        {
            int chosen = Below(left);
            (order[left - 1], order[chosen]) = (order[chosen], order[left - 1]);
        }
        return order;
    }

    /// <summary>A nearly normal number: the sum of twelve uniforms, less 6 (mean 0, variance 1).</summary>
    public double Next()
    {
        double sum = -6;
        for (int i = 0; i < 12; i++) sum += Uniform();
        return sum;
    }
}
