using ILGPU.Backends.OpenCL;
using ILGPU.Runtime.OpenCL;

namespace MesaBench.Ilgpu;

/// <summary>What the kernels need of an OpenCL device.</summary>
internal static class OpenClSupport
{
    // Bits of CL_DEVICE_SINGLE_FP_CONFIG (OpenCL 3.0, table 5).
    private const long Subnormals = 1 << 0, NearestRounding = 1 << 2, CorrectDivision = 1 << 7;

    /// <summary>What stands in the way of using a device; null when nothing does.</summary>
    public static string? Problem(CLDevice device)
    {
        if (device.CLStdVersion < CLBackend.MinimumVersion)
            return $"it speaks OpenCL C {device.CLStdVersion}; ILGPU needs {CLBackend.MinimumVersion} or later";
        if (!device.Capabilities.GenericAddressSpace) return "it has no generic address space, which ILGPU's code needs";
        long single = CLAPI.CurrentAPI.GetDeviceInfo<long>(device.DeviceId, CLDeviceInfoType.CL_DEVICE_SINGLE_FP_CONFIG);
        if ((single & NearestRounding) == 0) return "it does not round to nearest";
        if ((single & Subnormals) == 0) return "it flushes small numbers to zero (no subnormals), so results would differ in their bits";
        if (!device.Capabilities.Float64 && (single & CorrectDivision) == 0)
            return "it divides inexactly and has no double precision to mend that, so results would differ in their bits";
        return null;
    }
}
