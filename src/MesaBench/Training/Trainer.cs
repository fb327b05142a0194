using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;

namespace MesaBench.Training;

/// <summary>Trains a cohort of agents in lockstep: rollouts of their own episodes, and learning from each.</summary>
public abstract class Trainer
{
    private readonly long updates;

    /// <summary>Prepares a cohort.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="network">The architecture all agents share.</param>
    /// <param name="settings">The settings, the agents' own.</param>
    /// <param name="world">Descriptors and level tables of the agents.</param>
    /// <param name="initial">[agent] initial parameter vectors.</param>
    /// <param name="rates">[agent] learning rates.</param>
    protected Trainer(
        IEngine engine, Network network, TrainingSettings settings, WorldTensors world, IReadOnlyList<float[]> initial, IReadOnlyList<double> rates)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (Engine, Settings, updates) = (engine, settings, UpdatesOf(settings));
        Descent = new Descent(engine, network, settings, initial, rates);
        Rollouts = new Rollouts(engine, Descent.Actor, world, settings.Discount);
    }

    /// <summary>The engine.</summary>
    protected IEngine Engine { get; }

    /// <summary>The settings.</summary>
    protected TrainingSettings Settings { get; }

    /// <summary>Training's own episodes.</summary>
    public Rollouts Rollouts { get; }

    /// <summary>[agent][row][64] the agents' parameters.</summary>
    public Tensor Parameters => Descent.Parameters;

    /// <summary>Updates done.</summary>
    public long UpdatesDone { get; private set; }

    /// <summary>Environment steps each agent has done.</summary>
    public long StepsDone => UpdatesDone * Settings.Environments * Settings.StepsPerUpdate;

    /// <summary>The optimiser.</summary>
    internal Descent Descent { get; }

    /// <summary>Updates that a training takes: its steps, rounded up to whole updates.</summary>
    public static long UpdatesOf(TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        long batch = (long)settings.Environments * settings.StepsPerUpdate;
        return (settings.Steps + batch - 1) / batch;
    }

    /// <summary>Plays one rollout and learns from it.</summary>
    public void Update()
    {
        Rollouts.Play();
        Learn();
        Rollouts.GoOn();
        UpdatesDone++;
    }

    /// <summary>Learns from the rollout just played.</summary>
    protected abstract void Learn();

    /// <summary>A factor that falls linearly from 1, at the first update, towards a last one.</summary>
    protected double Annealed(double last) => 1 - (1 - last) * ((double)UpdatesDone / updates);
}
