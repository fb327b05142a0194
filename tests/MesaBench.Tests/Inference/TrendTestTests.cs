using System.Numerics;
using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class TrendTestTests
{
    [Fact]
    public void One_two_by_two_table_is_the_test_of_Fisher()
    {
        // Fisher's tea taster, 3 of 4 and 1 of 4: one-sided 17/70, two-sided 34/70.
        TrendResult result = TrendTest.Run([new TrendStratum([0, 1], [4, 4], [1, 3])], 99, 1);
        Assert.True(result.Exact);
        Assert.Equal(17.0 / 70, result.UpperP, 12);
        Assert.Equal(34.0 / 70, result.TwoSidedP, 12);
        Assert.Equal((3, 2), (result.Statistic, result.Expected));
    }

    [Fact]
    public void Exact_p_values_are_those_of_enumeration()
    {
        var random = new StatisticsRandom(3, 0);
        for (int study = 0; study < 60; study++)
        {
            TrendStratum[] strata = [.. Enumerable.Range(0, 1 + random.Below(2)).Select(_ => RandomStratum(random))];
            TrendResult result = TrendTest.Run(strata, 99, 1);
            (double upper, double lower, double twoSided) = Enumerate(strata);
            Assert.True(result.Exact);
            Assert.Equal(upper, result.UpperP, 10);
            Assert.Equal(lower, result.LowerP, 10);
            Assert.Equal(twoSided, result.TwoSidedP, 10);
        }
    }

    [Fact]
    public void Permutations_agree_with_the_exact_distribution()
    {
        TrendStratum[] small = [new([8, 10, 12], [20, 20, 20], [3, 6, 9]), new([9, 11, 13], [20, 20, 20], [1, 2, 4])];
        TrendResult exact = TrendTest.Run(small, 99, 1);
        // The same strata beside an uninformative one that is too large for the exact distribution.
        TrendResult sampled = TrendTest.Run([.. small, new TrendStratum([10], [2000], [0])], 20_000, 1);
        Assert.True(exact.Exact);
        Assert.False(sampled.Exact);
        Assert.Equal(exact.UpperP, sampled.UpperP, 0.01);
        Assert.Equal(exact.TwoSidedP, sampled.TwoSidedP, 0.01);
    }

    [Fact]
    public void Differences_between_strata_make_no_trend()
    {
        // The world with the larger networks has the higher rate, yet within each world the rate is flat.
        TrendResult result = TrendTest.Run(
            [new TrendStratum([8, 10], [20, 20], [2, 2]), new TrendStratum([14, 16], [20, 20], [18, 18])], 99, 1);
        Assert.True(result.TwoSidedP > 0.9);
    }

    [Fact]
    public void A_strong_rise_is_found_and_has_its_direction()
    {
        TrendResult result = TrendTest.Run([new TrendStratum([8, 10, 12], [20, 20, 20], [0, 10, 20])], 99, 1);
        Assert.True(result.UpperP < 1e-6 && result.TwoSidedP < 1e-6 && result.LowerP > 0.99);
        Assert.True(result.Statistic > result.Expected);
    }

    [Fact]
    public void Where_nothing_varies_nothing_is_significant()
    {
        TrendResult result = TrendTest.Run([new TrendStratum([8, 10], [20, 20], [0, 0]), new TrendStratum([9], [20], [7])], 99, 1);
        Assert.Equal((1, 1, 1), (result.UpperP, result.LowerP, result.TwoSidedP));
    }

    [Fact]
    public void Counts_that_cannot_be_are_refused() =>
        Assert.Throws<ArgumentException>(() => TrendTest.Run([new TrendStratum([1, 2], [3, 3], [4, 0])], 99, 1));

    private static TrendStratum RandomStratum(StatisticsRandom random)
    {
        int groups = 1 + random.Below(3);
        double[] scores = [.. Enumerable.Range(0, groups).Select(_ => random.Below(4) + random.Below(64) / 64.0)];
        int[] trials = [.. Enumerable.Range(0, groups).Select(_ => 1 + random.Below(3))];
        return new TrendStratum(scores, trials, [.. trials.Select(n => random.Below(n + 1))]);
    }

    /// <summary>Every way to deal each stratum's events to its agents, one by one.</summary>
    private static (double Upper, double Lower, double TwoSided) Enumerate(TrendStratum[] strata)
    {
        List<double> sums = [0];
        double observed = 0;
        foreach (TrendStratum s in strata)
        {
            double[] agents = [.. s.Trials.SelectMany((n, group) => Enumerable.Repeat(s.Scores[group], n))];
            double[] own = [.. Enumerable.Range(0, 1 << agents.Length)
                .Where(set => BitOperations.PopCount((uint)set) == s.Events.Sum())
                .Select(set => agents.Where((_, i) => (set >> i & 1) != 0).Sum())];
            sums = [.. sums.SelectMany(before => own.Select(sum => before + sum))];
            observed += s.Scores.Zip(s.Events, (score, k) => score * k).Sum();
        }
        double mean = sums.Average();
        double Share(Func<double, bool> counts) => sums.Count(counts) / (double)sums.Count;
        return (Share(s => s >= observed - 1e-9), Share(s => s <= observed + 1e-9),
            Share(s => Math.Abs(s - mean) >= Math.Abs(observed - mean) - 1e-9));
    }
}
