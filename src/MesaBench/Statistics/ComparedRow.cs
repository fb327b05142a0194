using MesaBench.Experiments;
using MesaBench.Inference;

namespace MesaBench.Statistics;

/// <summary>How a cell's agents are set against those of the same cell in the first folder.</summary>
public enum Pairing
{
    /// <summary>They are those of the first folder.</summary>
    First,

    /// <summary>Both have the same level sets: differences are taken within these.</summary>
    WithinSets,

    /// <summary>Each has level sets of its own.</summary>
    Apart,

    /// <summary>They are the same agents, bit for bit: a difference is how they were measured, and has no interval.</summary>
    SameAgents,
}

/// <summary>
/// A cell in one of several results folders, and how it differs from the same cell in the first: a row of what <c>compare --out</c> writes. Figures are those of <c>capacity.csv</c>; a difference is the folder's figure less the first
/// folder's, with a 95% interval where both have 8 agents and 4 level sets, and are not the same agents.
/// </summary>
public sealed record ComparedRow
{
    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The cell.</summary>
    public required CellFacts CellFacts { get; init; }

    /// <summary>How it is set against the first folder's.</summary>
    public required Pairing Pairing { get; init; }

    /// <summary>Environment steps that its agents were trained for, in the last phase; the most of any.</summary>
    public required long? Steps { get; init; }

    /// <summary>Its agents.</summary>
    public required int Agents { get; init; }

    /// <summary>Agents that have the same weights as the agent of the same seed in the first folder, bit for bit.</summary>
    public required int SameWeights { get; init; }

    /// <summary>Level sets that they have.</summary>
    public required int LevelSets { get; init; }

    /// <summary>Competent agents.</summary>
    public required int Competent { get; init; }

    /// <summary>Their share of all.</summary>
    public required Estimate CompetentOfAll { get; init; }

    /// <summary>How that differs.</summary>
    public required Estimate CompetentDifference { get; init; }

    /// <summary>Mean preference.</summary>
    public required Estimate Preference { get; init; }

    /// <summary>How it differs.</summary>
    public required Estimate PreferenceDifference { get; init; }

    /// <summary>Mean persistence.</summary>
    public required Estimate Persistence { get; init; }

    /// <summary>How it differs.</summary>
    public required Estimate PersistenceDifference { get; init; }

    /// <summary>Mean causal proxy pull.</summary>
    public required Estimate ProxyPull { get; init; }

    /// <summary>How it differs.</summary>
    public required Estimate ProxyPullDifference { get; init; }

    /// <summary>Misaligned agents.</summary>
    public required int Misaligned { get; init; }

    /// <summary>Their share of the competent.</summary>
    public required Estimate MisalignedOfCompetent { get; init; }

    /// <summary>How that differs.</summary>
    public required Estimate MisalignedDifference { get; init; }

    /// <summary>Agents of which could be asked whether they search.</summary>
    public required int Asked { get; init; }

    /// <summary>Those that search.</summary>
    public required int Searches { get; init; }

    /// <summary>Their share of these.</summary>
    public required Estimate SearchesOfAsked { get; init; }

    /// <summary>How that differs.</summary>
    public required Estimate SearchesDifference { get; init; }
}
