using System.Collections.Concurrent;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using MesaBench.Engines;

namespace MesaBench.Ilgpu;

/// <summary>The devices that ILGPU finds on this machine.</summary>
public static class IlgpuDevices
{
    private static readonly ConcurrentDictionary<string, Lazy<IlgpuDevice>> Opened = [];

    // Everything there is, also what the kernels cannot run on, so that it can be said why.
    private static readonly Lazy<Context> Everything = new(() =>
    {
        NativeLibraries.Prepare();
        return Context.Create(builder => builder.ForKernels().CPU(Simulated).Cuda(_ => true).OpenCL(_ => true));
    });

    // A multiprocessor a core, in each of which one thread works: simulated neighbours would only wait for each other.
    private static CPUDevice Simulated => new(numThreadsPerWarp: 2, numWarpsPerMultiprocessor: 1, Environment.ProcessorCount);

    /// <summary>Whether this program was built with ILGPU.</summary>
    public static bool IsBuilt => true;

    /// <summary>All devices, GPUs first, and what stands in the way of those that cannot be used.</summary>
    public static IReadOnlyList<DeviceListing> Find() => [.. Cuda(), .. OpenCl(), Cpu()];

    private static IEnumerable<DeviceListing> Cuda()
    {
        const string kind = "NVIDIA GPUs";
        CudaDevice[] devices = [.. Everything.Value.GetCudaDevices()];
        if (devices.Length == 0)
        {
            yield return DeviceListing.Unusable("cuda", kind, NativeLibraries.HasCuda
                ? "a driver is there, but no GPU that it can use"
                : "no CUDA driver (libcuda) is installed");
        }
        for (int i = 0; i < devices.Length; i++)
        {
            CudaDevice device = devices[i];
            yield return Listing("cuda", i, device, device.InstructionSet is null ? "ILGPU knows no instruction set for its architecture and driver" : null) with
            {
                IsAutomatic = true,
                Driver = $"CUDA driver {device.DriverVersion}",
                Capability = $"compute capability {device.Architecture?.Major}.{device.Architecture?.Minor}",
            };
        }
    }

    private static IEnumerable<DeviceListing> OpenCl()
    {
        const string kind = "OpenCL devices";
        CLDevice[] devices = [.. Everything.Value.GetCLDevices()];
        if (devices.Length == 0)
        {
            yield return DeviceListing.Unusable("opencl", kind, NativeLibraries.HasOpenCl
                ? "a loader is there, but no driver for a device"
                : "no OpenCL loader (libOpenCL) is installed");
        }
        for (int i = 0; i < devices.Length; i++)
        {
            yield return Listing("opencl", i, devices[i], OpenClProblem(devices[i])) with
            {
                IsAutomatic = devices[i].DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_GPU),
                Driver = $"{devices[i].PlatformName}, OpenCL {devices[i].DeviceVersion}",
            };
        }
    }

    private static string? OpenClProblem(CLDevice device)
    {
        try
        {
            return OpenClSupport.Problem(device);
        }
        catch (AcceleratorException e)
        {
            return $"its driver does not answer: {e.Message}";
        }
    }

    private static DeviceListing Cpu() => new("ilgpu-cpu", "ILGPU's own CPU accelerator: slow, for checks")
    {
        Open = _ => new IlgpuEngineFactory(OpenCpu()),
    };

    /// <summary>ILGPU's CPU accelerator.</summary>
    internal static IlgpuDevice OpenCpu() => Open("ilgpu-cpu", Everything.Value.GetCPUDevice(0));

    private static DeviceListing Listing(string kind, int number, Device device, string? problem)
    {
        string name = number == 0 ? kind : $"{kind}:{number}";
        if (problem is not null) return DeviceListing.Unusable(name, device.Name.Trim(), problem) with { MemoryBytes = device.MemorySize };
        return new DeviceListing(name, device.Name.Trim()) { MemoryBytes = device.MemorySize, Open = _ => new IlgpuEngineFactory(Open(name, device)) };
    }

    private static IlgpuDevice Open(string name, Device device) => Opened.GetOrAdd(name, _ => new Lazy<IlgpuDevice>(() =>
    {
        try
        {
            return new IlgpuDevice(name, device.CreateAccelerator(Everything.Value));
        }
        catch (AcceleratorException e)
        {
            throw new DeviceException(name, e.Message, e);
        }
    })).Value;
}
