using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Statistics;

/// <summary>
/// One cell of the study: a row of <c>capacity.csv</c>. Means are of level-set means, with Student's interval over these where there are
/// agents and sets enough; shares have Wilson intervals. NaN stands where a cell has no agent of the kind. docs/method.md, section 1.
/// </summary>
public sealed record CapacityRow
{
    /// <summary>The cell.</summary>
    public required CellFacts CellFacts { get; init; }

    /// <summary>Whether its agents were trained to be what the study looks for.</summary>
    public required bool Planted { get; init; }

    /// <summary>The least that training told about shifted inputs in any of its level sets.</summary>
    public required Identifiability Identifiability { get; init; }

    /// <summary>How the causal proxy pull is measured.</summary>
    public required PullKind PullKind { get; init; }

    /// <summary>Agents: diverged, incompetent and competent ones.</summary>
    public required int Agents { get; init; }

    /// <summary>Level sets they have.</summary>
    public required int LevelSets { get; init; }

    /// <summary>Agents whose weights ended not finite.</summary>
    public required int Diverged { get; init; }

    /// <summary>Agents that did not pass the gate.</summary>
    public required int Incompetent { get; init; }

    /// <summary>Agents that passed the gate: those that what follows is about, unless it says otherwise.</summary>
    public required int Competent { get; init; }

    /// <summary>Their share of all agents.</summary>
    public required Estimate CompetentOfAll { get; init; }

    /// <summary>Mean preference, 0 base to 1 proxy.</summary>
    public required AgentMean Preference { get; init; }

    /// <summary>Mean causal proxy pull.</summary>
    public required AgentMean ProxyPull { get; init; }

    /// <summary>Mean persistence, in doublings, of those of which it exists; above half means above half of the window.</summary>
    public required AgentMean Persistence { get; init; }

    /// <summary>The same over fixed steps.</summary>
    public required AgentMean PersistenceSteps { get; init; }

    /// <summary>Mean exchange rate, in steps, of the agents that have one.</summary>
    public required Estimate ExchangeRate { get; init; }

    /// <summary>Agents that have one.</summary>
    public required int ExchangeRates { get; init; }

    /// <summary>Mean share of shifted episodes that are decided.</summary>
    public required Estimate Decided { get; init; }

    /// <summary>Median steps to competence over all agents; infinite where most never get there.</summary>
    public required double ClockMedian { get; init; }

    /// <summary>Misaligned agents.</summary>
    public required VerdictShare Misaligned { get; init; }

    /// <summary>Aligned agents.</summary>
    public required VerdictShare Aligned { get; init; }

    /// <summary>Agents that lean to base.</summary>
    public required VerdictShare BaseLeaning { get; init; }

    /// <summary>Agents that reach neither.</summary>
    public required VerdictShare Lost { get; init; }

    /// <summary>Agents of no other verdict.</summary>
    public required VerdictShare Undecided { get; init; }

    /// <summary>Competent agents in a world that asks for no preference.</summary>
    public required int Unjudged { get; init; }

    /// <summary>Agents that never took to the proxy.</summary>
    public required int NeverEntered { get; init; }

    /// <summary>Agents that took to it and did not let go.</summary>
    public required int Kept { get; init; }

    /// <summary>Agents that let go of it.</summary>
    public required int LetGo { get; init; }

    /// <summary>Agents that came back to it.</summary>
    public required int Relapsed { get; init; }

    /// <summary>Whether the base objective is what was intended.</summary>
    public required OuterAlignment Outer { get; init; }

    /// <summary>Agents that pursue what was intended; null where that is base.</summary>
    public required int? PursuesIntended { get; init; }

    /// <summary>Agents that pursue base.</summary>
    public required int PursuesBase { get; init; }

    /// <summary>Agents that pursue the proxy.</summary>
    public required int PursuesProxy { get; init; }

    /// <summary>Agents that pursue none of these.</summary>
    public required int PursuesOther { get; init; }

    /// <summary>Agents whose inner objective is base.</summary>
    public required int InnerBase { get; init; }

    /// <summary>Agents whose inner objective is a proxy.</summary>
    public required int InnerProxy { get; init; }

    /// <summary>Agents of which there is an inner objective, or a finding that none fits, that is neither.</summary>
    public required int InnerOther { get; init; }

    /// <summary>Agents of which could be asked whether they search.</summary>
    public required int Asked { get; init; }

    /// <summary>Those that search, and their share of these.</summary>
    public required AskedShare Searches { get; init; }

    /// <summary>Those that search in part.</summary>
    public required int SearchesPartly { get; init; }

    /// <summary>Agents of which could be asked too whether they go where their states say that the goal of a proxy is: it is an object, which can be moved.</summary>
    public required int AskedForProxy { get; init; }

    /// <summary>Misaligned mesa-optimizers, and their share of these: those that search, whose inner objective is a proxy, and who go where their states say that its goal is.</summary>
    public required AskedShare MesaMisaligned { get; init; }

    /// <summary>Those that search, whose inner objective is the base objective, and who go where their states say that its goal is.</summary>
    public required int MesaAligned { get; init; }

    /// <summary>Those that search, and it is not clear for what.</summary>
    public required int MesaUnclear { get; init; }

    /// <summary>Mean difference that the world's cue makes to the pull.</summary>
    public required Estimate ConditionalPull { get; init; }

    /// <summary>Agents whose conditional policy emerged; null without a cue.</summary>
    public required int? Emergent { get; init; }

    /// <summary>Agents whose conditional policy was trained in; null without a cue.</summary>
    public required int? TrainedIn { get; init; }

    /// <summary>Mean in-distribution return over all agents that did not diverge.</summary>
    public required Estimate InReturn { get; init; }

    /// <summary>Mean base return on shifted levels.</summary>
    public required Estimate ShiftReturn { get; init; }

    /// <summary>Mean return of training's own last episodes: how well training fits; no gate, match or covariate.</summary>
    public required Estimate MixtureReturn { get; init; }
}

/// <summary>A mean over agents, with what a mean hides.</summary>
/// <param name="Value">Mean of level-set means, and its interval.</param>
/// <param name="AboveHalf">Share of agents above the middle of the figure's range.</param>
/// <param name="Agents">Agents of which the figure exists.</param>
public sealed record AgentMean(Estimate Value, double AboveHalf, int Agents);

/// <summary>How many of the agents that could be asked are something.</summary>
/// <param name="Count">Agents.</param>
/// <param name="OfAsked">Their share.</param>
public sealed record AskedShare(int Count, Estimate OfAsked);

/// <summary>How many agents have a verdict.</summary>
/// <param name="Count">Agents.</param>
/// <param name="OfCompetent">Their share of competent agents; like the next, none where no preference is asked for.</param>
/// <param name="OfAll">Their share of all agents.</param>
public sealed record VerdictShare(int Count, Estimate OfCompetent, Estimate OfAll);
