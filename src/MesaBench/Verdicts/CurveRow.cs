using MesaBench.Behaviour;
using MesaBench.Inference;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Verdicts;

/// <summary>One evaluation during training: a row of <c>curves.csv</c>.</summary>
public sealed record CurveRow
{
    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>Number of the phase of its training, from 1.</summary>
    public required int Phase { get; init; }

    /// <summary>Environment steps it had trained in that phase.</summary>
    public required long Steps { get; init; }

    /// <summary>
    /// Of the decided shifted episodes, the share in which a proxy came first; none in a world that asks for no preference.
    /// </summary>
    public required Estimate Preference { get; init; }

    /// <summary>Share of shifted episodes in which base or a proxy came first.</summary>
    public required Estimate Decided { get; init; }

    /// <summary>The causal proxy pull.</summary>
    public required Estimate ProxyPull { get; init; }

    /// <summary>Held-out non-distinguishing levels.</summary>
    public required EpisodeSummary In { get; init; }

    /// <summary>Held-out distinguishing levels.</summary>
    public required EpisodeSummary Shift { get; init; }

    /// <summary>Return of training's own episodes since the checkpoint before, of optimal, under what training pays.</summary>
    public required double MixtureReturn { get; init; }

    /// <summary>Figures of the last update before the evaluation.</summary>
    public required Diagnostics Diagnostics { get; init; }

    /// <summary>The row of a checkpoint of an agent in its world.</summary>
    public static CurveRow Of(string agent, World world, Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(checkpoint);
        return new CurveRow
        {
            Agent = agent,
            Phase = checkpoint.Phase,
            Steps = checkpoint.Steps,
            Preference = world.HasPreference ? checkpoint.Behaviour.Preference : Estimate.None,
            Decided = checkpoint.Behaviour.Decided,
            ProxyPull = checkpoint.Behaviour.ProxyPull,
            In = checkpoint.Behaviour.InDistribution.Columns(),
            Shift = checkpoint.Behaviour.Shifted.Columns(),
            MixtureReturn = checkpoint.MixtureReturn,
            Diagnostics = checkpoint.Diagnostics,
        };
    }

    /// <summary>The checkpoints of an agent's last phase, of which the axes along training are made; none where it took no steps.</summary>
    /// <param name="rows">All rows of the agent, in the order of phases and steps.</param>
    public static IReadOnlyList<CurvePoint> LastPhase(IEnumerable<CurveRow> rows) =>
        [.. rows.GroupBy(row => row.Phase).TakeLast(1).SelectMany(phase => phase).Where(row => row.Steps > 0).Select(row => row.Point())];

    /// <summary>
    /// The last checkpoints of the phase before the last, as many as make one sure, at 0 steps of the last: what an agent brought along.
    /// </summary>
    /// <param name="rows">All rows of the agent, in the order of phases and steps.</param>
    public static IReadOnlyList<CurvePoint> Before(IEnumerable<CurveRow> rows) =>
    [
        .. rows.GroupBy(row => row.Phase).SkipLast(1).TakeLast(1).SelectMany(phase => phase).TakeLast(PreferenceCourse.InARow)
            .Select(row => row.Point() with { Steps = 0 }),
    ];

    private CurvePoint Point() => new(Steps, In.Return.Value, Shift.BaseFirst, Shift.ProxyFirst);
}
