namespace MesaBench.Inference;

/// <summary>
/// The score interval of a proportion: Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
/// </summary>
public static class Wilson
{
    /// <summary>The 97.5% quantile of the standard normal distribution.</summary>
    public const double Quantile = 1.959963984540054;

    /// <summary>The 95% interval of a proportion.</summary>
    /// <param name="successes">How many, 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">Of how many; 0 gives [0, 1]: no data exclude nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The counts are not 0 &lt;= successes &lt;= trials.</exception>
    public static Interval Interval(int successes, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (trials == 0) return new Interval(0, 1);
        double share = (double)successes / trials;
        double squared = Quantile * Quantile;
        double scale = 1 + squared / trials;
        double centre = (share + squared / (2.0 * trials)) / scale;
        double half = Quantile * Math.Sqrt(share * (1 - share) / trials + squared / (4.0 * trials * trials)) / scale;
        // At 0 and at all of n the formula gives exactly 0 and 1; rounding must not put them a hair inside or outside.
        return new Interval(
            successes == 0 ? 0 : Math.Max(0, centre - half),
            successes == trials ? 1 : Math.Min(1, centre + half));
    }
}
