using ILGPU.Runtime.Cuda;
using MesaBench.Engines;
using MesaBench.Ilgpu.Launching;

namespace MesaBench.Ilgpu;

/// <summary>The code that ILGPU makes of the kernels, for tests: in words that need no ILGPU.</summary>
internal static class GeneratedCode
{
    private const long MostBytes = 4L << 30;

    /// <summary>The names of all kernels.</summary>
    public static IReadOnlyList<string> Kernels { get; } = [.. KernelCode.Kernels.Select(k => k.Name)];

    /// <summary>A kernel's PTX for compute capability 9.0.</summary>
    public static string Ptx(string kernel) => KernelCode.Ptx(KernelCode.Kernels.Single(k => k.Name == kernel), CudaArchitecture.SM_90);

    /// <summary>
    /// An engine that executes that PTX by a machine of the caller's, prepared or not, and products in tiles of at most so many lanes; without the target's own forms of kernels, or with tiles of fewer than four lanes, it runs the plain ones that the
    /// forms must agree with.
    /// </summary>
    public static IEngine PtxEngine(
        Func<string, PtxLaunch> machine, int widestTile = 4, bool isPrepared = false, bool hasOwnForms = true) =>
        CheckedEngine.Around(new IlgpuEngine(IlgpuDevices.OpenCpu(), MostBytes, isPrepared, new PtxLauncher(machine, takesChains: isPrepared))
        {
            WidestTile = widestTile, HasOwnForms = hasOwnForms,
        });

    /// <summary>ILGPU's CPU accelerator, with chains launched as such from the first.</summary>
    public static IEngine PreparedCpuEngine() => CheckedEngine.Around(new IlgpuEngine(IlgpuDevices.OpenCpu(), MostBytes, isPrepared: true));

    /// <summary>An engine that computes nothing and tells of each launch that a device would be given, which holds so many threads at once.</summary>
    public static IEngine CountingEngine(long threads, Action<Launched> tell) => CheckedEngine.Around(
        new IlgpuEngine(IlgpuDevices.OpenCpu(), MostBytes, isPrepared: true, new CountingLauncher(threads, tell)) { HasOwnForms = true });
}
