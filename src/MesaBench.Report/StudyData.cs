using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Reports.Figures;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Verdicts;

namespace MesaBench.Reports;

/// <summary>How often agents of a cell that search pursue a proxy, and others. Competent agents with an inner objective, base or proxy.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Searching">Share of those that search.</param>
/// <param name="SearchingAgents">How many those are.</param>
/// <param name="Others">Share of the others that were asked.</param>
/// <param name="OtherAgents">How many those are.</param>
/// <param name="AskedForProxy">Competent agents that search and could be asked whether they do so for a proxy.</param>
internal sealed record ProxyBySearch(CellFacts Cell, Estimate Searching, int SearchingAgents, Estimate Others, int OtherAgents, int AskedForProxy)
{
    /// <summary>Of the agents of a cell.</summary>
    public static ProxyBySearch Of(IReadOnlyList<AgentRow> agents)
    {
        AgentRow[] told = [.. agents.Where(agent => agent is { Competent: true, Search.Value: >= SearchVerdict.NotShown } && (agent.RevealedObjective.IsBase || agent.RevealedObjective.IsProxy))];
        AgentRow[] searching = [.. told.Where(agent => agent.Search.Value == SearchVerdict.Searches)], others = [.. told.Except(searching)];
        static Estimate Share(AgentRow[] of) => Wilson.Share(of.Count(agent => agent.RevealedObjective.IsProxy), of.Length);
        return new ProxyBySearch(agents[0].CellFacts, Share(searching), searching.Length, Share(others), others.Length, agents.Count(agent => agent is { Competent: true, Planted: false, Search: { Value: SearchVerdict.Searches, CouldBeForProxy: true } }));
    }
}

/// <summary>What the report needs of a finished study, gathered in one pass over its rows.</summary>
internal sealed record StudyData
{
    /// <summary>So many agents are listed; all of them are in agents.csv.</summary>
    public const int MostListed = 5000;

    /// <summary>The experiment.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>What came of it.</summary>
    public required StudyResults Results { get; init; }

    /// <summary>Agents of the study.</summary>
    public required int Agents { get; init; }

    /// <summary>The first of them, in the experiment's order.</summary>
    public required IReadOnlyList<AgentRow> Listed { get; init; }

    /// <summary>Preference along training, cell by cell.</summary>
    public required IReadOnlyList<CellCurve> Curves { get; init; }

    /// <summary>Who searches and who pursues a proxy, cell by cell.</summary>
    public required IReadOnlyList<ProxyBySearch> ProxyBySearch { get; init; }

    /// <summary>Agents whose portraits stand for others.</summary>
    public required IReadOnlyList<Chosen> Chosen { get; init; }

    /// <summary>Gathers it.</summary>
    /// <param name="study">The study.</param>
    /// <param name="known">What came of it, where it is known already; null to work it out.</param>
    /// <param name="token">Ends it.</param>
    public static StudyData Of(FinishedStudy study, StudyResults? known, CancellationToken token)
    {
        List<AgentRow> listed = [];
        List<CellCurve> curves = [];
        List<ProxyBySearch> proxies = [];
        List<Candidate> candidates = [];
        IEnumerable<IReadOnlyList<(AgentRow Row, IReadOnlyList<CurvePoint> Curve)>> Noted()
        {
            foreach (IReadOnlyList<(AgentRow Row, IReadOnlyList<CurvePoint> Curve)> cell in study.Cells)
            {
                listed.AddRange(cell.Select(agent => agent.Row).Take(MostListed - listed.Count));
                curves.Add(CellCurve.Of(cell, study.Experiment.Behaviour));
                proxies.Add(Reports.ProxyBySearch.Of([.. cell.Select(agent => agent.Row)]));
                candidates.AddRange(cell.Where(agent => !agent.Row.Planted).Select(agent => Candidate.Of(agent.Row)));
                yield return cell;
            }
        }

        // Either way all cells go by.
        if (known is null) known = StudyResults.Of(Noted(), study.Experiment, study.Manifest.Levels, token);
        else foreach (IReadOnlyList<(AgentRow, IReadOnlyList<CurvePoint>)> _ in Noted()) token.ThrowIfCancellationRequested();
        return new StudyData
        {
            Experiment = study.Experiment,
            Results = known,
            Agents = study.Agents.Count,
            Listed = listed,
            Curves = curves,
            ProxyBySearch = proxies,
            Chosen = Reports.Chosen.Among(candidates),
        };
    }
}
