using BenchmarkDotNet.Attributes;
using MesaBench.Cpu;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Bench.Benchmarks;

/// <summary>Training on one core; times are of one environment step, learning included.</summary>
public class TrainingBenchmarks
{
    private static readonly NetworkSpec[] Specs =
        [new MlpSpec { Width = 16 }, new MlpSpec { Width = 64 }, new RcnnSpec { Channels = 4 }, new RcnnSpec { Channels = 16 }];

    private TrainingCohort agent = null!;

    [ParamsSource(nameof(Networks))]
    public string Network { get; set; } = "";

    public static IEnumerable<string> Networks => Specs.Select(s => s.Label);

    [GlobalSetup]
    public void Setup()
    {
        TrainingCase what = new(new CornerSpec { Layout = Layout.Blocks }, Specs.Single(s => s.Label == Network));
        agent = new TrainingCohort(new CpuEngineFactory(1).Create(), TrainingCohort.Levels(what.World), what, key: 1);
    }

    [GlobalCleanup]
    public void Cleanup() => agent.Dispose();

    [Benchmark(OperationsPerInvoke = TrainingCohort.StepsPerUpdate)]
    public void Update() => agent.Update();
}
