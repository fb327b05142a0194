using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.Cuda.API;
using MesaBench.Engines;

namespace MesaBench.Ilgpu;

/// <summary>Watches an NVIDIA GPU through its management library, twice a second.</summary>
internal sealed class NvmlMeter : IDeviceMeter
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly NvmlDevice device;
    private readonly Thread watch;
    private readonly ManualResetEventSlim stop = new();
    private readonly Lock gate = new();
    private readonly long begun = Environment.TickCount64;
    private readonly double? energyAtStart;
    private double utilisation, power;
    private long utilisations, powers, peakMemory;
    private DeviceReading now;

    private NvmlMeter(NvmlDevice device)
    {
        this.device = device;
        energyAtStart = EnergyCounter();
        // A thread of its own: the pool's are busy just when the device is not.
        watch = new Thread(Watch) { IsBackground = true, Name = "device meter" };
        watch.Start();
    }

    /// <inheritdoc/>
    public DeviceReading Now
    {
        get
        {
            lock (gate) return now;
        }
    }

    /// <inheritdoc/>
    public DeviceUse Use
    {
        get
        {
            lock (gate)
            {
                double? meanPower = powers > 0 ? Math.Round(power / powers, 1) : null;
                double seconds = (Environment.TickCount64 - begun) / 1000.0;
                // GPUs before Volta count no energy; there it follows from the power.
                double? energy = EnergyCounter() - energyAtStart ?? meanPower * seconds;
                return new DeviceUse(
                    energy is { } joules ? Math.Round(joules, 1) : null, utilisations > 0 ? Math.Round(utilisation / utilisations, 3) : null,
                    meanPower, peakMemory > 0 ? peakMemory : null);
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
        stop.Set();
        watch.Join();
        stop.Dispose();
        device.Dispose();
    }

    /// <summary>Energy since the driver was loaded, in joules; null where the GPU does not count it.</summary>
    private double? EnergyCounter() =>
        device.API.DeviceGetTotalEnergyConsumption(device.DeviceHandle, out ulong millijoules) == NvmlReturn.NVML_SUCCESS
            ? millijoules / 1000.0
            : null;

    private void Watch()
    {
        do Read();
        while (!stop.Wait(Interval));
    }

    /// <summary>Asks for everything; what a GPU, or a part of one, does not tell is left out.</summary>
    private void Read()
    {
        NvmlAPI api = device.API;
        double? busy = api.DeviceGetUtilizationRates(device.DeviceHandle, out NvmlUtilization rates) == NvmlReturn.NVML_SUCCESS
            ? rates.Gpu / 100.0 : null;
        double? watts = api.DeviceGetPowerUsage(device.DeviceHandle, out uint milliwatts) == NvmlReturn.NVML_SUCCESS ? milliwatts / 1000.0 : null;
        long? bytes = api.DeviceGetMemoryInfo(device.DeviceHandle, out NvmlMemory memory) == NvmlReturn.NVML_SUCCESS ? (long)memory.Used : null;
        lock (gate)
        {
            now = new DeviceReading(busy, watts, bytes);
            utilisation += busy ?? 0;
            utilisations += busy is null ? 0 : 1;
            power += watts ?? 0;
            powers += watts is null ? 0 : 1;
            peakMemory = Math.Max(peakMemory, bytes ?? 0);
        }
    }
}
