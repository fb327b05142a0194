using System.ComponentModel.DataAnnotations;

namespace MesaBench.Experiments;

/// <summary>
/// A part of a training. Parameters and the optimiser's moments carry over from the part before; episodes, learning-rate schedule, checkpoints and
/// the clock begin anew.
/// </summary>
public sealed record PhaseSpec
{
    /// <summary>Environment steps of the phase; null takes those that an agent is trained for.</summary>
    [Range(1.0, 1e12)]
    public long? Steps { get; init; }

    /// <summary>Fraction of distinguishing levels in the phase; null takes the cell's, as the last phase must.</summary>
    [Range(0.0, 1.0)]
    public double? Alpha { get; init; }

    /// <summary>The trainer of the phase; null takes the cell's, as the last phase must.</summary>
    public TrainerSpec? Trainer { get; init; }
}

/// <summary>A part of an agent's training.</summary>
/// <param name="Training">The settings; their steps are the phase's.</param>
/// <param name="Alpha">Fraction of distinguishing levels.</param>
/// <param name="Trainer">The trainer's entry; null for PPO.</param>
public sealed record Phase(TrainingSettings Training, double Alpha, TrainerSpec? Trainer);
