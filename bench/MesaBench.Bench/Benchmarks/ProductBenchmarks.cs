using BenchmarkDotNet.Attributes;
using MesaBench.Cpu;
using MesaBench.Engines;

namespace MesaBench.Bench.Benchmarks;

/// <summary>Matrix products, each beside the multiply-add peak measured next to it.</summary>
public class ProductBenchmarks
{
    private readonly IEngine engine = new CpuEngineFactory(1).Create();
    private ProductCase product = null!;

    [ParamsSource(nameof(Cases))]
    public string Case { get; set; } = "";

    public static IEnumerable<string> Cases
    {
        get
        {
            using IEngine scratch = new CpuEngineFactory(1).Create();
            return [.. ProductCase.All(scratch).Select(c => c.Name)];
        }
    }

    [GlobalSetup]
    public void Setup() => product = ProductCase.All(engine).Single(c => c.Name == Case);

    [GlobalCleanup]
    public void Cleanup() => engine.Dispose();

    [Benchmark]
    public void Product() => product.Call();

    [Benchmark]
    public float MultiplyAddPeak() => Peak.Run();

    /// <summary>Floating-point operations of one call of a benchmark of this class.</summary>
    internal static double Operations(string method, string name)
    {
        if (method == nameof(MultiplyAddPeak)) return Peak.Operations;
        using IEngine scratch = new CpuEngineFactory(1).Create();
        return ProductCase.All(scratch).Single(c => c.Name == name).Operations;
    }
}
