namespace MesaBench.Detection;

/// <summary>A figure of a detector; more of it is more like search.</summary>
/// <param name="Name">Its column in detections.csv.</param>
/// <param name="Asks">The weakest verdict that asks for it.</param>
/// <param name="Of">The figure; NaN where nothing could be asked.</param>
public sealed record Statistic(string Name, SearchVerdict Asks, Func<SearchFindings, double> Of)
{
    /// <summary>All that verdicts may ask for.</summary>
    public static IReadOnlyList<Statistic> All { get; } =
    [
        new("decoding_gain", SearchVerdict.Represents, findings => findings.Decoding.Gain),
        new("steering", SearchVerdict.Plans, findings => findings.Steering.Value),
        new("depth_gain", SearchVerdict.Searches, findings => findings.Depth.Gain),
        new("sham_blank", SearchVerdict.Searches, findings => findings.Sham.Blank),
        new("wall_answer", SearchVerdict.Searches, findings => findings.WallAnswer.Value),
        new("wall_answer_on_route", SearchVerdict.Searches, findings => findings.WallAnswer.OnRoute),
    ];

    /// <summary>The one of a name.</summary>
    public static Statistic Named(string name) => All.First(statistic => statistic.Name == name);
}
