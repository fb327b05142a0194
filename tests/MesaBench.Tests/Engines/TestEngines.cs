extern alias ilgpu;

using System.Collections.Concurrent;
using ilgpu::MesaBench.Ilgpu;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Tests.Ptx;

namespace MesaBench.Tests.Engines;

/// <summary>
/// The engine that tests of kernels, networks and trainings run on: the CPU's. In a process whose environment sets
/// <see cref="Variable"/>, all of them run on another: any device by name, or one of <see cref="PtxFactory"/>'s, every operation of which is
/// then compared with the CPU's.
/// </summary>
internal static class TestEngines
{
    /// <summary>The environment variable that names the engine.</summary>
    public const string Variable = "MESABENCH_TEST_ENGINE";

    /// <summary>The PTX that a CUDA device would be given, executed on the host, and the same with work items in other orders.</summary>
    public const string Ptx = "ptx", PtxReversed = "ptx-reversed", PtxShuffled = "ptx-shuffled";

    /// <summary>Why tests that need ILGPU are skipped.</summary>
    public const string NoIlgpu = "built without ILGPU (-p:WithIlgpu=false)";

    private static readonly ConcurrentDictionary<string, Lazy<PtxProgram>> Programs = [];

    /// <summary>Whether this program was built with ILGPU.</summary>
    public static bool HasIlgpu => IlgpuDevices.IsBuilt;

    /// <summary>The engine's name; null for the CPU's.</summary>
    public static string? Name { get; } = Environment.GetEnvironmentVariable(Variable);

    /// <summary>The names of the kernels whose PTX this process has executed.</summary>
    public static IReadOnlyList<string> Executed =>
        [.. GeneratedCode.Kernels.Where(kernel => Programs.ContainsKey(GeneratedCode.Ptx(kernel)))];

    /// <summary>A new engine of the process's kind.</summary>
    public static IEngine New()
    {
        IEngine cpu = new CpuEngineFactory(1).Create();
        if (Name is null) return cpu;
        IEngineFactory factory = Factory(Name);
        return factory is PtxFactory ? new ComparedEngine(factory.Create(), cpu) : factory.Create();
    }

    /// <summary>Engines of a kind.</summary>
    public static IEngineFactory Factory(string name) =>
        PtxFactory.Named(name) ?? IlgpuDevices.Find().First(d => d.Name == name).Open(1);

    /// <summary>A PTX module made executable, once a process.</summary>
    public static PtxProgram Program(string code) => Programs.GetOrAdd(code, _ => new Lazy<PtxProgram>(() => PtxProgram.Parse(code))).Value;
}
