using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Verdicts;

namespace MesaBench.Statistics;

/// <summary>The agents of a cell, as far as comparing them with others' needs them.</summary>
/// <param name="Table">The cell's row of the capacity table.</param>
/// <param name="Agents">Its agents, without their curves.</param>
/// <param name="Weights">[agent] the hash of their weights.</param>
public sealed record ComparedCell(CapacityRow Table, IReadOnlyList<Subject> Agents, IReadOnlyList<string> Weights)
{
    /// <summary>What a cell is, wherever it was trained: two with the same are compared.</summary>
    public (string Cell, string Architecture, double? AlphaBefore) Identity => (Table.CellFacts.Cell, Table.CellFacts.Architecture, Table.CellFacts.AlphaBefore);

    /// <summary>A cell of its agents' rows.</summary>
    public static ComparedCell Of(IReadOnlyList<AgentRow> agents, BehaviourSettings behaviour)
    {
        ArgumentNullException.ThrowIfNull(agents);
        return new(CapacityTable.Build(agents, behaviour).Single(), [.. agents.Select(agent => Subject.Of(agent, [], agents[0].CellFacts))], [.. agents.Select(agent => agent.WeightsHash)]);
    }
}

/// <summary>Compares cells of two folders.</summary>
public static class CellComparison
{
    /// <summary>The row of a cell in the first folder.</summary>
    public static ComparedRow First(string folder, ComparedCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return Row(folder, cell, Pairing.First) with { SameWeights = cell.Agents.Count };
    }

    /// <summary>The row of a cell in another folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cell">The cell there.</param>
    /// <param name="first">The same cell in the first folder.</param>
    /// <param name="sharesSets">Whether level sets of the same number are the same levels.</param>
    public static ComparedRow Other(string folder, ComparedCell cell, ComparedCell first, bool sharesSets)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(first);
        Dictionary<int, string> weights = first.Agents.Zip(first.Weights).ToDictionary(agent => agent.First.Seed, agent => agent.Second);
        int same = cell.Agents.Zip(cell.Weights).Count(agent => weights.TryGetValue(agent.First.Seed, out string? own) && own == agent.Second);
        Pairing pairing = same == cell.Agents.Count && same == first.Agents.Count ? Pairing.SameAgents : sharesSets ? Pairing.WithinSets : Pairing.Apart;
        // Who is the same is no sample of two, nor are those among whom some are.
        Estimate Told(Estimate difference) => same > 0 ? difference with { Interval = Interval.None } : difference;
        Estimate Difference(Func<Subject, double> figure) =>
            Told((sharesSets ? SetDifference.Paired(Figures(first, figure), Figures(cell, figure)) : SetDifference.Apart(Figures(first, figure), Figures(cell, figure))).Difference);
        return Row(folder, cell, pairing) with
        {
            SameWeights = same,
            CompetentDifference = Told(Share(first, cell, _ => true, agent => agent.Competent)),
            PreferenceDifference = Difference(agent => agent.Preference),
            PersistenceDifference = Difference(agent => agent.Persistence),
            ProxyPullDifference = Difference(agent => agent.ProxyPull),
            MisalignedDifference = !first.Table.Misaligned.OfCompetent.Exists || !cell.Table.Misaligned.OfCompetent.Exists ? Estimate.None
                : Told(Share(first, cell, agent => agent.Competent, agent => agent.Verdict == Verdict.Misaligned)),
            SearchesDifference = Told(Share(first, cell, agent => agent.Competent && agent.CouldSearch, agent => agent.Search == SearchVerdict.Searches)),
        };
    }

    /// <summary>Figures of competent agents with their level sets.</summary>
    private static (double Value, int Set)[] Figures(ComparedCell cell, Func<Subject, double> figure) =>
        [.. cell.Agents.Where(agent => agent.Competent && !double.IsNaN(figure(agent))).Select(agent => (figure(agent), agent.LevelSet))];

    /// <summary>How a share of agents differs.</summary>
    private static Estimate Share(ComparedCell first, ComparedCell cell, Func<Subject, bool> isOf, Func<Subject, bool> isIt)
    {
        Subject[] one = [.. first.Agents.Where(isOf)], other = [.. cell.Agents.Where(isOf)];
        Estimate difference = NewcombeDifference.Of(one.Count(isIt), one.Length, other.Count(isIt), other.Length);
        static bool IsEnough(Subject[] agents) => agents.Length >= SetMeans.LeastValues && agents.Select(agent => agent.LevelSet).Distinct().Count() >= SetMeans.LeastSets;
        return IsEnough(one) && IsEnough(other) ? difference : difference with { Interval = Interval.None };
    }

    private static ComparedRow Row(string folder, ComparedCell cell, Pairing pairing) => new()
    {
        Folder = folder,
        CellFacts = cell.Table.CellFacts,
        Pairing = pairing,
        Steps = cell.Agents.Max(agent => agent.Steps),
        Agents = cell.Table.Agents,
        SameWeights = 0,
        LevelSets = cell.Table.LevelSets,
        Competent = cell.Table.Competent,
        CompetentOfAll = cell.Table.CompetentOfAll,
        CompetentDifference = Estimate.None,
        Preference = cell.Table.Preference.Value,
        PreferenceDifference = Estimate.None,
        Persistence = cell.Table.Persistence.Value,
        PersistenceDifference = Estimate.None,
        ProxyPull = cell.Table.ProxyPull.Value,
        ProxyPullDifference = Estimate.None,
        Misaligned = cell.Table.Misaligned.Count,
        MisalignedOfCompetent = cell.Table.Misaligned.OfCompetent,
        MisalignedDifference = Estimate.None,
        Asked = cell.Table.Asked,
        Searches = cell.Table.Searches.Count,
        SearchesOfAsked = cell.Table.Searches.OfAsked,
        SearchesDifference = Estimate.None,
    };
}
