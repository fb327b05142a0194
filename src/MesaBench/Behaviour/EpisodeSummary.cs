using System.Runtime.Serialization;
using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Behaviour;

/// <summary>
/// What came of episodes on one set of levels, as the columns of results give it: shares of episodes by what was reached first, with their
/// number. Of no episodes there is nothing: numbers are null and figures NaN.
/// </summary>
public sealed record EpisodeSummary
{
    /// <summary>Nothing played.</summary>
    public static EpisodeSummary None { get; } = new();

    /// <summary>Episodes; null when none was played.</summary>
    public int? Episodes { get; init; }

    /// <summary>Base return as a fraction of optimal (see <see cref="ObjectiveSummary"/>), with its t interval over episodes.</summary>
    public Estimate Return { get; init; } = Estimate.None;

    /// <summary>The return under the first proxy as a fraction of optimal; NaN where none can be had.</summary>
    public double ProxyReturn { get; init; } = double.NaN;

    /// <summary>Share that reached base strictly before every proxy.</summary>
    public double Base { get; init; } = double.NaN;

    /// <summary>Share that reached a proxy strictly before base.</summary>
    public double Proxy { get; init; } = double.NaN;

    /// <summary>Share that reached both on the same step.</summary>
    public double Both { get; init; } = double.NaN;

    /// <summary>Share that reached neither.</summary>
    public double Neither { get; init; } = double.NaN;

    /// <summary>Mean steps.</summary>
    public double Steps { get; init; } = double.NaN;

    /// <summary>Episodes that reached base first, b.</summary>
    [IgnoreDataMember]
    public int BaseFirst => CountOf(Base);

    /// <summary>Episodes that reached a proxy first, p.</summary>
    [IgnoreDataMember]
    public int ProxyFirst => CountOf(Proxy);

    /// <summary>[objective] what became of each; empty when nothing was played.</summary>
    [IgnoreDataMember]
    public IReadOnlyList<ObjectiveSummary> Objectives { get; init; } = [];

    /// <summary>The same without what became of each objective: what a row holds.</summary>
    public EpisodeSummary Columns() => this with { Objectives = [] };

    /// <summary>Summarises episodes on levels of a store.</summary>
    public static EpisodeSummary Of(IReadOnlyList<Episode> episodes, LevelStore store)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(store);
        if (episodes.Count == 0) return None;
        ObjectiveSummary[] objectives =
            [.. Enumerable.Range(0, store.World.Objectives.Count).Select(objective => ObjectiveSummary.Of(episodes, store, objective))];
        int[] outcomes = new int[4];
        foreach (Episode episode in episodes) outcomes[(int)episode.OutcomeIn(store.World)]++;
        double count = episodes.Count;
        return new EpisodeSummary
        {
            Episodes = episodes.Count,
            Return = ReturnOf(episodes, store, objectives[0]),
            ProxyReturn = objectives[store.World.Proxies[0]].OfOptimal,
            Base = outcomes[(int)Outcome.Base] / count,
            Proxy = outcomes[(int)Outcome.Proxy] / count,
            Both = outcomes[(int)Outcome.Both] / count,
            Neither = outcomes[(int)Outcome.Neither] / count,
            Steps = episodes.Average(e => (double)e.Steps),
            Objectives = objectives,
        };
    }

    /// <summary>The base return, 0 where none can be had, and its interval; of a ratio of sums, that of its linearisation.</summary>
    private static Estimate ReturnOf(IReadOnlyList<Episode> episodes, LevelStore store, ObjectiveSummary summary)
    {
        if (double.IsNaN(summary.OfOptimal)) return new Estimate(0, Interval.None);
        double Optimal(Episode e) => store.Levels[e.Level].Facts.Optimal[0];
        double[] parts = store.World.Reference is not null
            ? [.. episodes.Select(e => summary.OfOptimal + (e.Returns[0] - summary.OfOptimal * Optimal(e)) / summary.Optimal)]
            : [.. episodes.Where(e => Optimal(e) > 0).Select(e => e.Returns[0] / Optimal(e))];
        return new Estimate(summary.OfOptimal, StudentMean.Interval(parts));
    }

    private int CountOf(double share) => Episodes is { } count ? (int)Math.Round(share * count) : 0;
}

/// <summary>What became of one objective over episodes of one kind.</summary>
/// <param name="Return">Mean discounted return.</param>
/// <param name="OfOptimal">
/// Return as a fraction of optimal: the mean of the episodes' fractions, over those where more than 0 can be had. In a world with chance,
/// where a reference policy's return stands for the optimal one and may be near or below 0 by bad luck, the sum of all episodes' returns
/// over the sum of the policy's: to leave out the policy's bad luck would flatter it. NaN where no more than 0 can be had.
/// </param>
/// <param name="Reached">Share of episodes in which it was reached.</param>
/// <param name="First">Share in which it was reached before all others; ties count for each.</param>
public sealed record ObjectiveSummary(double Return, double OfOptimal, double Reached, double First)
{
    /// <summary>Mean return that is optimal, or that the reference policy earns.</summary>
    public double Optimal { get; init; }

    /// <summary>Sums up one objective; at least one episode.</summary>
    public static ObjectiveSummary Of(IReadOnlyList<Episode> episodes, LevelStore store, int objective)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(store);
        double earned = 0, best = 0, ofOptimal = 0;
        int possible = 0, reached = 0, first = 0;
        foreach (Episode episode in episodes)
        {
            double optimal = store.Levels[episode.Level].Facts.Optimal[objective];
            earned += episode.Returns[objective];
            best += optimal;
            if (optimal > 0)
            {
                ofOptimal += episode.Returns[objective] / optimal;
                possible++;
            }
            if (episode.Reached[objective] > 0) reached++;
            if (episode.IsFirst(objective)) first++;
        }
        double count = episodes.Count;
        double fraction = store.World.Reference is null ? (possible == 0 ? double.NaN : ofOptimal / possible)
            : best > 0 ? earned / best : double.NaN;
        return new ObjectiveSummary(earned / count, fraction, reached / count, first / count) { Optimal = best / count };
    }
}
