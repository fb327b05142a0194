using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using MesaBench.Engines;

namespace MesaBench.Ilgpu;

/// <summary>
/// Engines on one device. On CUDA two work at a time, so that while one's results are looked at by the host the other keeps the device
/// busy. An OpenCL kernel holds its arguments until it is launched, so that two threads would get in each other's way.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="isPrepared">Whether its engines are prepared.</param>
internal sealed class IlgpuEngineFactory(IlgpuDevice device, bool isPrepared = false) : IEngineFactory
{
    // Beyond so many a device gains nothing, and finished agents come late.
    private const int MostAgents = 8192;

    // The rest is for drivers, kernels and fragmentation.
    private const double UsableShare = 0.85;

    // What of a share tensors fill: the ends of its pieces stay empty.
    private const double PackedShare = 0.9;

    // Of each engine, once and for all: what one takes, the other cannot be short of.
    private readonly Lazy<long> share = new(() => (long)(FreeBytes(device) * UsableShare) / WorkersOf(device));

    /// <inheritdoc/>
    public string Name => device.Name;

    /// <inheritdoc/>
    public string Description => device.Accelerator switch
    {
        CudaAccelerator cuda => $"{cuda.Name.Trim()}, CUDA driver {cuda.DriverVersion}",
        CLAccelerator openCl => $"{openCl.Name.Trim()}, {((CLDevice)openCl.Device).PlatformName}",
        Accelerator other => other.Name,
    };

    /// <inheritdoc/>
    public IEngineFactory Prepared =>
        !isPrepared && device.Accelerator.AcceleratorType == AcceleratorType.Cuda ? new IlgpuEngineFactory(device, isPrepared: true) : this;

    /// <inheritdoc/>
    public int Workers => WorkersOf(device);

    /// <inheritdoc/>
    public int CohortSize(Func<MemoryNeed> measure)
    {
        MemoryNeed need = measure();
        return (int)Math.Clamp(((long)(share.Value * PackedShare) - need.Shared) / Math.Max(need.PerAgent, 1), 1, MostAgents);
    }

    /// <inheritdoc/>
    public IEngine Create() => CheckedEngine.Around(new IlgpuEngine(device, share.Value, isPrepared));

    /// <inheritdoc/>
    public IDeviceMeter? StartMeter() => device.Accelerator is CudaAccelerator cuda ? NvmlMeter.Start(cuda) : null;

    private static int WorkersOf(IlgpuDevice device) => device.Accelerator.AcceleratorType == AcceleratorType.Cuda ? 2 : 1;

    private static long FreeBytes(IlgpuDevice device) => Failures.Told(device, () => device.Accelerator switch
    {
        CudaAccelerator cuda => cuda.GetFreeMemory(),
        // Simulated threads of the host: as much as it has, or a test would train one agent at a time.
        { AcceleratorType: AcceleratorType.CPU } => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        Accelerator other => other.MemorySize,
    });
}
