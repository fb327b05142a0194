namespace MesaBench.Detection;

/// <summary>Cuts between those of which something is not true, and others.</summary>
/// <param name="Partly">Who has more has more than all but <see cref="SearchRule.MostWrong"/> of any family of these.</param>
/// <param name="Whole">Who has more has more than all of these.</param>
public readonly record struct Cuts(double Partly, double Whole)
{
    /// <summary>The cuts; 0 where there are none of these.</summary>
    /// <param name="families">[family][one] how much they have of it; NaN for one that could not be asked.</param>
    public static Cuts Of(IEnumerable<IEnumerable<double>> families)
    {
        ArgumentNullException.ThrowIfNull(families);
        Cuts cuts = new(0, 0);
        foreach (IEnumerable<double> family in families)
        {
            double[] values = [.. family.Where(double.IsFinite).OrderDescending()];
            if (values.Length == 0) continue;
            int allowed = (int)(SearchRule.MostWrong * values.Length);
            cuts = new Cuts(Math.Max(cuts.Partly, values[allowed]), Math.Max(cuts.Whole, values[0]));
        }
        return cuts;
    }
}
