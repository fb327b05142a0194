using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Bench;

/// <summary>One agent in training on an engine of its own, as a worker thread of a study has it.</summary>
internal sealed class TrainingAgent : IDisposable
{
    /// <summary>Environment steps of an update: 32 environments x 32 steps.</summary>
    public const int StepsPerUpdate = Environments * Steps;

    private const int Environments = 32, Steps = 32, Epochs = 4;
    private const double LearningRate = 2e-3;

    private readonly IEngine engine;
    private readonly PpoTrainer trainer;

    /// <summary>Prepares an agent, untrained.</summary>
    /// <param name="store">Its levels; it trains on the non-distinguishing ones.</param>
    /// <param name="spec">Its network.</param>
    /// <param name="key">Key of its random streams.</param>
    public TrainingAgent(LevelStore store, NetworkSpec spec, ulong key)
    {
        engine = new CpuEngineFactory(1).Create();
        WorldTensors world = WorldUpload.Create(engine, [store], 1);
        WorldUpload.Describe(engine, world, [store], [new AgentLevels(key, 0, store.Training, store.TrainingDistinguishing, 0)]);
        ObservationShape shape = new(store.World.Size, store.World.Planes.Count, store.Table.MaxFeatures + 1);
        // So many steps that the learning rate stays what it is at the start.
        TrainingSettings settings = new() { Steps = 1_000_000_000_000, Environments = Environments, StepsPerUpdate = Steps, Epochs = Epochs };
        Network network = spec.Build(shape);
        trainer = new PpoTrainer(engine, network, settings, world, [network.Layout.Initial(key)], [LearningRate]);
    }

    /// <summary>Bytes of tensors, the level tables included.</summary>
    public long Bytes => engine.AllocatedBytes;

    /// <summary>4096 training levels of a world, as many as the peers have.</summary>
    public static LevelStore Levels(WorldSpec world) =>
        LevelStore.Draw(world.Build(), new LevelSettings { Training = 4096, TrainingDistinguishing = 1024 }, 1, new TrainingSettings().Discount);

    /// <summary>Plays one rollout and learns from it.</summary>
    public void Update() => trainer.Update();

    public void Dispose() => engine.Dispose();
}
