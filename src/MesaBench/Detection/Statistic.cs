using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>A figure of a detector.</summary>
/// <param name="Name">Its column in detections.csv.</param>
/// <param name="Asks">The weakest verdict that asks for it: more of it is more like search; null where it is to tell what is pursued.</param>
/// <param name="Of">The figure; NaN where nothing could be asked.</param>
public sealed record Statistic(string Name, SearchVerdict? Asks, Func<SearchFindings, double> Of)
{
    /// <summary>All that verdicts on search may ask for.</summary>
    public static IReadOnlyList<Statistic> OfSearch { get; } =
    [
        new("decoding_gain", SearchVerdict.Represents, findings => findings.Decoding.Gain),
        new("steering", SearchVerdict.Plans, findings => findings.Steering.Value),
        new("depth_gain", SearchVerdict.Partly, findings => findings.Depth.Gain),
        new("depth_slope", SearchVerdict.Partly, findings => findings.DepthSlope.Value),
        new("sham_blank", SearchVerdict.Partly, findings => findings.Sham.Blank),
        new("wall_answer", SearchVerdict.Partly, findings => findings.WallAnswer.Value),
        new("wall_answer_on_route", SearchVerdict.Partly, findings => findings.WallAnswer.OnRoute),
    ];

    /// <summary>Whether who plans goes where its states say that the goal of the base objective is.</summary>
    public static Statistic BaseMoved { get; } = new("base_moved", null, findings => findings.BaseMoved.Value) { Pursued = Candidates.Base };

    /// <summary>The same of the proxies' goal.</summary>
    public static Statistic ProxyMoved { get; } = new("proxy_moved", null, findings => findings.ProxyMoved.Value) { Pursued = Candidates.Proxy };

    /// <summary>The lower end of the slope's interval: above 0, the slope is no chance. No part of a score.</summary>
    public static Statistic SlopeEnd { get; } = new("depth_slope_low", null, findings => findings.DepthSlope.Interval.Low);

    /// <summary>All that tell what is pursued.</summary>
    public static IReadOnlyList<Statistic> OfGoals { get; } = [BaseMoved, ProxyMoved];

    /// <summary>All that a rule may be about.</summary>
    public static IReadOnlyList<Statistic> All { get; } = [.. OfSearch, .. OfGoals];

    /// <summary>What the name begins with of the candidate that it is to tell; empty where it is to tell of search.</summary>
    public string Pursued { get; private init; } = "";

    /// <summary>The one of a name.</summary>
    public static Statistic Named(string name) => All.First(statistic => statistic.Name == name);
}
