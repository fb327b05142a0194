namespace MesaBench.Inference;

/// <summary>
/// The difference of two means over agents, by the means of their level sets: agents of one set are not independent, sets are. There is no interval where either side has fewer than <see cref="SetMeans.LeastValues"/> values or
/// <see cref="SetMeans.LeastSets"/> sets.
/// </summary>
public static class SetDifference
{
    /// <summary>
    /// The second mean less the first where both have the same level sets: the mean of the differences of set means, over the sets that both have, with Student's interval, one degree of freedom less than there are sets.
    /// </summary>
    /// <param name="first">Value and level set of each agent of the first side.</param>
    /// <param name="second">The same of the second.</param>
    /// <returns>The difference, none where no set is in both; and the sets behind it.</returns>
    public static (Estimate Difference, int Sets) Paired(IReadOnlyList<(double Value, int Set)> first, IReadOnlyList<(double Value, int Set)> second)
    {
        SortedDictionary<int, double> one = Means(first), other = Means(second);
        int[] sets = [.. one.Keys.Where(other.ContainsKey)];
        int least = Math.Min(first.Count(agent => other.ContainsKey(agent.Set)), second.Count(agent => one.ContainsKey(agent.Set)));
        return (SetMeans.Over([.. sets.Select(set => other[set] - one[set])], least), sets.Length);
    }

    /// <summary>
    /// The same where each side has level sets of its own: the difference of the means of set means, with the interval of Welch ("The generalization of Student's problem when several different population variances are involved",
    /// Biometrika 34, 1947), its degrees of freedom rounded down.
    /// </summary>
    /// <param name="first">Value and level set of each agent of the first side.</param>
    /// <param name="second">The same of the second.</param>
    /// <returns>The difference, none where a side has no values; and the sets of both.</returns>
    public static (Estimate Difference, int Sets) Apart(IReadOnlyList<(double Value, int Set)> first, IReadOnlyList<(double Value, int Set)> second)
    {
        double[] one = [.. Means(first).Values], other = [.. Means(second).Values];
        if (one.Length == 0 || other.Length == 0) return (Estimate.None, one.Length + other.Length);
        double difference = other.Average() - one.Average();
        bool isEnough = Math.Min(first.Count, second.Count) >= SetMeans.LeastValues && Math.Min(one.Length, other.Length) >= SetMeans.LeastSets;
        return (new Estimate(difference, isEnough ? Welch(difference, one, other) : Interval.None), one.Length + other.Length);
    }

    private static Interval Welch(double difference, double[] one, double[] other)
    {
        double a = VarianceOfMean(one), b = VarianceOfMean(other), all = a + b;
        if (all == 0) return new Interval(difference, difference);
        // At least the smaller side's, and rounding must not take it below that.
        double freedom = Math.Max(all * all / (a * a / (one.Length - 1) + b * b / (other.Length - 1)), Math.Min(one.Length, other.Length) - 1);
        double half = StudentMean.Quantile((int)freedom) * Math.Sqrt(all);
        return new Interval(difference - half, difference + half);
    }

    private static double VarianceOfMean(double[] values)
    {
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length;
    }

    /// <summary>The mean of each set, sorted so that sums do not depend on the order in which agents came.</summary>
    private static SortedDictionary<int, double> Means(IReadOnlyList<(double Value, int Set)> agents) =>
        new(agents.GroupBy(agent => agent.Set, agent => agent.Value).ToDictionary(set => set.Key, set => set.Order().Average()));
}
