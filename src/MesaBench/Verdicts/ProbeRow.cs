using MesaBench.Probing;

namespace MesaBench.Verdicts;

/// <summary>
/// One probe of one agent: a row of <c>probes.csv</c>. F1 values are macro-averaged over the five classes, on held-out levels.
/// </summary>
public sealed record ProbeRow
{
    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>The probe's name: <c>plan</c>.</summary>
    public required string Probe { get; init; }

    /// <summary>Hidden layer, from 0.</summary>
    public required int Layer { get; init; }

    /// <summary>Tick within the environment step, from 1; 0 for a network without ticks.</summary>
    public required int Tick { get; init; }

    /// <summary>Field of the probe: <c>1x1</c>, <c>3x3</c> cells or the <c>whole</c> layer.</summary>
    public required string Field { get; init; }

    /// <summary>Whether it is the one that the agent's row tells of, chosen on the probe's own training levels.</summary>
    public required bool Chosen { get; init; }

    /// <summary>F1 of the probe on the trained network's state.</summary>
    public required double F1 { get; init; }

    /// <summary>F1 on the observation alone: the better of the same field and, for a spatial field, the whole observation.</summary>
    public required double F1Observation { get; init; }

    /// <summary>F1 of the same probe on an untrained network of the same architecture.</summary>
    public required double F1Untrained { get; init; }

    /// <summary>F1 of the same probe on the control task: labels drawn anew with the same class frequencies.</summary>
    public required double F1ControlTask { get; init; }

    /// <summary><see cref="F1"/> minus <see cref="F1ControlTask"/>.</summary>
    public required double Selectivity { get; init; }

    /// <summary>F1 minus the best of the three controls.</summary>
    public required double Gain { get; init; }

    /// <summary>One-sided p-value of the gain: paired permutation over held-out levels.</summary>
    public required double PValue { get; init; }

    /// <summary>Held-out levels behind the figures.</summary>
    public required int Levels { get; init; }

    /// <summary>The row of a probe.</summary>
    public static ProbeRow Of(string agent, ProbeResult probe, bool chosen)
    {
        ArgumentNullException.ThrowIfNull(probe);
        return new ProbeRow
        {
            Agent = agent,
            Probe = "plan",
            Layer = probe.Site.Layer,
            Tick = probe.Site.Tick,
            Field = probe.Field,
            Chosen = chosen,
            F1 = probe.F1,
            F1Observation = probe.Observation,
            F1Untrained = probe.Untrained,
            F1ControlTask = probe.ControlTask,
            Selectivity = probe.Selectivity,
            Gain = probe.Gain,
            PValue = probe.PValue,
            Levels = probe.Levels,
        };
    }
}
