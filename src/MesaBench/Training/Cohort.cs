using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Training;

/// <summary>Agents that are trained in lockstep on one engine: the same architecture, observation and PPO settings.</summary>
/// <param name="Agents">The agents.</param>
/// <param name="Keys">[agent] keys of their random streams.</param>
/// <param name="Network">Their architecture.</param>
/// <param name="Shape">What it sees.</param>
/// <param name="Training">PPO's settings with what the network's entry replaces.</param>
/// <param name="Stores">The level stores they play.</param>
/// <param name="Levels">[agent] what each plays in training.</param>
public sealed record Cohort(
    IReadOnlyList<AgentSpec> Agents, IReadOnlyList<ulong> Keys, Network Network, ObservationShape Shape, TrainingSettings Training,
    IReadOnlyList<LevelStore> Stores, IReadOnlyList<AgentLevels> Levels)
{
    /// <summary>Environment steps that the whole cohort trains for.</summary>
    public long Steps => Agents.Count * StepsOf(Training);

    /// <summary>
    /// Multiply-adds of one environment step of training, roughly: a forward pass when acting, and three as much in each epoch. What is
    /// not a product is put at 1,200 multiply-adds a pass.
    /// </summary>
    public double WorkPerStep => (Network.MultiplyAddsPerStep + 1200) * (1 + 3 * Training.Epochs);

    /// <summary>Environment steps of an agent: whole updates.</summary>
    public static long StepsOf(TrainingSettings training)
    {
        ArgumentNullException.ThrowIfNull(training);
        return PpoTrainer.UpdatesOf(training) * training.Environments * training.StepsPerUpdate;
    }

    /// <summary>
    /// Groups agents into cohorts of at most a size, the costliest first, so that the last workers to finish have little left to do. How
    /// agents are grouped changes no result.
    /// </summary>
    public static IReadOnlyList<Cohort> Plan(Experiment experiment, IReadOnlyList<AgentSpec> agents, LevelLibrary library, int size)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(library);
        return
        [
            .. agents.GroupBy(a => (a.Network, a.World.Label)).SelectMany(g => g.Chunk(size)).Select(c => Of(experiment, c, library))
                .OrderByDescending(c => c.WorkPerStep * c.Steps),
        ];
    }

    /// <summary>A cohort of agents that share their network's entry and their world.</summary>
    public static Cohort Of(Experiment experiment, IReadOnlyList<AgentSpec> agents, LevelLibrary library)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(agents);
        ArgumentNullException.ThrowIfNull(library);
        LevelStore[] stores = [.. agents.Select(library.Of).Distinct()];
        NetworkSpec network = agents[0].Network;
        TrainingSettings training = experiment.Training with
        {
            Steps = network.Steps ?? experiment.Training.Steps,
            Epochs = network.Epochs ?? experiment.Training.Epochs,
        };
        World world = stores[0].World;
        ObservationShape shape = new(world.Size, world.Planes.Count, stores.Max(s => s.Table.MaxFeatures) + 1);
        ulong[] keys = [.. agents.Select(a => a.Key(experiment.StudySeed))];
        AgentLevels[] levels =
        [
            .. agents.Select((a, i) =>
            {
                int store = Array.IndexOf(stores, library.Of(a));
                return new AgentLevels(keys[i], store, stores[store].Training, stores[store].TrainingDistinguishing, a.Alpha);
            }),
        ];
        return new Cohort(agents, keys, network.Build(shape), shape, training, stores, levels);
    }
}
