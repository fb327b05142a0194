using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Statistics;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Results;

/// <summary>What came of a finished study; its agents are in its folder.</summary>
/// <param name="Cells">The capacity table.</param>
/// <param name="Searches">Who searches, by kind of network.</param>
/// <param name="Trends">Every test made.</param>
/// <param name="Findings">What it shows and what not, one finding each.</param>
public sealed record StudyResults(IReadOnlyList<CapacityRow> Cells, IReadOnlyList<SearchRow> Searches, IReadOnlyList<TrendRow> Trends, IReadOnlyList<string> Findings)
{
    /// <summary>What follows from the rows of a study, of which those of a cell are held at a time, and of an agent's what comparisons need.</summary>
    /// <param name="cells">All agents with their curves, cell by cell, in the experiment's order.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="levels">Sizes of its level sets.</param>
    /// <param name="token">Ends it.</param>
    public static StudyResults Of(
        IEnumerable<IReadOnlyList<(AgentRow Row, IReadOnlyList<CurvePoint> Curve)>> cells, Experiment experiment, IReadOnlyList<LevelSetSizes> levels, CancellationToken token)
    {
        List<CapacityRow> table = [];
        List<Subject> agents = [];
        foreach (IReadOnlyList<(AgentRow Row, IReadOnlyList<CurvePoint> Curve)> cell in cells)
        {
            CellFacts shared = cell[0].Row.CellFacts;
            table.AddRange(CapacityTable.Build(cell.Select(agent => agent.Row), experiment.Behaviour));
            agents.AddRange(cell.Select(agent => Subject.Of(agent.Row, agent.Curve, agent.Row.CellFacts == shared ? shared : null)));
        }
        IReadOnlyList<TrendRow> trends = Statistics.Trends.Until(agents, experiment, token);
        IReadOnlyList<SearchRow> searches = SearchTable.Build(agents, SearchRuleFile.Default);
        return new StudyResults(table, searches, trends, Results.Findings.Of(agents, table, searches, trends, experiment, levels));
    }
}
