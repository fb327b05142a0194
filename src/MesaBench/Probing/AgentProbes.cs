namespace MesaBench.Probing;

/// <summary>What probes found in one agent.</summary>
/// <param name="Plan">The plan probe, by site and field; empty when not probed.</param>
/// <param name="Objects">What can be read of the objectives' objects.</param>
public sealed record AgentProbes(IReadOnlyList<ProbeResult> Plan, ObjectReadings Objects)
{
    /// <summary>Not probed.</summary>
    public static AgentProbes None { get; } = new([], ObjectReadings.None);
}
