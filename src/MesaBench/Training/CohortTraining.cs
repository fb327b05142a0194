using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Worlds;

namespace MesaBench.Training;

/// <summary>A cohort in training on an engine.</summary>
/// <param name="Cohort">The cohort.</param>
/// <param name="World">Level tables and rules of its worlds.</param>
/// <param name="Trainers">[phase] who trains it.</param>
public sealed record CohortTraining(Cohort Cohort, WorldTensors World, IReadOnlyList<Trainer> Trainers)
{
    /// <summary>[agent][row][64] the agents' parameters.</summary>
    public Tensor Parameters => Trainers[0].Parameters;

    /// <summary>Lays a cohort out on an engine, with the memory of all phases.</summary>
    public static CohortTraining Open(IEngine engine, Cohort cohort)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        WorldTensors world = WorldUpload.Create(engine, cohort.Stores, cohort.Agents.Count);
        float[][] initial = cohort.InitialWeights();
        float[][]? learned = cohort.Learned();
        double[] rates = [.. cohort.Agents.Select(a => a.LearningRate)];
        List<Trainer> trainers = [];
        foreach (CohortPhase phase in cohort.Phases)
        {
            trainers.Add(phase.Trainer.Open(
                new TrainerSetup(engine, cohort.Network, phase.Training, world, cohort.Stores, phase.Levels, initial, rates)
                {
                    Before = trainers.LastOrDefault(), Learned = learned,
                }));
        }
        return new CohortTraining(cohort, world, trainers);
    }

    /// <summary>Trains until so many updates of a phase are done.</summary>
    /// <param name="phase">Number of the phase, from 0; those before it are over.</param>
    /// <param name="update">The updates.</param>
    /// <param name="stepped">Hears of environment steps trained, now and then.</param>
    /// <param name="token">Ends training.</param>
    public void Until(int phase, long update, Action<long> stepped, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(stepped);
        long batch = (long)Cohort.Agents.Count * Cohort.Training.Environments * Cohort.Training.StepsPerUpdate;
        while (Trainers[phase].UpdatesDone < update)
        {
            token.ThrowIfCancellationRequested();
            Trainers[phase].Update();
            stepped(batch);
        }
    }
}
