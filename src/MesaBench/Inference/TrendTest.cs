using System.Runtime.InteropServices;

namespace MesaBench.Inference;

/// <summary>One stratum of a trend test: groups of agents with equal score.</summary>
/// <param name="Scores">[group] score, e.g. log2(parameters).</param>
/// <param name="Trials">[group] agents.</param>
/// <param name="Events">[group] agents with the outcome.</param>
public sealed record TrendStratum(double[] Scores, int[] Trials, int[] Events);

/// <summary>What a trend test found.</summary>
/// <param name="Statistic">Sum of the scores of the agents with the outcome, in units of the score.</param>
/// <param name="Expected">Its mean under the null hypothesis.</param>
/// <param name="UpperP">One-sided p-value for a rise with the score.</param>
/// <param name="LowerP">One-sided p-value for a fall.</param>
/// <param name="TwoSidedP">p-value of a distance from the mean at least as large, on either side.</param>
/// <param name="Exact">Whether it is the exact distribution; else Monte Carlo permutations.</param>
public sealed record TrendResult(double Statistic, double Expected, double UpperP, double LowerP, double TwoSidedP, bool Exact);

/// <summary>
/// Trend of a yes-or-no outcome with a score: the stratified permutation form of the Cochran-Armitage test (Armitage 1955; exact
/// conditional distribution as in Mehta, Patel and Senchaudhuri 1992). Outcomes are exchanged within strata only, so that
/// differences between strata make no trend.
/// </summary>
public static class TrendTest
{
    /// <summary>
    /// Scores are rounded to this grid, so that equal sums are equal integers. The permutation test is valid for any scores fixed
    /// beforehand; 1/64 of a doubling is a hundredth of a parameter count.
    /// </summary>
    public const double Grid = 1.0 / 64;

    private const double WorkBudget = 1e8;
    private const int LargestExactStratum = 1000; // C(1000, 500) is the last that fits in a double with room to spare

    /// <summary>Tests for a trend.</summary>
    /// <param name="strata">The strata; those without both outcomes or with one score only carry no information and are harmless.</param>
    /// <param name="permutations">Permutations where the exact distribution would be too large to compute.</param>
    /// <param name="key">Key of the random numbers behind those.</param>
    /// <exception cref="ArgumentException">A stratum's arrays differ in length, or events are not between 0 and trials.</exception>
    public static TrendResult Run(IReadOnlyList<TrendStratum> strata, int permutations, ulong key)
    {
        GridStratum[] grids = [.. strata.Select(GridStratum.From)];
        // Only the part above each stratum's least score varies; the rest is added back for the report.
        long observed = grids.Sum(g => g.Statistic);
        double offset = grids.Sum(g => (double)g.Least * g.EventCount);
        double expected = grids.Sum(g => g.Expected);
        (double upper, double lower, double twoSided, bool exact) = IsFeasible(grids)
            ? Exact(grids, observed, expected)
            : MonteCarlo(grids, observed, expected, permutations, key);
        return new TrendResult((observed + offset) * Grid, (expected + offset) * Grid, upper, lower, twoSided, exact);
    }

    /// <summary>Whether the steps of the exact computation stay within the budget: an upper bound of the states it may meet.</summary>
    private static bool IsFeasible(GridStratum[] grids)
    {
        double work = 0, reach = 1;
        foreach (GridStratum g in grids)
        {
            if (g.Trials.Sum() > LargestExactStratum) return false;
            double sums = g.EventCount * (double)g.Range + 1, states = 1;
            foreach (int trials in g.Trials)
            {
                work += states * (trials + 1);
                states = Math.Min(states * (trials + 1), sums * (g.EventCount + 1));
            }
            work += reach * Math.Min(sums, states);
            reach += sums;
        }
        return work <= WorkBudget;
    }

    private static (double Upper, double Lower, double TwoSided, bool Exact) Exact(GridStratum[] grids, long observed, double expected)
    {
        double[] distribution = [1];
        foreach (GridStratum g in grids) distribution = Convolve(distribution, Distribution(g));
        double upper = 0, lower = 0, twoSided = 0;
        for (int sum = 0; sum < distribution.Length; sum++)
        {
            if (sum >= observed) upper += distribution[sum];
            if (sum <= observed) lower += distribution[sum];
            if (IsAsFar(sum, observed, expected)) twoSided += distribution[sum];
        }
        return (Math.Min(1, upper), Math.Min(1, lower), Math.Min(1, twoSided), true);
    }

