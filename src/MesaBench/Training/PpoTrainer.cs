using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;

namespace MesaBench.Training;

/// <summary>
/// Trains a cohort of agents in lockstep by proximal policy optimisation. All of it happens on the engine; the host only names the
/// operations. Each agent's course depends on its own key, levels and learning rate alone.
/// </summary>
public sealed class PpoTrainer : Trainer
{
    private readonly Tensor scratch;

    /// <summary>Prepares a cohort.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="network">The architecture all agents share.</param>
    /// <param name="settings">PPO's settings; steps and epochs are the agents'.</param>
    /// <param name="world">Descriptors and level tables of the agents.</param>
    /// <param name="initial">[agent] initial parameter vectors.</param>
    /// <param name="rates">[agent] learning rates.</param>
    public PpoTrainer(
        IEngine engine, Network network, TrainingSettings settings, WorldTensors world, IReadOnlyList<float[]> initial, IReadOnlyList<double> rates)
        : base(engine, network, settings, world, initial, rates) =>
        scratch = engine.Floats(initial.Count, 1, settings.Environments);

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
