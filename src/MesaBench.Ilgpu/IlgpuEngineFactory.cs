using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using MesaBench.Engines;

namespace MesaBench.Ilgpu;

/// <summary>
/// Engines on one device. On CUDA two work at a time, so that while one's results are looked at by the host the other keeps the device
/// busy. An OpenCL kernel holds its arguments until it is launched, so that two threads would get in each other's way.
/// </summary>
internal sealed class IlgpuEngineFactory(IlgpuDevice device) : IEngineFactory
{
    // Beyond so many a device gains nothing, and finished agents come late.
    private const int MostAgents = 16384;

    // What drivers, kernels and fragmentation take, and what estimates leave out.
    private const double UsableShare = 0.85;

    /// <inheritdoc/>
    public string Name => device.Name;

    /// <inheritdoc/>
    public string Description => device.Accelerator.Name.Trim();

    /// <inheritdoc/>
    public int Workers => device.Accelerator.AcceleratorType == AcceleratorType.Cuda ? 2 : 1;

    /// <inheritdoc/>
    public int CohortSize(Func<MemoryNeed> measure)
    {
        MemoryNeed need = measure();
        long each = (long)(FreeBytes * UsableShare) / Workers - need.Shared;
        return (int)Math.Clamp(each / Math.Max(need.PerAgent, 1), 1, MostAgents);
    }

    /// <inheritdoc/>
    public IEngine Create() => new IlgpuEngine(device);

    /// <inheritdoc/>
    public IDeviceMeter? StartMeter() => device.Accelerator is CudaAccelerator cuda ? NvmlMeter.Start(cuda) : null;

    private long FreeBytes => Failures.Told(device, () => device.Accelerator switch
    {
        CudaAccelerator cuda => cuda.GetFreeMemory(),
        // Simulated threads of the host: as much as it has, or a test would train one agent at a time.
        { AcceleratorType: AcceleratorType.CPU } => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        Accelerator other => other.MemorySize,
    });
}
