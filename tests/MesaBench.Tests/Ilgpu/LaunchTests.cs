extern alias ilgpu;

using ilgpu::MesaBench.Ilgpu;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Kernels;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Ilgpu;

/// <summary>How often an update of PPO makes a GPU start something: 32 environments x 32 steps, 4 epochs.</summary>
public class LaunchTests(ITestOutputHelper output)
{
    private static readonly World World = CornerWorld.Build(7, Layout.Open);

    private static readonly Level Level = Ascii.Parse(World, "c......\n.......\n.......\n.......\n.......\n.......\n......@");

    [Theory(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [InlineData("""{ "network": "mlp", "width": 64, "depth": 2 }""", 136)]
    [InlineData("""{ "network": "rcnn", "channels": 16, "ticks": 2 }""", 470)]
    public void An_update_takes_few_launches(string network, int most)
    {
        List<Launched> launches = Update(network);
        foreach (var kind in launches.GroupBy(l => string.Join(" ", l.Kernels.Zip(l.Items, (k, n) => $"{k}:{n}"))).OrderByDescending(g => g.Count()))
            output.WriteLine($"{kind.Count()} x {kind.Key} ({kind.First().Threads} threads)");
        output.WriteLine($"{launches.Count} launches of {launches.Sum(l => l.Kernels.Count)} kernels");
        Assert.InRange(launches.Count, 1, most);
    }

    /// <summary>The launches of a cohort's second update.</summary>
    private static List<Launched> Update(string network)
    {
        List<Launched> launches = [];
        using IEngine engine = GeneratedCode.CountingEngine(132 * 2048, launches.Add);
        LevelStore store = LevelStores.Of(World, [Level]);
        AgentLevels[] agents = [new AgentLevels(1, 0, store.Training, store.TrainingDistinguishing, 0)];
        WorldTensors world = WorldUpload.Create(engine, [store], 1);
        WorldUpload.Describe(engine, world, [store], agents);
        TrainingSettings settings = new() { Steps = 1_000_000_000, Environments = 32, StepsPerUpdate = 32, Epochs = 4 };
        Network built = ExperimentFile.ParseNetwork(network).Network!.Build(new ObservationShape(World.Size, World.Planes.Count, store.Table.MaxActive));
        Trainer trainer = new PpoTrainer(new TrainerSetup(engine, built, settings, world, [store], agents, [built.Layout.Initial(1)], [1e-3]));
        trainer.Update();
        engine.Wait();
        launches.Clear();
        trainer.Update();
        engine.Wait();
        return launches;
    }

}
