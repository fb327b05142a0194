using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Training;

/// <summary>
/// Trains a cohort of agents in lockstep by proximal policy optimisation. All of it happens on the engine; the host only names the
/// operations. Each agent's course depends on its own key, levels and learning rate alone.
/// </summary>
public sealed class PpoTrainer : Trainer
{
    private readonly Tensor scratch;

    /// <summary>Prepares a cohort.</summary>
    /// <param name="setup">What the trainer is made for.</param>
    public PpoTrainer(TrainerSetup setup)
        : base(setup) =>
        scratch = Engine.Floats(setup.Initial.Count, 1, Settings.Environments);

    /// <inheritdoc/>
    protected override void Learn()
    {
        (int environments, int steps) = (Settings.Environments, Settings.StepsPerUpdate);
        Tensor head = Rollouts.Actor.Experience.Head, samples = Rollouts.Samples;
        Engine.Run(new AdvantageEstimate(head, samples, environments, steps, (float)Settings.Discount, (float)Settings.GaeLambda));
        Engine.Run(new NormaliseAdvantages(samples, Descent.Statistics, scratch, environments, steps));
        PolicyLoss loss = new(
            (float)Settings.Clip, (float)(Settings.EntropyBonus * Annealed(Settings.FinalEntropyBonus)), (float)Settings.ValueWeight);
        for (int epoch = 0; epoch < Settings.Epochs; epoch++)
        {
            Descent.Step(isFirst: epoch == 0, Annealed(Settings.FinalLearningRate), (first, count, gradient) => Engine.Run(new PolicyLossGradient(
                head.ColumnRange(first, count), samples.ColumnRange(first, count), gradient, Descent.Statistics, loss)));
        }
    }
}
