extern alias ilgpu;

using ilgpu::MesaBench.Ilgpu;
using MesaBench.Engines;
using MesaBench.Tests.Engines;
using MesaBench.Training;

namespace MesaBench.Tests.Ilgpu;

/// <summary>How often an update of PPO makes a GPU start something.</summary>
public class LaunchTests(ITestOutputHelper output)
{
    // 132 multiprocessors of 2048 threads, as an H100 has.
    private const long Threads = 132 * 2048;

    [Theory(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [InlineData("""{ "network": "mlp", "width": 64, "depth": 2 }""", 64, 40)]
    [InlineData("""{ "network": "mlp", "width": 64, "depth": 2 }""", 1024, 91)]
    [InlineData("""{ "network": "rcnn", "channels": 16, "ticks": 2 }""", 64, 392)]
    public void An_update_takes_few_launches(string network, int agents, int most)
    {
        List<Launched> launches = [];
        using IEngine engine = GeneratedCode.CountingEngine(Threads, launches.Add);
        Trainer trainer = UpdateOf.Cohort(engine, network, agents, UpdateOf.Usual);
        trainer.Update();
        engine.Wait();
        launches.Clear();
        trainer.Update();
        engine.Wait();
        foreach (var kind in launches.GroupBy(l => string.Join(" ", l.Kernels.Zip(l.Items, (k, n) => $"{k}:{n}"))).OrderByDescending(g => g.Count()))
            output.WriteLine($"{kind.Count()} x {kind.Key} ({kind.First().Threads} threads)");
        output.WriteLine($"{launches.Count} launches of {launches.Sum(l => l.Kernels.Count)} kernels");
        Assert.InRange(launches.Count, 1, most);
    }
}
