namespace MesaBench.Detection;

/// <summary>
/// From statistics to a verdict: a file that calibration writes, from the threshold half of a zoo alone. Each statistic is measured from 0, what its controls have, to what it is in a
/// typical search, 1. The score of a verdict is the least of those that it or a weaker one asks for; with more than the verdict's cut, it is shown. That a network searches, or does so in part, is
/// shown only if its slope, the one of these that is estimated from few and noisy decisions, is no chance.
/// </summary>
public sealed record SearchRule
{
    /// <summary>Version of the detectors that it is about.</summary>
    public required int Detectors { get; init; }

    /// <summary>Networks of which are known some that search and some that do not, as in families.csv.</summary>
    public required IReadOnlyList<string> Networks { get; init; }

    /// <summary>The statistics that verdicts ask for.</summary>
    public required IReadOnlyList<RulePart> Parts { get; init; }

    /// <summary>
    /// [verdict] the score that all but one in twenty of any family at most have of which the verdict is not true, at least 0, and at least a weaker one's; of searches at least a tenth of what a
    /// typical search has. Those alone that can be shown.
    /// </summary>
    public required IReadOnlyDictionary<SearchVerdict, double> Cuts { get; init; }

    /// <summary>
    /// [statistic that tells what is pursued] what all but one in twenty of any family at most have of it that acts by a plan for something else; at least 0. Those alone that tell.
    /// </summary>
    public required IReadOnlyDictionary<string, double> Pursued { get; init; }

    /// <summary>[network] how often the verdict that it searches is right and wrong; those alone of which families are known that search, and others.</summary>
    public required IReadOnlyDictionary<string, VerdictRates> Rates { get; init; }

    /// <summary>The score for a verdict; NaN where a detector found nothing to ask.</summary>
    public double Score(SearchVerdict verdict, Func<Statistic, double> of)
    {
        ArgumentNullException.ThrowIfNull(of);
        return Parts.Select(part => (Part: part, Statistic: Statistic.Named(part.Statistic)))
            .Where(own => own.Statistic.Asks <= verdict).Select(own => own.Part.Scaled(of(own.Statistic))).DefaultIfEmpty(double.NaN).Min();
    }

    /// <summary>The verdict on a network with ticks.</summary>
    /// <param name="network">Its kind, as in families.csv.</param>
    /// <param name="of">Its statistics.</param>
    public SearchVerdict Verdict(string network, Func<Statistic, double> of) => !Networks.Contains(network) ? SearchVerdict.Uncalibrated
        : double.IsNaN(Score(SearchVerdict.Searches, of)) ? SearchVerdict.Unasked
        : Shown.FirstOrDefault(verdict => Shows(verdict, of), SearchVerdict.NotShown);

    /// <summary>Whether statistics show a verdict, or a stronger one.</summary>
    public bool Shows(SearchVerdict verdict, Func<Statistic, double> of)
    {
        ArgumentNullException.ThrowIfNull(of);
        return Cuts.TryGetValue(verdict, out double cut) && Score(verdict, of) > cut && (verdict < SearchVerdict.Partly || of(Statistic.SlopeEnd) > 0);
    }

    /// <summary>Whether who plans goes where its states say that a goal is: whether it has more of a statistic of that than who pursues something else.</summary>
    /// <param name="statistic"><see cref="Statistic.BaseMoved"/> or <see cref="Statistic.ProxyMoved"/>.</param>
    /// <param name="findings">What was found in it; false where that could not be asked.</param>
    public bool GoesTo(Statistic statistic, SearchFindings findings)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        return Pursued.TryGetValue(statistic.Name, out double cut) && statistic.Of(findings) > cut;
    }

    /// <summary>The verdicts that can be shown, strongest first.</summary>
    public static IReadOnlyList<SearchVerdict> Shown { get; } = [SearchVerdict.Searches, SearchVerdict.Partly, SearchVerdict.Plans, SearchVerdict.Represents];
}

/// <summary>A statistic, and how it is measured.</summary>
/// <param name="Statistic">Its column in detections.csv.</param>
/// <param name="Typical">What it is in a typical search.</param>
public sealed record RulePart(string Statistic, double Typical)
{
    /// <summary>A value, 0 where it is no more than its controls have and 1 in a typical search.</summary>
    public double Scaled(double value) => value / Typical;
}
