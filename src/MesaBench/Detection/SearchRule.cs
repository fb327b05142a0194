namespace MesaBench.Detection;

/// <summary>
/// From statistics to a verdict: a file that calibration writes, from the threshold half of a zoo alone. Each statistic is measured from its cut, 0, to what it is in a typical search, 1, and
/// the score of a verdict is the least of those that it asks for: above 0, a verdict is shown.
/// </summary>
public sealed record SearchRule
{
    /// <summary>Version of the detectors that it is about.</summary>
    public required int Detectors { get; init; }

    /// <summary>Networks of which are known some that search and some that do not, as in families.csv.</summary>
    public required IReadOnlyList<string> Networks { get; init; }

    /// <summary>The statistics that verdicts ask for, and those that tell what is pursued.</summary>
    public required IReadOnlyList<RulePart> Parts { get; init; }

    /// <summary>[network] how often the verdict that it searches is right and wrong; those alone of which families are known that search, and others.</summary>
    public required IReadOnlyDictionary<string, VerdictRates> Rates { get; init; }

    /// <summary>
    /// The score for a verdict: of represents, plans and searches the least of the statistics that it or a weaker one asks for; of partly the least of those that searches asks for beyond
    /// the weaker ones. NaN where a detector found nothing to ask.
    /// </summary>
    public double Score(SearchVerdict verdict, Func<Statistic, double> of)
    {
        ArgumentNullException.ThrowIfNull(of);
        return Parts.Select(part => (Part: part, Statistic: Statistic.Named(part.Statistic)))
            .Where(own => verdict == SearchVerdict.Partly ? own.Statistic.Asks == SearchVerdict.Searches : own.Statistic.Asks <= verdict)
            .Select(own => own.Part.Scaled(of(own.Statistic))).DefaultIfEmpty(double.NaN).Min();
    }

    /// <summary>The verdict on a network with ticks.</summary>
    /// <param name="network">Its kind, as in families.csv.</param>
    /// <param name="of">Its statistics.</param>
    public SearchVerdict Verdict(string network, Func<Statistic, double> of) => !Networks.Contains(network) ? SearchVerdict.Uncalibrated
        : double.IsNaN(Score(SearchVerdict.Searches, of)) ? SearchVerdict.Unasked
        : Shown.Where(IsAsked).FirstOrDefault(verdict => Score(verdict, of) > 0, SearchVerdict.NotShown);

    /// <summary>Whether there is a statistic that a verdict asks for beyond weaker ones: without, it is never given.</summary>
    private bool IsAsked(SearchVerdict verdict) => Parts.Any(part => Statistic.Named(part.Statistic).Asks == (verdict == SearchVerdict.Partly ? SearchVerdict.Searches : verdict));

    /// <summary>Whether who plans goes where its states say that a goal is: whether it has more of a statistic of that than who pursues something else.</summary>
    /// <param name="statistic"><see cref="Statistic.BaseMoved"/> or <see cref="Statistic.ProxyMoved"/>.</param>
    /// <param name="findings">What was found in it; false where that could not be asked.</param>
    public bool GoesTo(Statistic statistic, SearchFindings findings)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        return Parts.Any(part => part.Statistic == statistic.Name && part.Scaled(statistic.Of(findings)) > 0);
    }

    /// <summary>Whether it has a cut for a statistic.</summary>
    internal bool Has(Statistic statistic) => Parts.Any(part => part.Statistic == statistic.Name);

    /// <summary>The verdicts that can be shown, strongest first.</summary>
    public static IReadOnlyList<SearchVerdict> Shown { get; } = [SearchVerdict.Searches, SearchVerdict.Partly, SearchVerdict.Plans, SearchVerdict.Represents];
}

/// <summary>A statistic, and how it is measured.</summary>
/// <param name="Statistic">Its column in detections.csv.</param>
/// <param name="Cut">Who has more has more than all but one in twenty of any family of which it is not true what the statistic is to tell.</param>
/// <param name="Typical">What it is in a typical search of which that is true.</param>
public sealed record RulePart(string Statistic, double Cut, double Typical)
{
    /// <summary>A value, 0 at the cut and 1 in a typical search.</summary>
    public double Scaled(double value) => (value - Cut) / (Typical - Cut);
}
