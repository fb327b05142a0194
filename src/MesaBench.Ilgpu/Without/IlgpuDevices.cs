using MesaBench.Engines;

namespace MesaBench.Ilgpu;

/// <summary>Stands in for ILGPU's devices in a build without ILGPU.</summary>
public static class IlgpuDevices
{
    private const string Problem = "this program was built without ILGPU (-p:WithIlgpu=false)";

    /// <summary>Whether this program was built with ILGPU.</summary>
    public static bool IsBuilt => false;

    /// <summary>The devices that would need ILGPU, none of them usable.</summary>
    public static IReadOnlyList<DeviceListing> Find() =>
    [
        DeviceListing.Unusable("cuda", "NVIDIA GPUs", Problem),
        DeviceListing.Unusable("opencl", "GPUs of any maker", Problem),
        DeviceListing.Unusable("ilgpu-cpu", "ILGPU's own CPU accelerator, for checks", Problem),
    ];
}
