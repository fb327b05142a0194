using ILGPU;
using ILGPU.Runtime;
using MesaBench.Engines;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu.Launching;

/// <summary>Launches on a stream of an accelerator.</summary>
internal sealed class DeviceLauncher(IlgpuDevice device, AcceleratorStream stream) : ILauncher
{
    /// <inheritdoc/>
    public long Threads { get; } = device.IsSimulated ? int.MaxValue
        : (long)device.Accelerator.NumMultiprocessors * device.Accelerator.MaxNumThreadsPerMultiprocessor;

    /// <inheritdoc/>
    public void Launch<T>(int agents, long itemsPerAgent, T kernel)
        where T : struct, IKernel
    {
        long items = agents * itemsPerAgent;
        if (items > int.MaxValue) throw new OutOfDeviceMemoryException(device.Name, $"{items} work items in one launch, of at most 2^31 - 1");
        Failures.Told(device, () => device.Launcher<T>(items)(stream, (int)items, kernel));
    }

    /// <inheritdoc/>
    public bool TryLaunch<T>(ChainShape shape, in T chain)
        where T : struct, IChain
    {
        T parameters = chain;
        return Failures.Told(device, () =>
        {
            if (device.ChainLauncher<T>() is not { } launch) return false;
            int threads = device.IsSimulated ? 1 : Math.Min(shape.Threads, device.Accelerator.MaxNumThreadsPerGroup);
            launch(stream, new KernelConfig(shape.Agents, threads), parameters);
            return true;
        });
    }
}
