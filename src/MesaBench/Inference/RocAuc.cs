namespace MesaBench.Inference;

/// <summary>The area under the receiver operating characteristic: how often a positive scores above a negative, ties half (Mann and Whitney 1947; Hanley and McNeil 1982).</summary>
public static class RocAuc
{
    /// <summary>The area; NaN where there are none of either.</summary>
    public static double Of(IReadOnlyList<double> positives, IReadOnlyList<double> negatives)
    {
        ArgumentNullException.ThrowIfNull(positives);
        ArgumentNullException.ThrowIfNull(negatives);
        if (positives.Count == 0 || negatives.Count == 0) return double.NaN;
        double[] sorted = [.. negatives.Order()];
        // Twice the wins, so that ties count whole and the sum is exact.
        long twice = positives.Sum(score => (long)Below(sorted, score, orEqual: false) + Below(sorted, score, orEqual: true));
        return twice / (2.0 * positives.Count * negatives.Count);
    }

    private static int Below(double[] sorted, double value, bool orEqual)
    {
        (int low, int high) = (0, sorted.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value || (orEqual && sorted[middle] == value)) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
