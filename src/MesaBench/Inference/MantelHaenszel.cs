namespace MesaBench.Inference;

/// <summary>Two answers of one stratum: how many have both, the first alone, the second alone, and neither.</summary>
/// <param name="Both">Both.</param>
/// <param name="First">The first alone.</param>
/// <param name="Second">The second alone.</param>
/// <param name="Neither">Neither.</param>
public readonly record struct TwoByTwo(int Both, int First, int Second, int Neither)
{
    /// <summary>How many they are.</summary>
    public int Count => Both + First + Second + Neither;
}

/// <summary>
/// The odds ratio that strata have in common (Mantel and Haenszel 1959), with the interval of Robins, Breslow and Greenland (1986), which holds for few large strata and for many
/// small ones.
/// </summary>
public static class MantelHaenszel
{
    private const double Normal95 = 1.959963984540054;

    /// <summary>The odds of the second answer among those with the first, over the odds among those without; none where the strata do not tell.</summary>
    public static Estimate OddsRatio(IEnumerable<TwoByTwo> strata)
    {
        ArgumentNullException.ThrowIfNull(strata);
        double r = 0, s = 0, pr = 0, mixed = 0, qs = 0;
        foreach (TwoByTwo one in strata)
        {
            double n = one.Count;
            if (n == 0) continue;
            double agree = (one.Both + one.Neither) / n, differ = (one.First + one.Second) / n;
            double own = (double)one.Both * one.Neither / n, other = (double)one.First * one.Second / n;
            (r, s) = (r + own, s + other);
            (pr, mixed, qs) = (pr + agree * own, mixed + agree * other + differ * own, qs + differ * other);
        }
        if (r == 0 || s == 0) return Estimate.None;
        double ratio = r / s, half = Normal95 * Math.Sqrt(pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s));
        return new Estimate(ratio, new Interval(ratio * PortableMath.Exp(-half), ratio * PortableMath.Exp(half)));
    }
}
