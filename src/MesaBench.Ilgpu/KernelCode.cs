using System.Collections.Concurrent;
using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using MesaBench.Ilgpu.Launching;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu;

/// <summary>Generates kernels' code for devices.</summary>
internal static class KernelCode
{
    private static readonly MethodInfo RunMethod = typeof(KernelCode).GetMethod(nameof(Run), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo RunChainMethod = typeof(KernelCode).GetMethod(nameof(RunChain), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>All kernels.</summary>
    public static IReadOnlyList<Type> Kernels { get; } =
        [.. typeof(KernelCode).Assembly.GetTypes().Where(t => t.IsValueType && typeof(IKernel).IsAssignableFrom(t)).OrderBy(t => t.Name)];

    /// <summary>
    /// What every context of this program is built with. Not O2: there ILGPU takes a kernel's index for the same in all threads, and marks
    /// branches that depend on it as ones that all threads of a warp take together.
    /// </summary>
    public static Context.Builder ForKernels(this Context.Builder builder) =>
        builder.Optimize(OptimizationLevel.O1).Math(MathMode.Default).Profiling().Exactly();

    /// <summary>Compiles a kernel whose work items are the indices of a launch.</summary>
    public static CompiledKernel Compile(Type kernel, Backend backend) => backend.Compile(
        EntryPointDescription.FromImplicitlyGroupedKernel(RunMethod.MakeGenericMethod(kernel)),
        backend is PTXBackend && typeof(IForm).IsAssignableFrom(kernel) ? IForm.Specialization : new KernelSpecialization());

    /// <summary>Compiles a chain, for a launch of a group an agent.</summary>
    public static CompiledKernel CompileChain(Type chain, Backend backend) => backend.Compile(
        EntryPointDescription.FromExplicitlyGroupedKernel(RunChainMethod.MakeGenericMethod(chain)), new KernelSpecialization());

    private static readonly ConcurrentDictionary<CudaArchitecture, Lazy<PTXBackend>> Backends = [];
    private static readonly ConcurrentDictionary<(Type, CudaArchitecture), Lazy<string>> PtxCode = [];

    /// <summary>A kernel's or a chain's PTX for an architecture, generated without a GPU.</summary>
    public static string Ptx(Type kernel, CudaArchitecture architecture) =>
        PtxCode.GetOrAdd((kernel, architecture), _ => new Lazy<string>(() => GeneratePtx(kernel, architecture))).Value;

    private static string GeneratePtx(Type kernel, CudaArchitecture architecture)
    {
        PTXBackend backend = Backends.GetOrAdd(architecture, _ => new(() => new PTXBackend(
            Context.Create(builder => builder.ForKernels()), new CudaCapabilityContext(architecture), architecture, CudaInstructionSet.ISA_80, null))).Value;
        CompiledKernel compiled = typeof(IChain).IsAssignableFrom(kernel) ? CompileChain(kernel, backend) : Compile(kernel, backend);
        return ((PTXCompiledKernel)compiled).PTXAssembly;
    }

    private static void Run<T>(Index1D item, T kernel)
        where T : struct, IKernel => kernel.Execute(item);

    private static void RunChain<T>(T chain)
        where T : struct, IChain => chain.Execute(Grid.IdxX, Group.IdxX, Group.DimX);
}
