using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Worlds;

namespace MesaBench.Training;

/// <summary>A cohort in training on an engine.</summary>
/// <param name="Cohort">The cohort.</param>
/// <param name="World">Level tables and rules of its worlds.</param>
/// <param name="Trainer">Who trains it.</param>
public sealed record CohortTraining(Cohort Cohort, WorldTensors World, Trainer Trainer)
{
    /// <summary>Lays a cohort out on an engine and begins its first episodes.</summary>
    public static CohortTraining Open(IEngine engine, Cohort cohort)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        WorldTensors world = WorldUpload.Create(engine, cohort.Stores, cohort.Agents.Count);
        WorldUpload.Describe(engine, world, cohort.Stores, cohort.Levels);
        return new CohortTraining(cohort, world, cohort.Agents[0].Trainer.Open(new TrainerSetup(
            engine, cohort.Network, cohort.Training, world, cohort.Stores, cohort.Levels, cohort.InitialWeights(),
            [.. cohort.Agents.Select(a => a.LearningRate)])));
    }

    /// <summary>Trains until so many updates are done.</summary>
    /// <param name="update">The updates.</param>
    /// <param name="stepped">Hears of environment steps trained, now and then.</param>
    /// <param name="token">Ends training.</param>
    public void Until(long update, Action<long> stepped, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(stepped);
        long batch = (long)Cohort.Agents.Count * Cohort.Training.Environments * Cohort.Training.StepsPerUpdate;
        while (Trainer.UpdatesDone < update)
        {
            token.ThrowIfCancellationRequested();
            Trainer.Update();
            stepped(batch);
        }
    }
}
