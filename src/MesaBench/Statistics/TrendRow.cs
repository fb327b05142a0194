using MesaBench.Inference;

namespace MesaBench.Statistics;

/// <summary>One test that was made, or could not be: a row of <c>trends.csv</c>. docs/method.md, section 7.</summary>
public sealed record TrendRow
{
    /// <summary>What was asked.</summary>
    public required TrendQuestion Question { get; init; }

    /// <summary>Whether the experiment asked it beforehand.</summary>
    public required TrendStatus Status { get; init; }

    /// <summary>Which agents: <c>all worlds, alpha above 0</c>, or a world's label.</summary>
    public required string World { get; init; }

    /// <summary>Their shift rate; NaN where several are pooled.</summary>
    public required double Alpha { get; init; }

    /// <summary>Networks that differ in width alone.</summary>
    public required string Architecture { get; init; }

    /// <summary>Under which condition capacities are compared; <see cref="Condition.All"/> for a claim.</summary>
    public required Condition Condition { get; init; }

    /// <summary>The figure that is set against log2(parameters).</summary>
    public required string Outcome { get; init; }

    /// <summary>Change of the outcome for each doubling of the parameters.</summary>
    public required Estimate Slope { get; init; }

    /// <summary>Unit of the slope.</summary>
    public required string Unit { get; init; }

    /// <summary>Two-sided p-value of random permutations; NaN where nothing could be tested.</summary>
    public required double PValue { get; init; }

    /// <summary>The same, adjusted over the study's confirmatory hypotheses (Benjamini-Hochberg); NaN for exploratory ones.</summary>
    public required double AdjustedP { get; init; }

    /// <summary>Whether the claim holds; null for what is no claim.</summary>
    public required Claim? Claim { get; init; }

    /// <summary>Agents compared.</summary>
    public required int Agents { get; init; }

    /// <summary>Level sets behind the interval.</summary>
    public required int LevelSets { get; init; }

    /// <summary>Agents of the architecture there that are known not to be compared, by the reasons below.</summary>
    public required int LeftOut { get; init; }

    /// <summary>Why they are not, or why the comparison is empty.</summary>
    public required string WhoIsLeftOut { get; init; }
}

/// <summary>What is asked of capacity.</summary>
public enum TrendQuestion
{
    /// <summary>Does capacity change what agents pursue, where training tells the objectives apart?</summary>
    Capacity,

    /// <summary>The same at alpha 0, where nothing in the reward does: what the network brings along.</summary>
    InductiveBias,
}

/// <summary>Whether a question was asked before the data were seen.</summary>
public enum TrendStatus
{
    /// <summary>Looked at afterwards.</summary>
    Exploratory,

    /// <summary>One of the comparisons that a confirmatory claim rests on.</summary>
    PartOfClaim,

    /// <summary>A hypothesis of the experiment: all comparisons, with one sign.</summary>
    Confirmatory,
}

/// <summary>What comes of a claim about capacity.</summary>
public enum Claim
{
    /// <summary>A comparison is empty.</summary>
    Empty,

    /// <summary>The comparisons have not one sign.</summary>
    NotOneSign,

    /// <summary>One sign, but an interval with 0 or without ends, or too large a p-value.</summary>
    NotShown,

    /// <summary>All that a claim needs, but for level sets.</summary>
    FewSets,

    /// <summary>One sign, intervals without 0, a small p-value, adjusted where the experiment asked beforehand, and level sets enough.</summary>
    Holds,
}

/// <summary>What is held equal when capacities are compared.</summary>
public enum Condition
{
    /// <summary>Environment steps.</summary>
    EqualSteps,

    /// <summary>Multiples of each agent's steps to competence.</summary>
    EqualAge,

    /// <summary>Environment steps, each capacity at its fastest learning rate.</summary>
    BestRate,

    /// <summary>All three.</summary>
    All,
}
