using MathNet.Numerics.Distributions;

namespace MesaBench.Inference;

/// <summary>
/// The mean over agents that share level sets: agents of one set are not independent, sets are. So it is the mean of the sets'
/// means, and its interval Student's t over these.
/// </summary>
public static class SetMeans
{
    /// <summary>Fewer values than this have no interval.</summary>
    public const int LeastValues = 8;

    /// <summary>Fewer sets than this have no interval.</summary>
    public const int LeastSets = 4;

    /// <summary>The mean of set means and its t interval with one degree of freedom less than there are sets.</summary>
    /// <param name="values">One an agent, in any unit.</param>
    /// <param name="sets">The set of each; any whole numbers.</param>
    /// <returns>The mean in the values' unit, none of nothing; without an interval where values or sets are too few.</returns>
    /// <exception cref="ArgumentException">There are not as many sets as values, or a value is not finite.</exception>
    public static Estimate Of(IReadOnlyList<double> values, IReadOnlyList<int> sets)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sets.Count, values.Count);
        if (!values.All(double.IsFinite))
            throw new ArgumentException("found a value that is not finite; leave out those that do not exist");
        // Sorted, so that sums do not depend on the order in which agents came.
        return Over(
            [.. values.Zip(sets).GroupBy(pair => pair.Second, pair => pair.First).OrderBy(g => g.Key).Select(g => g.Order().Average())],
            values.Count);
    }

    /// <summary>
    /// The mean of one figure a set, and its interval where there are enough sets, and enough values behind them.
    /// </summary>
    internal static Estimate Over(double[] ofSets, int valueCount)
    {
        if (ofSets.Length == 0) return Estimate.None;
        double mean = ofSets.Average();
        if (valueCount < LeastValues || ofSets.Length < LeastSets) return new Estimate(mean, Interval.None);
        double variance = ofSets.Sum(m => (m - mean) * (m - mean)) / (ofSets.Length - 1);
        double half = Quantile(ofSets.Length - 1) * Math.Sqrt(variance / ofSets.Length);
        return new Estimate(mean, new Interval(mean - half, mean + half));
    }

    /// <summary>
    /// The 97.5% quantile of Student's t. It is found by functions of the platform, which may differ in their last bits: rounded,
    /// it is the same everywhere.
    /// </summary>
    internal static double Quantile(int freedom) => Math.Round(StudentT.InvCDF(0, 1, freedom, 0.975), 9);
}
