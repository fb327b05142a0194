using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Statistics;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Results;

/// <summary>A finished study.</summary>
/// <param name="Agents">All agents, cell by cell in the experiment's order.</param>
/// <param name="Cells">The capacity table.</param>
/// <param name="Searches">Who searches, by kind of network.</param>
/// <param name="Trends">Every test made.</param>
/// <param name="Findings">What it shows and what not, one finding each.</param>
public sealed record StudyResults(
    IReadOnlyList<AgentRow> Agents, IReadOnlyList<CapacityRow> Cells, IReadOnlyList<SearchRow> Searches, IReadOnlyList<TrendRow> Trends,
    IReadOnlyList<string> Findings)
{
    /// <summary>What follows from the rows of a study.</summary>
    /// <param name="agents">All agents, in the experiment's order.</param>
    /// <param name="curves">Their learning curves.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="levels">Sizes of its level sets.</param>
    public static StudyResults Of(
        IReadOnlyList<AgentRow> agents, IReadOnlyList<CurveRow> curves, Experiment experiment, IReadOnlyList<LevelSetSizes> levels)
    {
        ILookup<string, CurveRow> curveOf = curves.ToLookup(c => c.Agent);
        IReadOnlyList<CapacityRow> cells = CapacityTable.Build(agents, experiment.Behaviour);
        IReadOnlyList<TrendRow> trends = Statistics.Trends.Of([.. agents.Select(a => new Subject(a, CurveRow.LastPhase(curveOf[a.Agent])))], experiment);
        IReadOnlyList<SearchRow> searches = SearchTable.Build(agents, SearchRuleFile.Default);
        return new StudyResults(agents, cells, searches, trends, Results.Findings.Of(agents, cells, searches, trends, experiment, levels));
    }
}
