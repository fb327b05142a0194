using System.ComponentModel.DataAnnotations;

namespace MesaBench.Experiments;

/// <summary>Training settings that a world's entry replaces; null takes the experiment's.</summary>
public sealed record TrainingOverrides
{
    /// <summary>Environment steps an agent trains for; null takes the experiment's, and a network's own comes first.</summary>
    [Range(1.0, 1e12)]
    public long? Steps { get; init; }

    /// <summary>Parts of the training; null takes the experiment's.</summary>
    public IReadOnlyList<PhaseSpec>? Phases { get; init; }

    /// <summary>Environments of one agent, a multiple of 16; null takes the experiment's.</summary>
    [Range(16, 4096)]
    public int? Environments { get; init; }

    /// <summary>Steps of each environment between updates; null takes the experiment's.</summary>
    [Range(2, 1024)]
    public int? StepsPerUpdate { get; init; }

    /// <summary>Passes over each rollout; null takes the experiment's, and a network's own comes first.</summary>
    [Range(1, 100)]
    public int? Epochs { get; init; }

    /// <summary>Lambda of generalised advantage estimation; null takes the experiment's.</summary>
    [Range(0.0, 1.0)]
    public double? GaeLambda { get; init; }

    /// <summary>PPO's clip range of the probability ratio; null takes the experiment's.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double? Clip { get; init; }

    /// <summary>Weight of the entropy bonus at the start; null takes the experiment's.</summary>
    [Range(0.0, 1.0)]
    public double? EntropyBonus { get; init; }

    /// <summary>Fraction of itself to which the entropy bonus falls linearly; null takes the experiment's.</summary>
    [Range(0.0, 1.0)]
    public double? FinalEntropyBonus { get; init; }

    /// <summary>Weight of the squared value error; null takes the experiment's.</summary>
    [Range(0.0, 100.0)]
    public double? ValueWeight { get; init; }

    /// <summary>Euclidean norm that the gradient is scaled down to; null takes the experiment's.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double? MaxGradientNorm { get; init; }

    /// <summary>Adam learning rates, one cell each; null takes the experiment's, and a network's own come first.</summary>
    [Range(1e-7, 1.0), MinLength(1)]
    public IReadOnlyList<double>? LearningRates { get; init; }

    /// <summary>Fraction of itself to which the learning rate falls linearly; null takes the experiment's.</summary>
    [Range(0.0, 1.0)]
    public double? FinalLearningRate { get; init; }

    /// <summary>Settings with what these replace.</summary>
    public TrainingSettings Over(TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings with
        {
            Steps = Steps ?? settings.Steps,
            Phases = Phases ?? settings.Phases,
            Environments = Environments ?? settings.Environments,
            StepsPerUpdate = StepsPerUpdate ?? settings.StepsPerUpdate,
            Epochs = Epochs ?? settings.Epochs,
            GaeLambda = GaeLambda ?? settings.GaeLambda,
            Clip = Clip ?? settings.Clip,
            EntropyBonus = EntropyBonus ?? settings.EntropyBonus,
            FinalEntropyBonus = FinalEntropyBonus ?? settings.FinalEntropyBonus,
            ValueWeight = ValueWeight ?? settings.ValueWeight,
            MaxGradientNorm = MaxGradientNorm ?? settings.MaxGradientNorm,
            LearningRates = LearningRates ?? settings.LearningRates,
            FinalLearningRate = FinalLearningRate ?? settings.FinalLearningRate,
        };
    }
}

/// <summary>Sizes of level sets that a world's entry replaces; null takes the experiment's.</summary>
public sealed record LevelOverrides
{
    /// <summary>Non-distinguishing training levels a set; null takes the experiment's.</summary>
    [Range(1, 1_000_000)]
    public int? Training { get; init; }

    /// <summary>Distinguishing training levels a set; null takes the experiment's.</summary>
    [Range(1, 1_000_000)]
    public int? TrainingDistinguishing { get; init; }

    /// <summary>Held-out levels a set, of each class; null takes the experiment's.</summary>
    [Range(1, 1_000_000)]
    public int? HeldOut { get; init; }

    /// <summary>Settings with what these replace.</summary>
    public LevelSettings Over(LevelSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings with
        {
            Training = Training ?? settings.Training,
            TrainingDistinguishing = TrainingDistinguishing ?? settings.TrainingDistinguishing,
            HeldOut = HeldOut ?? settings.HeldOut,
        };
    }
}
