using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.Cuda.API;
using MesaBench.Engines;

namespace MesaBench.Ilgpu;

/// <summary>Watches an NVIDIA GPU through its management library, twice a second.</summary>
internal sealed class NvmlMeter : IDeviceMeter
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly NvmlDevice device;
    private readonly Timer timer;
    private readonly Lock gate = new();
    private readonly long begun = Environment.TickCount64;
    private readonly double? energyAtStart;
    private double utilisation, power;
    private long readings, peakMemory;
    private bool isOver;

    private NvmlMeter(NvmlDevice device)
    {
        this.device = device;
        energyAtStart = EnergyCounter();
        Read();
        timer = new Timer(_ => Read(), null, Interval, Interval);
    }

    /// <inheritdoc/>
    public DeviceReading Now { get; private set; }

    /// <inheritdoc/>
    public DeviceUse Use
    {
        get
        {
            lock (gate)
            {
                double meanPower = power / readings, seconds = (Environment.TickCount64 - begun) / 1000.0;
                // GPUs before Volta count no energy; there it follows from the power.
                double energy = EnergyCounter() - energyAtStart ?? meanPower * seconds;
                return new DeviceUse(Math.Round(energy, 1), Math.Round(utilisation / readings, 3), Math.Round(meanPower, 1), peakMemory);
            }
        }
    }

    /// <summary>Watches an accelerator's GPU; null where its management library is not to be had.</summary>
    public static NvmlMeter? Start(CudaAccelerator accelerator)
    {
        NativeLibraries.Prepare();
        try
        {
            return new NvmlMeter(NvmlDevice.CreateFromAccelerator(accelerator));
        }
        catch (Exception e) when (e is NvmlException or DllNotFoundException or EntryPointNotFoundException or NotSupportedException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
        {
            isOver = true;
            device.Dispose();
        }
    }

    /// <summary>Energy since the driver was loaded, in joules; null where the GPU does not count it.</summary>
    private double? EnergyCounter() =>
        device.API.DeviceGetTotalEnergyConsumption(device.DeviceHandle, out ulong millijoules) == NvmlReturn.NVML_SUCCESS
            ? millijoules / 1000.0
            : null;

    private void Read()
    {
        lock (gate)
        {
            if (isOver) return;
            NvmlAPI api = device.API;
            _ = api.DeviceGetUtilizationRates(device.DeviceHandle, out NvmlUtilization rates);
            _ = api.DeviceGetPowerUsage(device.DeviceHandle, out uint milliwatts);
            _ = api.DeviceGetMemoryInfo(device.DeviceHandle, out NvmlMemory memory);
            Now = new DeviceReading(rates.Gpu / 100.0, milliwatts / 1000.0, (long)memory.Used);
            utilisation += Now.Utilisation;
            power += Now.PowerWatts;
            peakMemory = Math.Max(peakMemory, Now.MemoryBytes);
            readings++;
        }
    }
}
