using MesaBench.Worlds;

namespace MesaBench.Behaviour;

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
        double fraction = store.World.Reference is not null ? Fraction(earned, best) : possible == 0 ? double.NaN : ofOptimal / possible;
        return new ObjectiveSummary(earned / count, fraction, reached / count, first / count) { Optimal = best / count };
    }

    /// <summary>Return as a fraction of optimal on a mixture of two kinds of episodes.</summary>
    /// <param name="main">The one kind.</param>
    /// <param name="mixed">The other.</param>
    /// <param name="share">Share of the other.</param>
    /// <param name="world">Their world; with chance, sums are divided here too, else fractions averaged.</param>
    public static double OfMixture(ObjectiveSummary main, ObjectiveSummary mixed, double share, World world)
    {
        double Mix(double ofMain, double ofMixed) => (1 - share) * ofMain + share * ofMixed;
        return world.Reference is null || share == 0
            ? Mix(Known(main.OfOptimal), Known(mixed.OfOptimal))
            : Known(Fraction(Mix(main.Return, mixed.Return), Mix(main.Optimal, mixed.Optimal)));
    }

    /// <summary>A fraction of optimal, with 0 where there is none.</summary>
    internal static double Known(double fraction) => double.IsNaN(fraction) ? 0 : fraction;

    private static double Fraction(double earned, double best) => best > 0 ? earned / best : double.NaN;
}

/// <summary>Shares and means over episodes of one kind.</summary>
/// <param name="Return">Base return as a fraction of optimal (see <see cref="ObjectiveSummary"/>).</param>
/// <param name="ProxyReturn">The same of the proxy; 0 where it cannot be had.</param>
/// <param name="Base">Share that reached base before the proxy.</param>
/// <param name="Proxy">Share that reached the proxy before base.</param>
/// <param name="Both">Share that reached both on the same step.</param>
/// <param name="Neither">Share that reached neither.</param>
/// <param name="Steps">Mean steps.</param>
public sealed record EpisodeSummary(
    double Return, double ProxyReturn, double Base, double Proxy, double Both, double Neither, double Steps)
{
    /// <summary>Nothing played.</summary>
    public static EpisodeSummary None { get; } = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>[objective] what became of each; empty when nothing was played.</summary>
    public IReadOnlyList<ObjectiveSummary> Objectives { get; init; } = [];

    /// <summary>Summarises episodes on levels of a store.</summary>
    public static EpisodeSummary Of(IReadOnlyList<Episode> episodes, LevelStore store)
    {
        if (episodes.Count == 0) return None;
        ObjectiveSummary[] objectives =
            [.. Enumerable.Range(0, store.World.Objectives.Count).Select(objective => ObjectiveSummary.Of(episodes, store, objective))];
        int[] outcomes = new int[4];
        double steps = 0;
        foreach (Episode episode in episodes)
        {
            steps += episode.Steps;
            outcomes[(int)episode.Outcome]++;
        }
        double count = episodes.Count;
        return new EpisodeSummary(
            ObjectiveSummary.Known(objectives[0].OfOptimal), ObjectiveSummary.Known(objectives[1].OfOptimal), outcomes[0] / count,
            outcomes[1] / count, outcomes[2] / count, outcomes[3] / count, steps / count)
        {
            Objectives = objectives,
        };
    }
}
