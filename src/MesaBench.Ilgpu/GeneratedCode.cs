using ILGPU.Runtime.Cuda;
using MesaBench.Engines;

namespace MesaBench.Ilgpu;

/// <summary>The code that ILGPU makes of the kernels, for tests: in words that need no ILGPU.</summary>
internal static class GeneratedCode
{
    /// <summary>The names of all kernels.</summary>
    public static IReadOnlyList<string> Kernels { get; } = [.. KernelCode.Kernels.Select(k => k.Name)];

    /// <summary>A kernel's PTX for compute capability 9.0.</summary>
    public static string Ptx(string kernel) => KernelCode.Ptx(KernelCode.Kernels.Single(k => k.Name == kernel), CudaArchitecture.SM_90);

    /// <summary>
    /// An engine that executes that PTX by a machine of the caller's; without the target's own forms of kernels, it runs the plain ones that
    /// they must agree with.
    /// </summary>
    public static IEngine PtxEngine(Func<string, PtxLaunch> machine, bool hasOwnForms = true) =>
        CheckedEngine.Around(new PtxEngine(IlgpuDevices.OpenCpu(), machine) { HasOwnForms = hasOwnForms });
}
