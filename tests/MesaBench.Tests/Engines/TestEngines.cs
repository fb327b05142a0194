extern alias ilgpu;

using System.Collections.Concurrent;
using ilgpu::MesaBench.Ilgpu;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Tests.Ptx;

namespace MesaBench.Tests.Engines;

/// <summary>
/// The engine that tests of kernels, networks and trainings run on: the CPU's. In a process whose environment sets
/// <see cref="Variable"/>, all of them run on another: any device by name, or <see cref="Ptx"/>.
/// </summary>
internal static class TestEngines
{
    /// <summary>The environment variable that names the engine.</summary>
    public const string Variable = "MESABENCH_TEST_ENGINE";

    /// <summary>The PTX that a CUDA device would be given, executed on the host.</summary>
    public const string Ptx = "ptx";

    /// <summary>Why tests that need ILGPU are skipped.</summary>
    public const string NoIlgpu = "built without ILGPU (-p:WithIlgpu=false)";

    private static readonly ConcurrentDictionary<string, Lazy<PtxProgram>> Programs = [];

    /// <summary>Whether this program was built with ILGPU.</summary>
    public static bool HasIlgpu => IlgpuDevices.IsBuilt;

    /// <summary>The engine's name; null for the CPU's.</summary>
    public static string? Name { get; } = Environment.GetEnvironmentVariable(Variable);

    /// <summary>A new engine of the process's kind.</summary>
    public static IEngine New() => Name is null ? new CpuEngineFactory(1).Create() : Factory(Name).Create();

    /// <summary>Engines of a kind.</summary>
    public static IEngineFactory Factory(string name) =>
        name == Ptx ? new PtxFactory() : IlgpuDevices.Find().First(d => d.Name == name).Open(1);

    /// <summary>A PTX module made executable, once a process.</summary>
    public static PtxProgram Program(string code) => Programs.GetOrAdd(code, _ => new Lazy<PtxProgram>(() => PtxProgram.Parse(code))).Value;

    private sealed class PtxFactory : IEngineFactory
    {
        public string Name => Ptx;

        public string Description => "PTX, executed on the host";

        public int Workers => 2;

        public int CohortSize(Func<MemoryNeed> measure) => int.MaxValue;

        public IEngine Create() => GeneratedCode.PtxEngine(code => Program(code).Run);
    }
}
