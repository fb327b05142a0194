using BenchmarkDotNet.Attributes;

namespace MesaBench.Bench.Benchmarks;

/// <summary>The worlds alone, with random actions; times are of one environment step, its observation included.</summary>
public class WorldBenchmarks
{
    private WorldSteps world = null!;

    [ParamsSource(nameof(Worlds))]
    public string World { get; set; } = "";

    public static IEnumerable<string> Worlds => WorldRates.Specs.Select(s => s.Label);

    [GlobalSetup]
    public void Setup() => world = new WorldSteps(WorldRates.Specs.Single(s => s.Label == World));

    [GlobalCleanup]
    public void Cleanup() => world.Dispose();

    [Benchmark(OperationsPerInvoke = WorldSteps.StepsPerPlay)]
    public void Step() => world.Play();
}
