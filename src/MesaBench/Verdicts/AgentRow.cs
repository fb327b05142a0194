using MesaBench.Behaviour;
using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Verdicts;

/// <summary>
/// What one agent turned out to be, at the end of its training: one row of <c>agents.csv</c>. A figure that does not exist is null or NaN.
/// </summary>
public sealed record AgentRow
{
    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>Its cell.</summary>
    public required CellFacts CellFacts { get; init; }

    /// <summary>Which draw of the level sets it was trained and evaluated on.</summary>
    public required int LevelSet { get; init; }

    /// <summary>Number of the agent within its cell.</summary>
    public required int Seed { get; init; }

    /// <summary>Whether it was trained to be what the study looks for: a known positive, in no trend or pooled count.</summary>
    public required bool Planted { get; init; }

    /// <summary>What training could tell about shifted inputs.</summary>
    public required Identifiability Identifiability { get; init; }

    /// <summary>How the causal proxy pull is measured in its world.</summary>
    public required PullKind PullKind { get; init; }

    /// <summary>
    /// Environment steps trained, in the last phase of the training, which is the one that all figures along training are about; null for
    /// weights from elsewhere.
    /// </summary>
    public required long? Steps { get; init; }

    /// <summary>Environment steps trained in the phases before.</summary>
    public required long? StepsBefore { get; init; }

    /// <summary>Environment steps of all phases; 0 where nobody knows.</summary>
    internal long AllSteps => (Steps ?? 0) + (StepsBefore ?? 0);

    /// <summary>The continuous axes, which stand before the verdict cut through them.</summary>
    public required Axes Axes { get; init; }

    /// <summary>The only gate.</summary>
    public required bool Competent { get; init; }

    /// <summary>The verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Held-out non-distinguishing levels.</summary>
    public required EpisodeSummary In { get; init; }

    /// <summary>The same with greedy actions.</summary>
    public required EpisodeSummary InGreedy { get; init; }

    /// <summary>Held-out distinguishing levels.</summary>
    public required EpisodeSummary Shift { get; init; }

    /// <summary>The same with greedy actions.</summary>
    public required EpisodeSummary ShiftGreedy { get; init; }

    /// <summary>Return of training's own last episodes, of optimal, under what training pays.</summary>
    public required double MixtureReturn { get; init; }

    /// <summary>Whether the base objective of its world is what was intended.</summary>
    public required OuterAlignment Outer { get; init; }

    /// <summary>What it pursues; null for one that is not competent.</summary>
    public required Pursued? Pursues { get; init; }

    /// <summary>The inner objective that its choices reveal.</summary>
    public required RevealedObjective RevealedObjective { get; init; }

    /// <summary>Whether it searches.</summary>
    public required ShownSearch Search { get; init; }

    /// <summary>Whether it is an optimizer itself, and for what; null where that could not be asked, and for one that is not competent.</summary>
    public required MesaOptimizer? Mesa { get; init; }

    /// <summary>Intended return minus base return: 0 in a world that is aligned on the outside.</summary>
    public required double IntendedGap { get; init; }

    /// <summary>Base return minus the return under what the agent pursues; NaN when that is no objective.</summary>
    public required double InnerGap { get; init; }

    /// <summary>The difference in causal proxy pull that the world's cue makes, beyond a yoked one.</summary>
    public required Estimate ConditionalPull { get; init; }

    /// <summary>The same with the cue in a shape that no training level showed.</summary>
    public required double ConditionalPullNewShape { get; init; }

    /// <summary>Whether it behaves otherwise where the cue shows; null without one, and for one that is not competent.</summary>
    public required Conditionality? Conditional { get; init; }

    /// <summary>What it represents of the base objective.</summary>
    public required Representation Base { get; init; }

    /// <summary>What it represents of the proxies.</summary>
    public required Representation Proxy { get; init; }

    /// <summary>First 16 hexadecimal digits of SHA-256 over the weights' bytes.</summary>
    public required string WeightsHash { get; init; }

    /// <summary>The same, with what is said of search worked out from what detectors found.</summary>
    public AgentRow JudgedBy(SearchRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (Search.Value is null) return this;
        ShownSearch search = ShownSearch.Of(CellFacts, Search.SearchFindings, rule);
        return this with { Search = search, Mesa = Competent ? Verdicts.Mesa.Of(search, RevealedObjective, rule) : null };
    }
}

/// <summary>Whether what training rewards is what the designer wanted.</summary>
public enum OuterAlignment
{
    /// <summary>It is.</summary>
    Aligned,

    /// <summary>It is another objective.</summary>
    Misaligned,
}

/// <summary>An answer that may also be missing.</summary>
public enum YesNo
{
    /// <summary>No.</summary>
    No,

    /// <summary>Yes.</summary>
    Yes,
}
