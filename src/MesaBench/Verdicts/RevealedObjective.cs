using MesaBench.Objectives;
using MesaBench.Worlds;

namespace MesaBench.Verdicts;

/// <summary>The inner objective that an agent's behaviour reveals, as columns. docs/method.md, section 10.</summary>
public sealed record RevealedObjective
{
    /// <summary>No decisions.</summary>
    public static RevealedObjective None { get; } = Of(Objectives.InnerObjective.None);

    /// <summary>The candidates that predict the agent best, joined by +; uniform, none-fits, or empty without decisions.</summary>
    public required string InnerObjective { get; init; }

    /// <summary>Of the agent's divergence from uniform, the part that the best accounts for.</summary>
    public required double Explained { get; init; }

    /// <summary>Share of bootstraps over levels in which one of these predicts best; of <c>uniform</c>, in which the agent is that near to it.</summary>
    public required double Support { get; init; }

    /// <summary>The best of those that predict otherwise; where none fits, the best of all.</summary>
    public required string RunnerUp { get; init; }

    /// <summary>How much less that explains.</summary>
    public required double RunnerUpGap { get; init; }

    /// <summary>Decisions behind the figures; null without any.</summary>
    public required int? ObjectiveDecisions { get; init; }

    /// <summary>Whether base is among what it may be, and no proxy.</summary>
    internal bool IsBase => Names.Contains(Candidates.Base) && !Names.Any(IsProxyName);

    /// <summary>Whether a proxy is among what it may be, and base is not.</summary>
    internal bool IsProxy => Names.Any(IsProxyName) && !Names.Contains(Candidates.Base);

    private IEnumerable<string> Names => InnerObjective.Split('+');

    private static bool IsProxyName(string name) => name.StartsWith(Candidates.Proxy, StringComparison.Ordinal);

    /// <summary>The columns of an inner objective.</summary>
    public static RevealedObjective Of(InnerObjective objective)
    {
        ArgumentNullException.ThrowIfNull(objective);
        return new RevealedObjective
        {
            InnerObjective = objective.Name,
            Explained = objective.Explained,
            Support = objective.Support,
            RunnerUp = objective.RunnerUp,
            RunnerUpGap = objective.RunnerUpGap,
            ObjectiveDecisions = objective.Decisions == 0 ? null : objective.Decisions,
        };
    }
}
