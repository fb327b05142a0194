namespace MesaBench.Inference;

/// <summary>
/// The interquartile mean and its stratified bootstrap interval: Agarwal et al., "Deep reinforcement learning at the edge of the
/// statistical precipice" (NeurIPS 2021, arXiv 2108.13264).
/// </summary>
public static class InterquartileMean
{
    /// <summary>Mean of what is left when the lowest and the highest quarter (rounded down) are dropped; NaN of nothing.</summary>
    public static double Of(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty) return double.NaN;
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        int dropped = sorted.Length / 4;
        double sum = 0;
        for (int i = dropped; i < sorted.Length - dropped; i++) sum += sorted[i];
        return sum / (sorted.Length - 2 * dropped);
    }

    // A stratum of one value would always be drawn as it is, and the interval be too narrow for the spread it hides.
    private const int LeastStratum = 4;

    /// <summary>95% percentile interval: each resample draws, within each stratum, as many values as it has, with replacement.</summary>
    /// <param name="values">One value an agent.</param>
    /// <param name="strata">Each value's stratum (level set); any whole numbers. Where one has fewer than four values, all are pooled.</param>
    /// <param name="resamples">Bootstrap resamples, e.g. 2000.</param>
    /// <param name="key">Key of the random numbers.</param>
    /// <returns>The interval; NaN ends when there are fewer than two values, which say nothing about spread.</returns>
    public static Interval Bootstrap(ReadOnlySpan<double> values, ReadOnlySpan<int> strata, int resamples, ulong key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(strata.Length, values.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (values.Length < 2) return Interval.None;

        // Values are sorted once; a resample is then a count of each, and its trimmed mean one walk, with no sorting.
        double[] sorted = values.ToArray();
        int[] stratumOf = strata.ToArray();
        Array.Sort(sorted, stratumOf);
        int[][] members = [.. stratumOf.Distinct().Order().Select(s => Enumerable.Range(0, sorted.Length).Where(i => stratumOf[i] == s).ToArray())];
        if (members.Any(m => m.Length < LeastStratum)) members = [[.. Enumerable.Range(0, sorted.Length)]];

        double[] means = new double[resamples];
        int[] copies = new int[sorted.Length];
        var random = new StatisticsRandom(key, 0);
        for (int r = 0; r < resamples; r++)
        {
            Array.Clear(copies);
            foreach (int[] stratum in members)
                for (int draw = 0; draw < stratum.Length; draw++) copies[stratum[random.Below(stratum.Length)]]++;
            means[r] = OfCounted(sorted, copies);
        }
        Array.Sort(means);
        return new Interval(Quantile(means, 0.025), Quantile(means, 0.975));
    }

    /// <summary>The interquartile mean of sorted values, each taken so many times; the copies sum to the number of values.</summary>
    private static double OfCounted(double[] sorted, int[] copies)
    {
        int dropped = sorted.Length / 4;
        int toSkip = dropped;
        int toTake = sorted.Length - 2 * dropped;
        double sum = 0;
        for (int i = 0, left = toTake; left > 0; i++)
        {
            int skipped = Math.Min(copies[i], toSkip);
            toSkip -= skipped;
            int taken = Math.Min(copies[i] - skipped, left);
            left -= taken;
            sum += taken * sorted[i];
        }
        return sum / toTake;
    }

    /// <summary>Quantile of sorted values, linear between order statistics (definition 7 of Hyndman and Fan 1996).</summary>
    private static double Quantile(double[] sorted, double probability)
    {
        double position = probability * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
