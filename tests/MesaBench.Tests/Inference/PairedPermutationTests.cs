using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class PairedPermutationTests
{
    [Fact]
    public void Macro_F1_leaves_out_classes_that_never_occur()
    {
        int[] confusion = new int[25];
        confusion[0 * 5 + 0] = 6; // class 0: TP 6, FN 2, FP 1: F1 = 12 / 15
        confusion[0 * 5 + 1] = 2;
        confusion[1 * 5 + 0] = 1; // class 1: TP 3, FN 1, FP 2: F1 = 6 / 9
        confusion[1 * 5 + 1] = 3;
        Assert.Equal((12.0 / 15 + 6.0 / 9) / 2, PairedPermutation.MacroF1(confusion), 12);
        Assert.Equal(0, PairedPermutation.MacroF1(new int[25]));
    }

    [Fact]
    public void A_class_that_is_only_predicted_counts_as_zero()
    {
        int[] confusion = new int[25];
        confusion[0] = 1;
        confusion[1] = 1; // predicted as class 1, which is never true
        Assert.Equal((2.0 / 3 + 0) / 2, PairedPermutation.MacroF1(confusion), 12);
    }

    [Fact]
    public void The_p_value_is_that_of_all_swaps()
    {
        (int[] a, int[] b) = Study(levels: 6, accuracyA: 0.7, accuracyB: 0.5, stream: 3);
        double observed = Difference(a, b, 0);
        double exact = Enumerable.Range(0, 64).Count(swaps => Difference(a, b, swaps) >= observed - 1e-12) / 64.0;
        Assert.Equal(exact, PairedPermutation.PValue(a, b, 20_000, 7), 0.02);
    }

    [Fact]
    public void Classifiers_of_equal_skill_give_uniform_p_values()
    {
        const int studies = 1000;
        double[] p = [.. Enumerable.Range(0, studies).Select(study =>
        {
            (int[] a, int[] b) = Study(levels: 40, 0.5, 0.5, (uint)study);
            return PairedPermutation.PValue(a, b, 199, (ulong)study);
        }).Order()];
        // Kolmogorov-Smirnov distance; 1.95 / sqrt(n) is its 0.1% point.
        double distance = p.Select((value, i) => Math.Abs(value - (i + 0.5) / studies)).Max();
        Assert.True(distance < 1.95 / Math.Sqrt(studies) + 0.005, $"distance {distance}");
    }

    [Fact]
    public void A_better_classifier_gives_the_least_p_value_and_a_worse_one_a_large_one()
    {
        (int[] a, int[] b) = Study(levels: 128, 0.8, 0.5, 9);
        Assert.Equal(0.001, PairedPermutation.PValue(a, b, 999, 1), 12);
        Assert.True(PairedPermutation.PValue(b, a, 999, 1) > 0.99);
    }

    [Fact]
    public void A_classifier_is_no_better_than_itself()
    {
        (int[] a, _) = Study(levels: 20, 0.6, 0.6, 4);
        Assert.Equal(1, PairedPermutation.PValue(a, a, 99, 1));
    }

    [Fact]
    public void Counts_may_lie_level_by_level()
    {
        (int[] a, int[] b) = Study(levels: 40, 0.6, 0.5, 5);
        Assert.Equal(PairedPermutation.PValue(a, b, 199, 1), PairedPermutation.PValue(a.Chunk(25).ToArray(), b.Chunk(25).ToArray(), 199, 1));
    }

    [Fact]
    public void Counts_of_different_levels_are_refused() =>
        Assert.Throws<ArgumentException>(() => PairedPermutation.PValue(new int[50], new int[25], 9, 1));

    private static (int[] A, int[] B) Study(int levels, double accuracyA, double accuracyB, uint stream)
    {
        var random = new StatisticsRandom(11, stream);
        int[] a = new int[levels * 25], b = new int[levels * 25];
        for (int level = 0; level < levels; level++)
            for (int cell = 0; cell < 12; cell++)
            {
                int truth = random.Below(5);
                a[level * 25 + truth * 5 + Predict(accuracyA)]++;
                b[level * 25 + truth * 5 + Predict(accuracyB)]++;
                int Predict(double accuracy) => random.Next() < accuracy * 4294967296.0 ? truth : random.Below(5);
            }
        return (a, b);
    }

    /// <summary>Difference of macro-F1 from its definition, with the levels in the bit set <paramref name="swaps"/> swapped.</summary>
    private static double Difference(int[] a, int[] b, int swaps)
    {
        int[] first = new int[25], second = new int[25];
        for (int i = 0; i < a.Length; i++)
        {
            bool swapped = (swaps >> (i / 25) & 1) != 0;
            first[i % 25] += swapped ? b[i] : a[i];
            second[i % 25] += swapped ? a[i] : b[i];
        }
        return F1(first) - F1(second);
    }

    private static double F1(int[] confusion)
    {
        var values = new List<double>();
        for (int c = 0; c < 5; c++)
        {
            double truePositives = confusion[c * 5 + c];
            double truths = Enumerable.Range(0, 5).Sum(k => confusion[c * 5 + k]);
            double predictions = Enumerable.Range(0, 5).Sum(k => confusion[k * 5 + c]);
            if (truths + predictions > 0) values.Add(2 * truePositives / (truths + predictions));
        }
        return values.Average();
    }
}
