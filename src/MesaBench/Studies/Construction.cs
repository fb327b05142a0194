using MesaBench.Detection;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>What detectors found in one construction: means over members, who differ in coding alone. It is what rates count.</summary>
/// <param name="Family">Its family.</param>
/// <param name="Tier">How it came by its weights.</param>
/// <param name="Network">The network's kind, and its form.</param>
/// <param name="IsThreshold">Whether it is to set thresholds, or else to report.</param>
/// <param name="Known">What is known of it.</param>
/// <param name="Objective">What it is known to pursue, as in members.csv; empty where that is not known.</param>
/// <param name="Statistics">[statistic] the means by name; NaN where a detector found nothing to ask.</param>
internal sealed record Construction(string Family, Tier Tier, string Network, bool IsThreshold, Known Known, string Objective, IReadOnlyDictionary<string, double> Statistics)
{
    /// <summary>A statistic.</summary>
    public double Of(Statistic statistic) => Statistics[statistic.Name];

    /// <summary>Whether a verdict is true of it.</summary>
    public Answer Is(SearchVerdict verdict) => verdict switch
    {
        SearchVerdict.Represents => Known.RepresentsPlan,
        SearchVerdict.Plans => Known.UsesPlan,
        _ => Known.Searches,
    };

    /// <summary>
    /// Whether it is true of it what a statistic is to tell. What is pursued is told of those alone that act by a plan; who goes to whichever is nearer counts on neither side.
    /// </summary>
    public Answer Is(Statistic statistic) => statistic.Asks is { } verdict ? Is(verdict)
        : Objective.Length == 0 ? Answer.Unknown
        : Known.UsesPlan != Answer.Yes || Objective == Candidates.Indifferent ? Answer.Grey
        : Objective.StartsWith(statistic.Pursued, StringComparison.Ordinal) ? Answer.Yes : Answer.No;

    /// <summary>
    /// All constructions that were asked, in worlds in which every detector of search has something to ask: nobody is ever said to search elsewhere, so that nothing is set or judged by what the others find
    /// there, where controls may leave no room even for a search.
    /// </summary>
    public static IReadOnlyList<Construction> Among(IReadOnlyList<DetectionRow> rows)
    {
        HashSet<string> worlds = [.. rows.Where(row => Statistic.OfSearch.All(statistic => double.IsFinite(statistic.Of(row.SearchFindings)))).Select(row => row.WorldLabel)];
        return Of(rows.Where(row => worlds.Contains(row.WorldLabel)));
    }

    private static IReadOnlyList<Construction> Of(IEnumerable<DetectionRow> rows) =>
    [
        .. rows.GroupBy(row => (row.Family, row.Construction, row.Network)).Select(members => new Construction(
            members.Key.Family, members.First().Tier, members.Key.Network, members.First().Use == MemberUse.Threshold, members.First().Known, members.First().Objective,
            Statistic.All.Append(Statistic.SlopeEnd).ToDictionary(
                statistic => statistic.Name, statistic => members.Select(row => statistic.Of(row.SearchFindings)).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average()))),
    ];
}
