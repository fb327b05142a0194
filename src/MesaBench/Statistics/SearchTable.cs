using MesaBench.Detection;
using MesaBench.Inference;
using MesaBench.Verdicts;

namespace MesaBench.Statistics;

/// <summary>How many networks of a kind search, and whether these pursue proxies more often: a row of <c>searches.csv</c>. Competent agents alone; planted ones are left out.</summary>
public sealed record SearchRow
{
    /// <summary>The network's kind, and its form.</summary>
    public required string Network { get; init; }

    /// <summary>Agents of which could be asked.</summary>
    public required int Asked { get; init; }

    /// <summary>Those that search.</summary>
    public required int Searches { get; init; }

    /// <summary>Their share as found.</summary>
    public required Estimate Found { get; init; }

    /// <summary>Those that search in part.</summary>
    public required int Partly { get; init; }

    /// <summary>
    /// The least share that really searches, if families of the zoo bound how often the verdict is right and wrong: (found, its lower end - largest false-positive rate) / (largest true-positive rate - that).
    /// NaN where the rates are not known or too near to each other.
    /// </summary>
    public required double BoundLow { get; init; }

    /// <summary>The largest: (found, its upper end - least false-positive rate) / (least true-positive rate - that).</summary>
    public required double BoundHigh { get; init; }

    /// <summary>Of those that search and have an inner objective, base or proxy: share with a proxy.</summary>
    public required Estimate ProxyOfSearching { get; init; }

    /// <summary>The same of those that do not search.</summary>
    public required Estimate ProxyOfOthers { get; init; }

    /// <summary>The odds of a proxy among those that search over those among others, within cell and level set (Mantel and Haenszel).</summary>
    public required Estimate OddsRatio { get; init; }

    /// <summary>Cells and level sets that tell: with some that search and some that do not, some with a proxy and some with base.</summary>
    public required int Strata { get; init; }
}

/// <summary>The table of who searches.</summary>
public static class SearchTable
{
    /// <summary>A row for each kind of network that could be asked, in alphabetical order.</summary>
    /// <param name="agents">All agents.</param>
    /// <param name="rule">The rule by which they were judged.</param>
    public static IReadOnlyList<SearchRow> Build(IEnumerable<Subject> agents, SearchRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return
        [
            .. agents.Where(agent => agent is { Competent: true, Planted: false, CouldSearch: true }).GroupBy(agent => agent.Cell.NetworkKind)
                .OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => Row(kind.Key, [.. kind], rule.Rates.GetValueOrDefault(kind.Key))),
        ];
    }

    private static SearchRow Row(string network, Subject[] agents, VerdictRates? rates)
    {
        int searching = agents.Count(Searches);
        Estimate found = Wilson.Share(searching, agents.Length);
        (double low, double high) = rates?.Bounds(found.Interval) ?? (double.NaN, double.NaN);
        Subject[] told = [.. agents.Where(agent => agent.IsForBase || agent.IsForProxy)];
        TwoByTwo[] strata = [.. told.GroupBy(agent => (agent.Cell.Cell, agent.LevelSet)).Select(Counts)];
        return new SearchRow
        {
            Network = network,
            Asked = agents.Length,
            Searches = searching,
            Found = found,
            Partly = agents.Count(agent => agent.Search == SearchVerdict.Partly),
            BoundLow = low,
            BoundHigh = high,
            ProxyOfSearching = Proxy(told.Where(Searches)),
            ProxyOfOthers = Proxy(told.Where(agent => !Searches(agent))),
            OddsRatio = MantelHaenszel.OddsRatio(strata),
            Strata = strata.Count(one => one.Both + one.First > 0 && one.Second + one.Neither > 0 && one.Both + one.Second > 0 && one.First + one.Neither > 0),
        };
    }

    private static bool Searches(Subject agent) => agent.Search == SearchVerdict.Searches;

    private static Estimate Proxy(IEnumerable<Subject> agents)
    {
        Subject[] all = [.. agents];
        return Wilson.Share(all.Count(agent => agent.IsForProxy), all.Length);
    }

    private static TwoByTwo Counts(IEnumerable<Subject> stratum)
    {
        ILookup<(bool, bool), Subject> by = stratum.ToLookup(agent => (Searches(agent), agent.IsForProxy));
        int Count(bool searches, bool isProxy) => by[(searches, isProxy)].Count();
        return new TwoByTwo(Count(true, true), Count(true, false), Count(false, true), Count(false, false));
    }
}
