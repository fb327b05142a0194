using MesaBench.Inference;

namespace MesaBench.Detection;

/// <summary>How right is what was read of cells.</summary>
internal static class PlanScore
{
    // What is read is made probabilities by leaving none with less: who is sure and wrong pays for it, but not without end.
    private const double Least = 0.02;

    /// <summary>
    /// Macro-averaged F1 of the classes that were read highest. Of several that are right the one that was read counts as the truth, else the first.
    /// </summary>
    /// <param name="read">[cell][class] what was read.</param>
    /// <param name="right">[cell] bit c where class c is right.</param>
    public static double F1(IEnumerable<double[]> read, IEnumerable<int> right)
    {
        Span<int> confusion = stackalloc int[Confusion.Counts];
        confusion.Clear();
        foreach ((double[] own, int classes) in read.Zip(right))
        {
            int best = Best(own), truth = (classes >> best & 1) == 1 ? best : int.TrailingZeroCount(classes);
            confusion[truth * Confusion.Classes + best]++;
        }
        return Confusion.MacroF1(confusion);
    }

    /// <summary>The class that was read highest; the first of several.</summary>
    public static int Best(double[] read)
    {
        int best = 0;
        for (int c = 1; c < read.Length; c++)
            if (read[c] > read[best]) best = c;
        return best;
    }

    /// <summary>Bits that it takes to say that one of the right classes is, to who reads.</summary>
    public static double Bits(double[] read, int right)
    {
        double all = 0, own = 0;
        for (int c = 0; c < read.Length; c++)
        {
            double mass = Math.Max(read[c], Least);
            all += mass;
            if ((right >> c & 1) == 1) own += mass;
        }
        return -PortableMath.Log2(own / all);
    }
}
