using ILGPU;
using ILGPU.Runtime;
using MesaBench.Engines;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu.Launching;

/// <summary>Launches on a stream of an accelerator.</summary>
/// <param name="device">The accelerator.</param>
/// <param name="stream">The stream.</param>
/// <param name="compilesInPlace">Whether a chain is compiled when it is first asked for, and waited for; else meanwhile, by a thread of its own.</param>
internal sealed class DeviceLauncher(IlgpuDevice device, AcceleratorStream stream, bool compilesInPlace) : ILauncher
{
    /// <inheritdoc/>
    /// <remarks>OpenCL devices need to take no more than 1024 bytes of parameters, and smaller groups of a kernel than of others.</remarks>
    public long Threads { get; } = device.Accelerator.AcceleratorType switch
    {
        AcceleratorType.CPU => compilesInPlace ? int.MaxValue : 0, // there a launch costs nothing; for tests
        AcceleratorType.Cuda => (long)device.Accelerator.NumMultiprocessors * device.Accelerator.MaxNumThreadsPerMultiprocessor,
        _ => 0,
    };

    /// <inheritdoc/>
    public void Launch<T>(int agents, long itemsPerAgent, T kernel)
        where T : struct, IKernel
    {
        long items = agents * itemsPerAgent;
        if (items > int.MaxValue) throw new OutOfDeviceMemoryException(device.Name, $"{items} work items in one launch, of at most 2^31 - 1");
        Failures.Told(device, () => device.Launcher<T>(items)(stream, (int)items, kernel));
    }

    /// <inheritdoc/>
    public ChainLaunch TryLaunch<T>(ChainShape shape, in T chain)
        where T : struct, IChain
    {
        int threads = device.IsSimulated ? 1 : Math.Min(shape.Threads, device.Accelerator.MaxNumThreadsPerGroup);
        try
        {
            Task<Delegate> compilation = device.ChainLauncher<T>(compilesInPlace);
            if (!compilation.IsCompleted) return ChainLaunch.NotYet;
            if (compilation.IsFaulted) return ChainLaunch.Never;
            ((Action<AcceleratorStream, KernelConfig, T>)compilation.Result)(stream, new KernelConfig(shape.Agents, threads), chain);
            return ChainLaunch.Done;
        }
        catch (AcceleratorException e)
        {
            // Its kernels are launched one by one; if the device itself has failed, so will they.
            return compilesInPlace ? throw Failures.Of(device, e) : ChainLaunch.Never;
        }
    }
}
