using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Tests.Kernels;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Ilgpu;

/// <summary>Updates of PPO in the corner world at N = 7.</summary>
internal static class UpdateOf
{
    private static readonly World World = CornerWorld.Build(7, Layout.Open);

    private static readonly Level Level = Ascii.Parse(World, "c......\n.......\n.......\n.......\n.......\n.......\n......@");

    /// <summary>What the measurements in docs/gpu.md are of.</summary>
    public static TrainingSettings Usual { get; } = new() { Steps = 1_000_000_000, Environments = 32, StepsPerUpdate = 32, Epochs = 4 };

    /// <summary>A cohort in training.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="network">The network's entry as in experiment files.</param>
    /// <param name="agents">Agents of the cohort.</param>
    /// <param name="settings">How it is trained.</param>
    public static Trainer Cohort(IEngine engine, string network, int agents, TrainingSettings settings)
    {
        LevelStore store = LevelStores.Of(World, [Level]);
        AgentLevels[] levels = [.. Enumerable.Range(1, agents).Select(i => new AgentLevels((ulong)i, 0, store.Training, store.TrainingDistinguishing, 0))];
        WorldTensors world = WorldUpload.Create(engine, [store], agents);
        WorldUpload.Describe(engine, world, [store], levels);
        Network built = ExperimentFile.ParseNetwork(network).Network!.Build(new ObservationShape(World.Size, World.Planes.Count, store.Table.MaxActive));
        float[][] initial = [.. levels.Select(l => built.Layout.Initial(l.Key))];
        return new PpoTrainer(new TrainerSetup(engine, built, settings, world, [store], levels, initial, [.. levels.Select(_ => 1e-3)]));
    }
}
