namespace MesaBench.Inference;

/// <summary>A confusion matrix of five classes.</summary>
public static class Confusion
{
    /// <summary>Classes of a plan: stay, and the four directions.</summary>
    public const int Classes = 5;

    /// <summary>Numbers in one confusion matrix.</summary>
    public const int Counts = Classes * Classes;

    /// <summary>
    /// Macro-averaged F1, the mean over classes of 2 TP / (2 TP + FP + FN). Classes that occur neither in the truth nor in the
    /// predictions have no F1 and are left out of the mean; 0 when that leaves none.
    /// </summary>
    /// <param name="confusion">[truth][predicted] counts, 25 of them.</param>
    public static double MacroF1(ReadOnlySpan<int> confusion)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(confusion.Length, Counts);
        double sum = 0;
        int present = 0;
        for (int c = 0; c < Classes; c++)
        {
            int occurs = 0; // 2 TP + FP + FN: a hit counts as truth and as prediction, a miss as one of them
            for (int other = 0; other < Classes; other++) occurs += confusion[c * Classes + other] + confusion[other * Classes + c];
            if (occurs == 0) continue;
            sum += 2.0 * confusion[c * Classes + c] / occurs;
            present++;
        }
        return present == 0 ? 0 : sum / present;
    }
}
