using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Bench;

/// <summary>Agents in training, in lockstep on one engine: one on the CPU, as a worker thread of a study has it, many on a GPU.</summary>
internal sealed class TrainingCohort : IDisposable
{
    /// <summary>Environment steps of an agent's update: 32 environments x 32 steps.</summary>
    public const int StepsPerUpdate = Environments * Steps;

    /// <summary>Passes over each rollout.</summary>
    public const int Epochs = 4;

    private const int Environments = 32, Steps = 32;
    private const double LearningRate = 2e-3;

    private readonly IEngine engine;
    private readonly Trainer trainer;

    /// <summary>Prepares a cohort, untrained.</summary>
    /// <param name="engine">Its engine, which it disposes of in the end.</param>
    /// <param name="store">Its levels; it trains on the non-distinguishing ones.</param>
    /// <param name="what">What is trained.</param>
    /// <param name="key">Key of the first agent's random streams; the others' follow it.</param>
    /// <param name="agents">Its agents.</param>
    /// <param name="epochs">Passes over each rollout; with none it plays and does not learn.</param>
    public TrainingCohort(IEngine engine, LevelStore store, TrainingCase what, ulong key, int agents = 1, int epochs = Epochs)
    {
        this.engine = engine;
        ulong[] keys = [.. Enumerable.Range(0, agents).Select(i => key + (ulong)i)];
        WorldTensors world = WorldUpload.Create(engine, [store], agents);
        AgentLevels[] levels = [.. keys.Select(k => new AgentLevels(k, 0, store.Training, store.TrainingDistinguishing, 0))];
        WorldUpload.Describe(engine, world, [store], levels);
        ObservationShape shape = new(store.World.Size, store.World.Planes.Count, store.Table.MaxActive);
        // So many steps that the learning rate stays what it is at the start.
        TrainingSettings settings = new() { Steps = 1_000_000_000_000, Environments = Environments, StepsPerUpdate = Steps, Epochs = epochs };
        Network network = what.Network.Build(shape);
        Parameters = network.Layout.Count;
        float[][] initial = PerAgent.Select(agents, i => network.Layout.Initial(keys[i]));
        double[] rates = [.. Enumerable.Repeat(LearningRate, agents)];
        trainer = what.Trainer.Open(new TrainerSetup(engine, network, settings, world, [store], levels, initial, rates));
    }

    /// <summary>Parameters of one agent.</summary>
    public int Parameters { get; }

    /// <summary>Bytes of tensors, the level tables included.</summary>
    public long Bytes => engine.AllocatedBytes;

    /// <summary>4096 training levels of a world, as many as the peers have.</summary>
    public static LevelStore Levels(WorldSpec world) =>
        LevelStore.Draw(world.Build(), new LevelSettings { Training = 4096, TrainingDistinguishing = 1024 }, 1, new TrainingSettings().Discount);

    /// <summary>Plays one rollout and learns from it.</summary>
    public void Update() => trainer.Update();

    public void Dispose() => engine.Dispose();
}
