using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Training;

/// <summary>Trains a cohort of agents in lockstep: rollouts of their own episodes, and learning from each.</summary>
public abstract class Trainer
{
    private readonly long updates;
    private readonly UpdateReport report;

    /// <summary>Prepares a cohort.</summary>
    /// <param name="setup">What the trainer is made for.</param>
    /// <param name="reportRows">Rows of numbers, one a sample, that its own diagnostics are made of.</param>
    /// <param name="exchangedChannels">Channels, the first, of whose states exchanges between environments may be due; null for none.</param>
    protected Trainer(TrainerSetup setup, int reportRows = 0, int? exchangedChannels = null)
    {
        ArgumentNullException.ThrowIfNull(setup);
        (Setup, updates) = (setup, UpdatesOf(setup.Settings));
        Descent = exchangedChannels is null && setup.Before?.Descent is { Exchanges: null } known ? known : new Descent(setup, exchangedChannels);
        Rollouts = setup.Before is { } before && before.Descent == Descent
            ? before.Rollouts : new Rollouts(Engine, Descent.Actor, setup.World, Settings.Discount);
        report = new UpdateReport(Engine, Rollouts.Samples, Descent.Statistics, reportRows);
    }

    /// <summary>What the trainer is made for.</summary>
    public TrainerSetup Setup { get; }

    /// <summary>The engine.</summary>
    protected IEngine Engine => Setup.Engine;

    /// <summary>The settings.</summary>
    protected TrainingSettings Settings => Setup.Settings;

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
        if (UpdatesDone == 0) Begin();
        Rollouts.Play();
        Learn();
        Rollouts.GoOn();
        UpdatesDone++;
    }

    /// <summary>
    /// [agent] what the last update came to. All that it is made of still lies on the engine: nothing is paid before somebody asks, and training
    /// goes on as if nobody had.
    /// </summary>
    public Diagnostics[] Diagnose() => PerAgent.Select(report.Read(Report), (left, _) => Diagnose(left));

    /// <summary>Begins the first episodes, on the levels of this trainer's setup.</summary>
    protected virtual void Begin()
    {
        WorldUpload.Describe(Engine, Setup.World, Setup.Stores, Setup.Levels);
        if (Setup.Before is { } before && before.Descent != Descent) Descent.Begin();
        Rollouts.Begin(Setup.Phase, Setup.Before?.Rollouts);
    }

    /// <summary>Learns from the rollout just played.</summary>
    protected abstract void Learn();

    /// <summary>Writes the rows that its own diagnostics are made of: [agent][row][sample].</summary>
    protected virtual void Report(Tensor rows)
    {
    }

    /// <summary>Diagnostics of an agent; a trainer adds its own to these, which all have.</summary>
    protected virtual Diagnostics Diagnose(AgentReport left) => left.Diagnostics;

    /// <summary>A factor that falls linearly from 1, at the first update, towards a last one.</summary>
    protected double Annealed(double last) => 1 - (1 - last) * ((double)UpdatesDone / updates);
}
