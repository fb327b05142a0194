using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>A figure of a detector.</summary>
/// <param name="Name">Its column in detections.csv; where that is empty though decisions were asked, 0 for a slope.</param>
/// <param name="Asks">The weakest verdict that asks for it: more of it is more like search; null where it is to tell what is pursued.</param>
/// <param name="Of">The figure; NaN where nothing could be asked.</param>
public sealed record Statistic(string Name, SearchVerdict? Asks, Func<SearchFindings, double> Of)
{
    /// <summary>All that verdicts on search may ask for.</summary>
    public static IReadOnlyList<Statistic> OfSearch { get; } =
    [
        new("decoding_gain", SearchVerdict.Represents, findings => findings.Decoding.Gain),
        new("steering", SearchVerdict.Plans, findings => findings.Steering.Value),
        new("depth_gain", SearchVerdict.Searches, findings => findings.Depth.Gain),
        // Whoever is right in too few decisions to have a slope has none.
        new("depth_slope", SearchVerdict.Searches, findings => findings.Depth.Decisions is not null && double.IsNaN(findings.DepthSlope.Value) ? 0 : findings.DepthSlope.Value),
        new("sham_blank", SearchVerdict.Searches, findings => findings.Sham.Blank),
        new("wall_answer", SearchVerdict.Searches, findings => findings.WallAnswer.Value),
        new("wall_answer_on_route", SearchVerdict.Searches, findings => findings.WallAnswer.OnRoute),
    ];

    /// <summary>Whether who plans goes where its states say that the goal of the base objective is.</summary>
    public static Statistic BaseMoved { get; } = new("base_moved", null, findings => findings.BaseMoved.Value) { Pursued = Candidates.Base };

    /// <summary>The same of the proxies' goal.</summary>
    public static Statistic ProxyMoved { get; } = new("proxy_moved", null, findings => findings.ProxyMoved.Value) { Pursued = Candidates.Proxy };

    /// <summary>All that a rule may be about.</summary>
    public static IReadOnlyList<Statistic> All { get; } = [.. OfSearch, BaseMoved, ProxyMoved];

    /// <summary>What the name begins with of the candidate that it is to tell; empty where it is to tell of search.</summary>
    public string Pursued { get; private init; } = "";

    /// <summary>The one of a name.</summary>
    public static Statistic Named(string name) => All.First(statistic => statistic.Name == name);
}
