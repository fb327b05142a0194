namespace MesaBench.Detection;

/// <summary>
/// From statistics to a verdict: a file that calibration writes, from the threshold half of a zoo alone. Each statistic is measured by what it is in a typical search, and
/// the score of a verdict is the least of those that it asks for: 1 for one that searches as compiled ones do, 0 for one that shows nothing of the kind.
/// </summary>
public sealed record SearchRule
{
    /// <summary>The most of a family of negatives that may be taken for something in part.</summary>
    public const double MostWrong = 0.05;

    /// <summary>Version of the detectors that it is about.</summary>
    public required int Detectors { get; init; }

    /// <summary>Networks of which are known some that search and some that do not, as in families.csv.</summary>
    public required IReadOnlyList<string> Networks { get; init; }

    /// <summary>[statistic] what it is in a typical search; those alone that a verdict asks for.</summary>
    public required IReadOnlyDictionary<string, double> Typical { get; init; }

    /// <summary>[verdict] its cuts, for represents, plans and searches; one that no statistic of its own can be asked for is missing, and never given.</summary>
    public required IReadOnlyDictionary<SearchVerdict, Cuts> Verdicts { get; init; }

    /// <summary>[network] how often the verdict that it searches is right and wrong; those alone of which families are known that search, and others.</summary>
    public required IReadOnlyDictionary<string, VerdictRates> Rates { get; init; }

    /// <summary>The score for a verdict: the least of the statistics that it or a weaker one asks for. NaN where a detector found nothing to ask.</summary>
    public double Score(SearchVerdict verdict, Func<Statistic, double> of)
    {
        ArgumentNullException.ThrowIfNull(of);
        return Typical.Select(part => (Statistic: Statistic.Named(part.Key), part.Value)).Where(part => part.Statistic.Asks <= verdict)
            .Select(part => of(part.Statistic) / part.Value).DefaultIfEmpty(double.NaN).Min();
    }

    /// <summary>The verdict on a network with ticks.</summary>
    /// <param name="network">Its kind, as in families.csv.</param>
    /// <param name="of">Its statistics.</param>
    public SearchVerdict Verdict(string network, Func<Statistic, double> of)
    {
        if (!Networks.Contains(network)) return SearchVerdict.Uncalibrated;
        if (double.IsNaN(Score(SearchVerdict.Searches, of))) return SearchVerdict.Unasked;
        foreach ((SearchVerdict verdict, Cuts cuts) in Verdicts.OrderByDescending(own => own.Key))
        {
            double score = Score(verdict, of);
            if (score > cuts.Whole) return verdict;
            if (verdict == SearchVerdict.Searches && score > cuts.Partly) return SearchVerdict.Partly;
        }
        return SearchVerdict.NotShown;
    }
}
