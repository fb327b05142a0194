using MesaBench.Experiments;

namespace MesaBench.Training;

/// <summary>No training: agents are judged with the weights that they start from, at 0 steps.</summary>
[CatalogName("none", "no training: the weights are those of the start, or random ones")]
public sealed record NoTrainingSpec : TrainerSpec, ITrainerSource
{
    /// <inheritdoc/>
    public override bool Trains => false;

    /// <inheritdoc/>
    protected override string Method => "none";

    /// <inheritdoc/>
    protected override string MethodDescription => "not trained";

    /// <inheritdoc/>
    public Trainer Open(TrainerSetup setup) => new NoTrainer(setup);
}

/// <summary>Holds a cohort that nobody trains, so that it is measured as others are.</summary>
internal sealed class NoTrainer(TrainerSetup setup) : Trainer(setup)
{
    /// <inheritdoc/>
    protected override void Learn() => throw new InvalidOperationException("an update of agents that are not trained");

    /// <inheritdoc/>
    protected override Diagnostics Diagnose(AgentReport left) => new() { Entropy = double.NaN, GradientNorm = double.NaN };
}
