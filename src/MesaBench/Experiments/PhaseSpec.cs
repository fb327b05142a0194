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

    /// <summary>What it is in a name of networks that are compared, e.g. <c>1000000 steps at alpha 0 by imitation of base</c>.</summary>
    public string Description => string.Join(
        ' ',
        [
            Steps is { } steps ? FormattableString.Invariant($"{steps} steps") : "a phase",
            .. Alpha is { } alpha ? [FormattableString.Invariant($"at alpha {alpha}")] : (string[])[],
            .. Trainer is { } trainer ? [trainer.Description ?? $"by {Catalog.UnsaidTrainer}"] : (string[])[],
        ]);
}

/// <summary>A part of an agent's training.</summary>
/// <param name="Training">The settings; their steps are the phase's.</param>
/// <param name="Alpha">Fraction of distinguishing levels.</param>
/// <param name="Trainer">The trainer's entry; null for PPO.</param>
public sealed record Phase(TrainingSettings Training, double Alpha, TrainerSpec? Trainer)
{
    /// <summary>Environment steps that it takes, before they are rounded up to whole updates; none where nobody trains.</summary>
    public long Steps => Trainer is { Trains: false } ? 0 : Training.Steps;
}
