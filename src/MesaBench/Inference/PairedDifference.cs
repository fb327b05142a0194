namespace MesaBench.Inference;

/// <summary>
/// The mean of differences between paired shares, with the interval of Bonett and Price (Journal of Educational and Behavioral
/// Statistics 37, 2012): Wald's, after a difference of +1 and one of -1 are added to the data.
/// </summary>
public static class PairedDifference
{
    private const int Added = 2;

    /// <summary>
    /// The plain mean, and c -+ z sqrt((s - c^2) / (n + 2)) with c = sum d / (n + 2) and s = (sum d^2 + 2) / (n + 2), cut off at
    /// -1 and 1. Where differences are whole, sum d^2 counts those that are not 0, and this is Bonett and Price's formula. Where
    /// they are fractions, their squares are what the mean varies by: sums of |d| in their place would make the interval far too
    /// wide.
    /// </summary>
    /// <param name="differences">One a pair, in [-1, 1]; fractions where a side is itself a mean.</param>
    /// <returns>The mean and its interval; none of no pairs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A difference is not in [-1, 1].</exception>
    public static Estimate Of(IReadOnlyList<double> differences)
    {
        if (differences.Count == 0) return Estimate.None;
        double sum = 0, squares = Added;
        foreach (double d in differences)
        {
            if (!(Math.Abs(d) <= 1)) throw new ArgumentOutOfRangeException(nameof(differences), $"found {d}; allowed: -1 to 1");
            sum += d;
            squares += d * d;
        }
        double n = differences.Count + Added;
        double centre = sum / n;
        double half = Wilson.Quantile * Math.Sqrt((squares / n - centre * centre) / n);
        return new Estimate(sum / differences.Count, new Interval(Math.Max(-1, centre - half), Math.Min(1, centre + half)));
    }
}
