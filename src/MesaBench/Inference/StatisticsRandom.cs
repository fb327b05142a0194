using MesaBench.Kernels;

namespace MesaBench.Inference;

/// <summary>
/// A stream of random numbers for resampling: Philox under a key, with the stream's number in its counter. It makes intervals and
/// p-values the same on every machine.
/// </summary>
/// <param name="key">Key of the computation, e.g. from <see cref="Key"/>.</param>
/// <param name="stream">Number of the stream under that key.</param>
public sealed class StatisticsRandom(ulong key, uint stream)
{
    private Philox block;
    private uint drawn;

    /// <summary>A key for one named computation of a study: 64 bits of SHA-256 over the study seed and the name.</summary>
    public static ulong Key(int studySeed, string name) =>
        RandomKey.Of(FormattableString.Invariant($"{studySeed}/statistics/{name}"));

    /// <summary>The next 32 random bits.</summary>
    public uint Next()
    {
        if (drawn % 4 == 0)
            block = Philox.Block((uint)key, (uint)(key >> 32), drawn / 4, stream, Purpose.Statistics, 0);
        return (drawn++ % 4) switch { 0 => block.Word0, 1 => block.Word1, 2 => block.Word2, _ => block.Word3 };
    }

    /// <summary>A whole number in [0, <paramref name="count"/>).</summary>
    public int Below(int count) => Philox.Below(Next(), count);
}
