using MesaBench.Kernels;

namespace MesaBench.Worlds;

/// <summary>A stream of random numbers for one candidate level: Philox with the candidate's number in its counter.</summary>
/// <param name="key">Key of the level set.</param>
/// <param name="candidate">Number of the candidate level.</param>
public sealed class LevelRandom(ulong key, uint candidate)
{
    private Philox block;
    private uint drawn;

    /// <summary>The next 32 random bits.</summary>
    public uint Next()
    {
        if (drawn % 4 == 0)
            block = Philox.Block((uint)key, (uint)(key >> 32), drawn / 4, candidate, Purpose.Generation, 0);
        return (drawn++ % 4) switch { 0 => block.Word0, 1 => block.Word1, 2 => block.Word2, _ => block.Word3 };
    }

    /// <summary>A whole number in [0, <paramref name="count"/>).</summary>
    public int Below(int count) => Philox.Below(Next(), count);

    /// <summary>True with the given probability, to within 2^-32.</summary>
    public bool Chance(double probability) => Next() < probability * 4294967296.0;

    /// <summary>Brings values into a uniformly drawn order (Fisher and Yates).</summary>
    public void Shuffle(Span<int> values)
    {
        for (int left = values.Length; left > 1; left--)
        {
            int chosen = Below(left);
            (values[left - 1], values[chosen]) = (values[chosen], values[left - 1]);
        }
    }
}
