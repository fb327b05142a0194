namespace MesaBench.Inference;

/// <summary>
/// Control of the false discovery rate: Benjamini and Hochberg, "Controlling the false discovery rate", JRSS B 57 (1995).
/// </summary>
public static class BenjaminiHochberg
{
    /// <summary>
    /// Adjusted p-values, in the order given: the smallest false discovery rate at which each hypothesis is rejected, that is
    /// min over ranks j >= i of p(j) m / j, at most 1. A NaN stays NaN and counts as no hypothesis.
    /// </summary>
    public static double[] Adjust(ReadOnlySpan<double> pValues)
    {
        double[] adjusted = pValues.ToArray();
        int[] order = [.. Enumerable.Range(0, adjusted.Length).Where(i => !double.IsNaN(adjusted[i])).OrderBy(i => adjusted[i])];
        double smallest = 1;
        for (int rank = order.Length; rank >= 1; rank--)
        {
            int hypothesis = order[rank - 1];
            smallest = Math.Min(smallest, adjusted[hypothesis] * order.Length / rank);
            adjusted[hypothesis] = smallest;
        }
        return adjusted;
    }
}
