using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Kernels;
using MesaBench.Tests.Worlds;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Training;

/// <summary>An agent of a tiny training.</summary>
/// <param name="Key">Key of its random streams.</param>
/// <param name="Rate">Learning rate.</param>
/// <param name="Alpha">Share of distinguishing levels.</param>
/// <param name="Store">Which of the two level stores it plays.</param>
internal sealed record Trainee(ulong Key, double Rate = 2e-3, double Alpha = 0, int Store = 0);

/// <summary>Trainings of a few updates in the door world, with episodes that end and are cut off on the way.</summary>
internal static class TinyTraining
{
    private static readonly World World = DoorWorld.Build(5, Layout.Blocks, DoorPlanes.Joint, 0.1);

    private static readonly LevelStore[] Stores =
        [.. new[] { 60, 90 }.Select(levels => LevelStores.Of(World, [.. RandomLevels.Candidates(World, levels)], mixed: 20))];

    /// <summary>What its networks see.</summary>
    public static ObservationShape Shape { get; } = new(World.Size, World.Planes.Count, Stores.Max(s => s.Table.MaxActive));

    /// <summary>Rollouts of 16 x 24 steps: longer than an episode, and learned from in parts.</summary>
    public static TrainingSettings Settings { get; } =
        new() { Steps = 16 * 24 * 4, Environments = 16, StepsPerUpdate = 24, Epochs = 3 };

    /// <summary>Agents that differ in everything an agent of a cohort may differ in.</summary>
    public static Trainee[] Others { get; } =
    [
        new(0xA1, 1e-2, 0.5), new(0xA2, 3e-4, 0, Store: 1), new(0xA3, 2e-3, 1), new(0xA4, 5e-3, 0.1, Store: 1),
    ];

    /// <summary>Trains a cohort together and returns [agent] its parameter vector.</summary>
    /// <param name="network">The architecture.</param>
    /// <param name="agents">The cohort.</param>
    /// <param name="spoil">What is done to the parameters before the first update.</param>
    public static float[][] Train(Network network, IReadOnlyList<Trainee> agents, Action<IEngine, Tensor>? spoil = null)
    {
        using IEngine engine = Grid.NewEngine();
        return Train(engine, network, agents, spoil);
    }

    /// <summary>The same on a given engine.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="network">The architecture.</param>
    /// <param name="agents">The cohort.</param>
    /// <param name="spoil">What is done to the parameters before the first update.</param>
    /// <param name="updated">Called with the trainer after each update.</param>
    public static float[][] Train(
        IEngine engine, Network network, IReadOnlyList<Trainee> agents, Action<IEngine, Tensor>? spoil = null, Action<Trainer>? updated = null)
    {
        WorldTensors world = WorldUpload.Create(engine, Stores, agents.Count);
        AgentLevels[] levels =
        [
            .. agents.Select(a => (Agent: a, Store: Stores[a.Store])).Select(p => new AgentLevels(
                p.Agent.Key, p.Agent.Store, p.Store.Training, p.Store.TrainingDistinguishing, p.Agent.Alpha)),
        ];
        WorldUpload.Describe(engine, world, Stores, levels);
        PpoTrainer trainer = new(new TrainerSetup(
            engine, network, Settings, world, Stores, levels, [.. agents.Select(a => network.Layout.Initial(a.Key))], [.. agents.Select(a => a.Rate)]));
        spoil?.Invoke(engine, trainer.Parameters);
        for (long update = 0; update < PpoTrainer.UpdatesOf(Settings); update++)
        {
            trainer.Update();
            updated?.Invoke(trainer);
        }
        float[] all = engine.Download(trainer.Parameters);
        return [.. all.Chunk(all.Length / agents.Count)];
    }

    /// <summary>[agent] parameter vectors, and [update][agent] the diagnostics of each update.</summary>
    public static (float[][] Vectors, Diagnostics[][] Diagnostics) Diagnose(IEngine engine, Network network, IReadOnlyList<Trainee> agents)
    {
        List<Diagnostics[]> all = [];
        return (Train(engine, network, agents, updated: trainer => all.Add(trainer.Diagnose())), [.. all]);
    }

    /// <summary>A hash of the bits of a parameter vector.</summary>
    public static string Hash(float[] vector) => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<float>(vector)));
}
