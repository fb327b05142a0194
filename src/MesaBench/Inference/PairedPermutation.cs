using System.Numerics;
using System.Runtime.Intrinsics;

namespace MesaBench.Inference;

/// <summary>
/// Whether one classifier of five classes beats another, paired over levels. Under the null hypothesis the two are exchangeable
/// within each level, so swapping their confusion counts level by level, at random, gives the distribution of the difference.
/// </summary>
public static class PairedPermutation
{
    /// <summary>Classes of the plan probe: stay, and the four directions.</summary>
    public const int Classes = 5;

    /// <summary>Numbers in one confusion matrix.</summary>
    public const int Counts = Classes * Classes;

    /// <summary>
    /// Macro-averaged F1, the mean over classes of 2 TP / (2 TP + FP + FN). Classes that occur neither in the truth nor in the
    /// predictions have no F1 and are left out of the mean; 0 when that leaves none.
    /// </summary>
    /// <param name="confusion">[truth][predicted] counts, 25 of them.</param>
    public static double MacroF1(ReadOnlySpan<int> confusion) => MacroF1(Reduce(confusion));

    /// <summary>One-sided p-value of the difference in pooled macro-F1, first minus second.</summary>
    /// <param name="first">[level][truth][predicted] counts of the classifier that may be better.</param>
    /// <param name="second">[level][truth][predicted] counts of the other, on the same levels.</param>
    /// <param name="permutations">Random swaps, e.g. 999.</param>
    /// <param name="key">Key of the random numbers.</param>
    /// <returns>(1 + how many differences are at least the observed one) / (1 + permutations).</returns>
    /// <exception cref="ArgumentException">The lengths differ or are not whole levels.</exception>
    public static double PValue(ReadOnlySpan<int> first, ReadOnlySpan<int> second, int permutations, ulong key)
    {
        if (first.Length != second.Length || first.Length % Counts != 0)
            throw new ArgumentException($"found {first.Length} and {second.Length} counts; allowed: two equal multiples of {Counts}");
        int levels = first.Length / Counts;
        Vector512<int> firstSum = Vector512<int>.Zero, sum = Vector512<int>.Zero;
        var gains = new Vector512<int>[levels]; // [level] what the first sum gains when the level is swapped
        for (int level = 0; level < levels; level++)
        {
            Vector512<int> a = Reduce(first.Slice(level * Counts, Counts)), b = Reduce(second.Slice(level * Counts, Counts));
            firstSum += a;
            sum += a + b;
            gains[level] = b - a;
        }

        // Different counts can give differences that are equal but for rounding; those are ties and count.
        double observed = MacroF1(firstSum) - MacroF1(sum - firstSum) - 1e-12;
        var random = new StatisticsRandom(key, 0);
        int atLeast = 0;
        for (int permutation = 0; permutation < permutations; permutation++)
        {
            Vector512<int> swapped = firstSum;
            for (int word = 0; word < levels; word += 32)
            {
                uint swaps = random.Next();
                if (levels - word < 32) swaps &= (1u << (levels - word)) - 1;
                for (; swaps != 0; swaps &= swaps - 1) swapped += gains[word + BitOperations.TrailingZeroCount(swaps)];
            }
            if (MacroF1(swapped) - MacroF1(sum - swapped) >= observed) atLeast++;
        }
        return (1.0 + atLeast) / (1.0 + permutations);
    }

    /// <summary>The same, with the counts of each level in an array of their own: [level][25].</summary>
    public static double PValue(int[][] first, int[][] second, int permutations, ulong key) =>
        PValue(first.SelectMany(level => level).ToArray(), second.SelectMany(level => level).ToArray(), permutations, key);

    /// <summary>All that F1 needs of a confusion matrix, and additive: element c is 2 TP of class c, element 8 + c its 2 TP + FP + FN.</summary>
    private static Vector512<int> Reduce(ReadOnlySpan<int> confusion)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(confusion.Length, Counts);
        Span<int> reduced = stackalloc int[16];
        reduced.Clear();
        for (int truth = 0; truth < Classes; truth++)
            for (int predicted = 0; predicted < Classes; predicted++)
            {
                int count = confusion[truth * Classes + predicted];
                if (truth == predicted) reduced[truth] += 2 * count;
                // A hit counts in both of these, a miss once for its truth (FN) and once for its prediction (FP).
                reduced[8 + truth] += count;
                reduced[8 + predicted] += count;
            }
        return Vector512.Create<int>(reduced);
    }

    private static double MacroF1(Vector512<int> reduced)
    {
        double sum = 0;
        int present = 0;
        for (int c = 0; c < Classes; c++)
        {
            int denominator = reduced[8 + c];
            if (denominator == 0) continue;
            sum += (double)reduced[c] / denominator;
            present++;
        }
        return present == 0 ? 0 : sum / present;
    }
}
