using System.Diagnostics;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Behaviour;

/// <summary>One agent's behaviour at one time of its training.</summary>
/// <param name="Steps">Environment steps it had trained.</param>
/// <param name="Behaviour">What was measured.</param>
/// <param name="Entropy">Mean policy entropy over the last rollout, in nats.</param>
public sealed record Checkpoint(long Steps, Behavioural Behaviour, double Entropy);

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

    /// <summary>
    /// Trains a cohort and measures its behaviour at checkpoints that double in steps, the last at the end: misgeneralization comes and
    /// goes.
    /// </summary>
    /// <param name="engine">An engine without tensors; it is left without.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cohort">The cohort.</param>
    /// <param name="stepped">Hears of environment steps trained, now and then.</param>
    /// <param name="token">Ends training.</param>
    public static TrainingCourse Run(
        IEngine engine, Experiment experiment, Cohort cohort, Action<long> stepped, CancellationToken token)
    {
        (PpoTrainer trainer, EpisodePlayer player) = Open(engine, experiment, cohort);
        List<Checkpoint>[] checkpoints = [.. cohort.Agents.Select(_ => new List<Checkpoint>())];
        long[] due = Schedule(PpoTrainer.UpdatesOf(cohort.Training), experiment.Behaviour.Checkpoints);
        Stopwatch training = new(), behaviour = new();
        for (int next = 0; next < due.Length; next++)
        {
            training.Start();
            Train(trainer, due[next], cohort, stepped, token);
            engine.Wait();
            training.Stop();
            behaviour.Start();
            Behavioural[] measured = Evaluation.Measure(player, cohort.Levels, cohort.Stores, next, full: next == due.Length - 1);
            double[] entropies = trainer.Entropies();
            for (int a = 0; a < measured.Length; a++) checkpoints[a].Add(new Checkpoint(trainer.StepsDone, measured[a], entropies[a]));
            behaviour.Stop();
        }
        float[][] weights = cohort.OwnWeights(engine.Download(trainer.Parameters));
        engine.Clear();
        return new TrainingCourse(weights, checkpoints, training.Elapsed, behaviour.Elapsed);
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

    private static (PpoTrainer Trainer, EpisodePlayer Player) Open(IEngine engine, Experiment experiment, Cohort cohort)
    {
        WorldTensors world = WorldUpload.Create(engine, cohort.Stores, cohort.Agents.Count);
        WorldUpload.Describe(engine, world, cohort.Stores, cohort.Levels);
        PpoTrainer trainer = new(
            engine, cohort.Network, cohort.Training, world, cohort.InitialWeights(), [.. cohort.Agents.Select(a => a.LearningRate)]);
        int environments = Tensor.Pad(Math.Min(experiment.Levels.HeldOut, MostEnvironments));
        return (trainer, new EpisodePlayer(
            engine, cohort.Network, trainer.Parameters, world, cohort.Stores, environments, cohort.Training.Discount));
    }

    /// <summary>Updates after which to measure: the last, half of it, a quarter of it, ...; each at least 1 and no two alike.</summary>
    internal static long[] Schedule(long updates, int checkpoints) =>
        [.. Enumerable.Range(0, checkpoints).Select(i => Math.Max(1, updates >> (checkpoints - 1 - i))).Distinct()];

    private static void Train(PpoTrainer trainer, long until, Cohort cohort, Action<long> stepped, CancellationToken token)
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
