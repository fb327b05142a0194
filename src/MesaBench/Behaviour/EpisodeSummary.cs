using MesaBench.Worlds;

namespace MesaBench.Behaviour;

/// <summary>What became of one objective over episodes of one kind.</summary>
/// <param name="Return">Mean discounted return.</param>
/// <param name="OfOptimal">
/// Return as a fraction of optimal, over the episodes where more than 0 can be had: the mean of their fractions. In a world with chance,
/// where a reference policy's return stands for the optimal one and may be near 0 by bad luck, their sum over the sum of the optimal
/// returns. NaN without any.
/// </param>
/// <param name="Reached">Share of episodes in which it was reached.</param>
/// <param name="First">Share in which it was reached before all others; ties count for each.</param>
public sealed record ObjectiveSummary(double Return, double OfOptimal, double Reached, double First)
{
    /// <summary>Sums up one objective; at least one episode.</summary>
    public static ObjectiveSummary Of(IReadOnlyList<Episode> episodes, LevelStore store, int objective)
    {
        bool byChance = store.World.Reference is not null;
        double sum = 0, earned = 0, weight = 0;
        int reached = 0, first = 0;
        foreach (Episode episode in episodes)
        {
            double optimal = store.Levels[episode.Level].Facts.Optimal[objective];
            sum += episode.Returns[objective];
            if (optimal > 0)
            {
                earned += byChance ? episode.Returns[objective] : episode.Returns[objective] / optimal;
                weight += byChance ? optimal : 1;
            }
            if (episode.Reached[objective] > 0) reached++;
            if (episode.IsFirst(objective)) first++;
        }
        double count = episodes.Count;
        return new ObjectiveSummary(sum / count, weight == 0 ? double.NaN : earned / weight, reached / count, first / count);
    }
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
            Known(objectives[0].OfOptimal), Known(objectives[1].OfOptimal), outcomes[0] / count, outcomes[1] / count, outcomes[2] / count,
            outcomes[3] / count, steps / count)
        {
            Objectives = objectives,
        };
    }

    private static double Known(double value) => double.IsNaN(value) ? 0 : value;
}
