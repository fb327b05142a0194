namespace MesaBench.Worlds;

/// <summary>
/// The linear span of 0/1 vectors that are given by their active entries, modulo the prime 2^61 - 1. A random functional that vanishes on
/// all vectors so far stands in for elimination: it vanishes on a vector of their span too, and on one outside with a probability of 2^-61,
/// so that a vector inside costs no more than its active entries (Freivalds 1977, for matrix products). Numbers come from a counter: the same
/// vectors give the same span.
/// </summary>
/// <param name="width">Entries of a vector.</param>
internal sealed class FeatureSpan(int width)
{
    private const ulong Prime = (1UL << 61) - 1;
    private const ulong Key = 0x5350414E; // of the random numbers

    private readonly List<int[]> basis = [];
    private readonly List<ulong[]> duals = []; // [i][entry] functionals: 1 on vector i of the basis, 0 on those before it
    private ulong[] witness = Random(width, 0); // [entry] functional: 0 on the whole basis

    /// <summary>Dimension of the span.</summary>
    public int Rank => basis.Count;

    /// <summary>Takes in the vectors that have some entries active and one of others besides, none twice.</summary>
    public void Add(ReadOnlySpan<int> active, ReadOnlySpan<int> oneOf)
    {
        ulong shared = Sum(active);
        foreach (int entry in oneOf)
        {
            ulong value = Reduce(shared + witness[entry]);
            if (value == 0) continue;
            Extend([.. active, entry], value);
            shared = Sum(active);
        }
    }

    /// <summary>Whether all of the vectors lie in the span that have some entries active and one of others besides.</summary>
    public bool Contains(ReadOnlySpan<int> active, ReadOnlySpan<int> oneOf)
    {
        ulong shared = Sum(active);
        foreach (int entry in oneOf)
            if (Reduce(shared + witness[entry]) != 0) return false;
        return true;
    }

    /// <summary>Takes in a vector on which the witness does not vanish, and finds another witness that does.</summary>
    private void Extend(int[] vector, ulong value)
    {
        ulong scale = Inverse(value);
        duals.Add(Array.ConvertAll(witness, entry => Multiply(entry, scale)));
        basis.Add(vector);
        witness = Random(width, (uint)basis.Count);
        // What a dual takes off leaves the witness 0 on the vectors before its own.
        for (int i = 0; i < basis.Count; i++) Subtract(duals[i], Sum(basis[i]));
    }

    private void Subtract(ReadOnlySpan<ulong> dual, ulong times)
    {
        Span<ulong> from = witness;
        for (int entry = 0; entry < from.Length; entry++) from[entry] = Reduce(from[entry] + Prime - Multiply(dual[entry], times));
    }

    private ulong Sum(ReadOnlySpan<int> active)
    {
        ulong sum = 0;
        foreach (int entry in active) sum = Reduce(sum + witness[entry]);
        return sum;
    }

    private static ulong[] Random(int width, uint number)
    {
        LevelRandom random = new(Key, number);
        ulong[] entries = new ulong[width];
        for (int entry = 0; entry < width; entry++) entries[entry] = Reduce(((ulong)random.Next() << 32 | random.Next()) >> 3);
        return entries;
    }

    /// <summary>A number below twice the prime, modulo it.</summary>
    private static ulong Reduce(ulong number) => number >= Prime ? number - Prime : number;

    // 2^61 is 1 modulo the prime, so that the bits above the 61st are added to those below.
    private static ulong Multiply(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return Reduce((low & Prime) + (high << 3 | low >> 61));
    }

    /// <summary>The inverse by Fermat's little theorem, a^(p - 2).</summary>
    private static ulong Inverse(ulong a)
    {
        ulong result = 1;
        for (ulong power = Prime - 2; power > 0; power >>= 1, a = Multiply(a, a))
            if ((power & 1) == 1) result = Multiply(result, a);
        return result;
    }
}