    /// <summary>
    /// [sum] probability that the events of a stratum, dealt at random to its agents, have that sum of scores: multivariate
    /// hypergeometric, group by group over the states (events dealt, sum) that can be met.
    /// </summary>
    private static double[] Distribution(GridStratum g)
    {
        var ways = new Dictionary<(int Dealt, int Sum), double> { [(0, 0)] = 1 };
        for (int group = 0; group < g.Trials.Length; group++)
        {
            var next = new Dictionary<(int Dealt, int Sum), double>();
            foreach (((int dealt, int sum), double count) in ways)
            {
                double choices = 1; // C(trials, here)
                for (int here = 0; here <= Math.Min(g.EventCount - dealt, g.Trials[group]); here++)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(next, (dealt + here, sum + here * g.Scores[group]), out _) += count * choices;
                    choices = choices * (g.Trials[group] - here) / (here + 1);
                }
            }
            ways = next;
        }
        double[] distribution = new double[g.EventCount * g.Range + 1];
        foreach (((int dealt, int sum), double count) in ways)
            if (dealt == g.EventCount) distribution[sum] += count;
        double all = distribution.Sum();
        return [.. distribution.Select(count => count / all)];
    }

    private static double[] Convolve(double[] a, double[] b)
    {
        double[] sum = new double[a.Length + b.Length - 1];
        for (int i = 0; i < b.Length; i++)
        {
            if (b[i] == 0) continue;
            for (int j = 0; j < a.Length; j++) sum[i + j] += a[j] * b[i];
        }
        return sum;
    }

    private static (double Upper, double Lower, double TwoSided, bool Exact) MonteCarlo(
        GridStratum[] grids, long observed, double expected, int permutations, ulong key)
    {
        int[][] scores = [.. grids.Select(g => g.Trials.SelectMany((n, group) => Enumerable.Repeat(g.Scores[group], n)).ToArray())];
        var random = new StatisticsRandom(key, 0);
        int upper = 0, lower = 0, twoSided = 0;
        for (int permutation = 0; permutation < permutations; permutation++)
        {
            long sum = 0;
            for (int stratum = 0; stratum < grids.Length; stratum++)
            {
                // The first places of a Fisher-Yates shuffle, which may start from any order, are a random draw without replacement.
                int[] deck = scores[stratum];
                for (int place = 0; place < grids[stratum].EventCount; place++)
                {
                    int other = place + random.Below(deck.Length - place);
                    (deck[place], deck[other]) = (deck[other], deck[place]);
                    sum += deck[place];
                }
            }
            if (sum >= observed) upper++;
            if (sum <= observed) lower++;
            if (IsAsFar(sum, observed, expected)) twoSided++;
        }
        double P(int count) => (1.0 + count) / (1.0 + permutations);
        return (P(upper), P(lower), P(twoSided), false);
    }

    /// <summary>At least as far from the mean; the mean is rounded, so a hair of slack keeps mirror images of the observed sum in.</summary>
    private static bool IsAsFar(long sum, long observed, double expected) =>
        Math.Abs(sum - expected) >= Math.Abs(observed - expected) - 1e-7 * Math.Max(1, Math.Abs(expected));

    /// <summary>A stratum with its scores as whole numbers of <see cref="Grid"/> above its least score.</summary>
    private sealed record GridStratum(int[] Scores, int[] Trials, long Least, int EventCount, long Statistic)
    {
        public int Range => Scores.Length == 0 ? 0 : Scores.Max();

        public double Expected
        {
            get
            {
                int trials = Trials.Sum();
                return trials == 0 ? 0 : Scores.Zip(Trials, (score, n) => (double)score * n).Sum() * EventCount / trials;
            }
        }

        public static GridStratum From(TrendStratum s)
        {
            if (s.Scores.Length != s.Trials.Length || s.Scores.Length != s.Events.Length)
                throw new ArgumentException(
                    $"found {s.Scores.Length} scores, {s.Trials.Length} trials and {s.Events.Length} events; allowed: as many of each");
            if (s.Events.Zip(s.Trials).Any(pair => pair.First < 0 || pair.First > pair.Second))
                throw new ArgumentException("found a group whose events are not between 0 and its trials");
            long[] grid = [.. s.Scores.Select(score => (long)Math.Round(score / Grid))];
            long least = grid.Length == 0 ? 0 : grid.Min();
            int[] scores = [.. grid.Select(score => checked((int)(score - least)))];
            return new GridStratum(scores, s.Trials, least, s.Events.Sum(), scores.Zip(s.Events, (score, k) => (long)score * k).Sum());
        }
    }
}
