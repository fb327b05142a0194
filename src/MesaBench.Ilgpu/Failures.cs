using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using MesaBench.Engines;

namespace MesaBench.Ilgpu;

/// <summary>What goes wrong on a device, in the library's words.</summary>
internal static class Failures
{
    /// <summary>Runs something and tells of a failure as a <see cref="DeviceException"/>.</summary>
    public static T Told<T>(IlgpuDevice device, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (AcceleratorException e)
        {
            throw Of(device, e);
        }
        catch (OutOfMemoryException e)
        {
            throw new OutOfDeviceMemoryException(device.Name, "the host is out of memory", e);
        }
    }

    /// <inheritdoc cref="Told{T}"/>
    public static void Told(IlgpuDevice device, Action action) => Told(device, () =>
    {
        action();
        return 0;
    });

    /// <summary>The failure in the library's words.</summary>
    public static DeviceException Of(IlgpuDevice device, AcceleratorException e) =>
        IsOutOfMemory(e) ? new OutOfDeviceMemoryException(device.Name, cause: e) : new DeviceException(device.Name, e.Message, e);

    private static bool IsOutOfMemory(AcceleratorException e) => e switch
    {
        CudaException { Error: nameof(CudaError.CUDA_ERROR_OUT_OF_MEMORY) } => true,
        CLException
        {
            Error: CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_OUT_OF_RESOURCES or CLError.CL_OUT_OF_HOST_MEMORY
                or CLError.CL_INVALID_BUFFER_SIZE,
        } => true,
        _ => false,
    };
}
