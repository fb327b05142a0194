using BenchmarkDotNet.Attributes;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Bench.Benchmarks;

/// <summary>Training on one core; times are of one environment step, learning included.</summary>
public class TrainingBenchmarks
{
    private static readonly NetworkSpec[] Specs =
        [new MlpSpec { Width = 16 }, new MlpSpec { Width = 64 }, new RcnnSpec { Channels = 4 }, new RcnnSpec { Channels = 16 }];

    private TrainingAgent agent = null!;

    [ParamsSource(nameof(Networks))]
    public string Network { get; set; } = "";

    public static IEnumerable<string> Networks => Specs.Select(s => s.Label);

    [GlobalSetup]
    public void Setup()
    {
        LevelStore levels = TrainingAgent.Levels(new CornerSpec { Layout = Layout.Blocks });
        agent = new TrainingAgent(levels, Specs.Single(s => s.Label == Network), key: 1);
    }

    [GlobalCleanup]
    public void Cleanup() => agent.Dispose();

    [Benchmark(OperationsPerInvoke = TrainingAgent.StepsPerUpdate)]
    public void Update() => agent.Update();
}
