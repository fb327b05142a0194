using MesaBench.Engines;
using MesaBench.Experiments;

namespace MesaBench.Training;

/// <summary>Trains a cohort of agents in lockstep: rollouts of their own episodes, and learning from each.</summary>
public abstract class Trainer
{
    private readonly long updates;

    /// <summary>Prepares a cohort.</summary>
    /// <param name="setup">What the trainer is made for.</param>
    protected Trainer(TrainerSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        (Engine, Settings, updates) = (setup.Engine, setup.Settings, UpdatesOf(setup.Settings));
        Descent = new Descent(setup);
        Rollouts = new Rollouts(Engine, Descent.Actor, setup.World, Settings.Discount);
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
