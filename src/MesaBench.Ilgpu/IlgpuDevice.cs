using System.Collections.Concurrent;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Runtime;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu;

/// <summary>An accelerator that is open, and the kernels compiled for it so far: once a process, whatever the number of engines.</summary>
/// <param name="name">The device's name as given to <c>--device</c>.</param>
/// <param name="accelerator">The accelerator. Both live as long as the process.</param>
internal sealed class IlgpuDevice(string name, Accelerator accelerator)
{
    // Work items share nothing, so any group size does; this one leaves room for 255 registers a thread.
    private const int MostThreadsPerGroup = 128;

    private readonly ConcurrentDictionary<Type, Lazy<Delegate>> launchers = [];

    /// <summary>The device's name as given to <c>--device</c>.</summary>
    public string Name { get; } = name;

    public Accelerator Accelerator { get; } = accelerator;

    /// <summary>Queues a kernel on a stream; compiled at its first use.</summary>
    public Action<AcceleratorStream, Index1D, T> Launcher<T>()
        where T : struct, IKernel =>
        (Action<AcceleratorStream, Index1D, T>)launchers.GetOrAdd(typeof(T), _ => new Lazy<Delegate>(Compile<T>)).Value;

    private Action<AcceleratorStream, Index1D, T> Compile<T>()
        where T : struct, IKernel
    {
        CompiledKernel compiled = KernelCode.Compile(typeof(T), Accelerator.GetBackend());
        int threads = Accelerator.AcceleratorType == AcceleratorType.CPU ? 1 : Math.Min(MostThreadsPerGroup, Accelerator.MaxNumThreadsPerGroup);
        Kernel kernel = Accelerator.LoadImplicitlyGroupedKernel(compiled, threads);
        return kernel.CreateLauncherDelegate<Action<AcceleratorStream, Index1D, T>>();
    }
}
