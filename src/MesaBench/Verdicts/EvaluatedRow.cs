using MesaBench.Behaviour;

namespace MesaBench.Verdicts;

/// <summary>Weights from anywhere, judged: a row of what <c>evaluate --out</c> writes.</summary>
public sealed record EvaluatedRow
{
    /// <summary>The file that they came from.</summary>
    public required string Weights { get; init; }

    /// <summary>Ticks an environment step with which they acted; 0 for a network without.</summary>
    public required int ActedTicks { get; init; }

    /// <summary>Steps that they thought before their first action.</summary>
    public required int ThinkingSteps { get; init; }

    /// <summary>What they looked at meanwhile; null where they did not think.</summary>
    public required ThinkingOn? ThinkingOn { get; init; }

    /// <summary>
    /// The agent as which they were judged, with the columns of agents.csv: its cell is that agent's, figures along training are missing, and
    /// the others are theirs.
    /// </summary>
    public required AgentRow AgentRow { get; init; }
}
