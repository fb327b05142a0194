using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>What detectors found in one construction: means over members, who differ in coding alone. It is what rates count.</summary>
/// <param name="Family">Its family.</param>
/// <param name="Tier">How it came by its weights.</param>
/// <param name="Network">The network's kind, and its form.</param>
/// <param name="IsThreshold">Whether it is to set thresholds, or else to report.</param>
/// <param name="Searches">Whether it does.</param>
/// <param name="Statistics">[statistic] the means; NaN where a detector found nothing to ask.</param>
internal sealed record Construction(string Family, Tier Tier, string Network, bool IsThreshold, Answer Searches, double[] Statistics)
{
    /// <summary>The statistics by name, as in the columns of <c>detections.csv</c>; more of each is more like search.</summary>
    public static IReadOnlyList<(string Name, Func<DetectionRow, double> Of)> All { get; } =
    [
        ("depth_rise", row => row.SearchFindings.Depth.Rise), ("wall_answer", row => row.SearchFindings.WallAnswer.Value),
    ];

    /// <summary>All constructions that were asked.</summary>
    public static IReadOnlyList<Construction> Among(IReadOnlyList<DetectionRow> rows) =>
    [
        .. rows.GroupBy(row => (row.Family, row.Construction, row.Network)).Select(members => new Construction(
            members.Key.Family, members.First().Tier, members.Key.Network, members.First().Use == MemberUse.Threshold, members.First().Known.Searches,
            [.. All.Select(statistic => members.Select(statistic.Of).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average())])),
    ];
}
