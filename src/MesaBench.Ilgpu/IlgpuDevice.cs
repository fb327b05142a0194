using System.Collections.Concurrent;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Runtime;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu;

/// <summary>An accelerator that is open, and the kernels compiled for it so far: once a process, whatever the number of engines.</summary>
internal sealed class IlgpuDevice : IDisposable
{
    // Work items share nothing, so any group size does; this one leaves room for 255 registers a thread.
    private const int MostThreadsPerGroup = 128;

    private readonly Context context;
    private readonly ConcurrentDictionary<Type, Lazy<Delegate>> launchers = [];

    public IlgpuDevice(string name, Context context, Accelerator accelerator)
    {
        Name = name;
        this.context = context;
        Accelerator = accelerator;
    }

    /// <summary>The device's name as given to <c>--device</c>.</summary>
    public string Name { get; }

    public Accelerator Accelerator { get; }

    /// <summary>Queues a kernel on a stream; compiled at its first use.</summary>
    public Action<AcceleratorStream, Index1D, T> Launcher<T>()
        where T : struct, IKernel =>
        (Action<AcceleratorStream, Index1D, T>)launchers.GetOrAdd(typeof(T), _ => new Lazy<Delegate>(Compile<T>)).Value;

    public void Dispose()
    {
        Accelerator.Dispose();
        context.Dispose();
    }

    private Action<AcceleratorStream, Index1D, T> Compile<T>()
        where T : struct, IKernel
    {
        CompiledKernel compiled = KernelCode.Compile(typeof(T), Accelerator.GetBackend());
        int threads = Math.Min(MostThreadsPerGroup, Accelerator.MaxNumThreadsPerGroup);
        Kernel kernel = Accelerator.LoadImplicitlyGroupedKernel(compiled, threads);
        return kernel.CreateLauncherDelegate<Action<AcceleratorStream, Index1D, T>>();
    }
}
