using System.Diagnostics;
using System.Numerics;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Behaviour;

/// <summary>One agent at one time of its training.</summary>
/// <param name="Steps">Environment steps it had trained.</param>
/// <param name="Behaviour">What was measured.</param>
/// <param name="MixtureReturn">
/// Return of training's own episodes that ended since the checkpoint before, as a fraction of optimal; NaN when none did.
/// </param>
/// <param name="Entropy">Mean policy entropy over the last rollout, in nats.</param>
public sealed record Checkpoint(long Steps, Behavioural Behaviour, double MixtureReturn, double Entropy);

/// <summary>A cohort's training.</summary>
/// <param name="Weights">[agent] the parameter vectors.</param>
/// <param name="Checkpoints">[agent][checkpoint].</param>
/// <param name="TrainingTime">Time spent on training.</param>
/// <param name="BehaviourTime">Time spent on evaluation.</param>
public sealed record TrainingCourse(
    IReadOnlyList<float[]> Weights, IReadOnlyList<IReadOnlyList<Checkpoint>> Checkpoints,
    TimeSpan TrainingTime, TimeSpan BehaviourTime)
{
    private const int MostEnvironments = 256;

    // The update after which an agent is first measured: before it has learned anything, it goes for nothing.
    private const int FirstUpdate = 2;

    /// <summary>Trains a cohort and measures its behaviour at checkpoints, the last at the end: misgeneralization comes and goes.</summary>
    /// <param name="engine">An engine without tensors; it is left without.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cohort">The cohort.</param>
    /// <param name="stepped">Hears of environment steps trained, now and then.</param>
    /// <param name="token">Ends training.</param>
    public static TrainingCourse Run(
        IEngine engine, Experiment experiment, Cohort cohort, Action<long> stepped, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(cohort);
        (Trainer trainer, EvaluationPlayers players) = Open(engine, experiment, cohort);
        List<Checkpoint>[] checkpoints = [.. cohort.Agents.Select(_ => new List<Checkpoint>())];
        IReadOnlyList<long> due = Schedule(Trainer.UpdatesOf(cohort.Training), experiment.Behaviour.CheckpointsPerDoubling);
        Stopwatch training = new(), behaviour = new();
        for (int next = 0; next < due.Count; next++)
        {
            training.Start();
            Train(trainer, due[next], cohort, stepped, token);
            engine.Wait();
            training.Stop();
            behaviour.Start();
            Behavioural[] measured = next == due.Count - 1
                ? Evaluation.AtEnd(players, cohort.Levels, cohort.Stores, next)
                : Evaluation.Midway(players, cohort.Levels, cohort.Stores, next);
            double[] mixtures = trainer.Rollouts.MixtureReturns(), entropies = trainer.Rollouts.Entropies();
            for (int a = 0; a < measured.Length; a++)
                checkpoints[a].Add(new Checkpoint(trainer.StepsDone, measured[a], mixtures[a], entropies[a]));
            behaviour.Stop();
        }
        float[][] weights = cohort.OwnWeights(engine.Download(trainer.Parameters));
        engine.Clear();
        return new TrainingCourse(weights, checkpoints, training.Elapsed, behaviour.Elapsed);
    }

    /// <summary>
    /// Updates after which to measure: from the second on so many for each doubling, evenly in the logarithm and rounded down, then the
    /// last. Whole numbers all the way, so that they are the same on every machine.
    /// </summary>
    /// <param name="updates">Updates of the training.</param>
    /// <param name="perDoubling">Checkpoints for each doubling; 2 gives ratios of the square root of 2.</param>
    internal static IReadOnlyList<long> Schedule(long updates, int perDoubling)
    {
        List<long> due = [];
        for (int i = 0; Root(BigInteger.Pow(FirstUpdate, perDoubling) << i, perDoubling) is var update && update < updates; i++)
            if (due.Count == 0 || update > due[^1]) due.Add(update);
        return [.. due, updates];
    }

    /// <summary>The largest whole number whose power is at most a value.</summary>
    private static long Root(BigInteger value, int power)
    {
        long root = 0;
        for (long bit = 1L << 62; bit > 0; bit >>= 1)
            if (BigInteger.Pow(root + bit, power) <= value) root += bit;
        return root;
    }

    /// <summary>
    /// Memory that the training of a cohort takes on an engine, by laying it out there for one cohort and for its double.
    /// </summary>
    internal static MemoryNeed Measure(IEngine engine, Experiment experiment, Cohort once, Cohort twice)
    {
        long Bytes(Cohort cohort)
        {
            _ = Open(engine, experiment, cohort);
            long bytes = engine.AllocatedBytes;
            engine.Clear();
            return bytes;
        }

        long first = Bytes(once), perAgent = (Bytes(twice) - first) / once.Agents.Count;
        return new MemoryNeed(first - perAgent * once.Agents.Count, perAgent);
    }

    private static (Trainer Trainer, EvaluationPlayers Players) Open(IEngine engine, Experiment experiment, Cohort cohort)
    {
        WorldTensors world = WorldUpload.Create(engine, cohort.Stores, cohort.Agents.Count);
        WorldUpload.Describe(engine, world, cohort.Stores, cohort.Levels);
        Trainer trainer = cohort.Agents[0].Trainer.Open(new TrainerSetup(
            engine, cohort.Network, cohort.Training, world, cohort.Stores, cohort.Levels, cohort.InitialWeights(),
            [.. cohort.Agents.Select(a => a.LearningRate)]));
        EpisodePlayer Player(int episodes) => new(
            engine, cohort.Network, trainer.Parameters, world, cohort.Stores, Tensor.Pad(episodes), cohort.Training.Discount);
        int all = Math.Min(experiment.Levels.HeldOut, MostEnvironments);
        return (trainer, new EvaluationPlayers(Player(all), Player(Math.Min(all, experiment.Behaviour.MidwayEpisodes))));
    }

    private static void Train(Trainer trainer, long until, Cohort cohort, Action<long> stepped, CancellationToken token)
    {
        long batch = (long)cohort.Agents.Count * cohort.Training.Environments * cohort.Training.StepsPerUpdate;
        while (trainer.UpdatesDone < until)
        {
            token.ThrowIfCancellationRequested();
            trainer.Update();
            stepped(batch);
        }
    }
}
