using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace MesaBench.Ilgpu;

/// <summary>
/// Finds drivers' libraries. ILGPU asks for <c>libcuda.so</c>, <c>libOpenCL.so</c> and <c>libnvidia-ml.so</c>, which come with the
/// developers' packages; a machine that only runs programs has them with a version at the end.
/// </summary>
internal static class NativeLibraries
{
    private static readonly Dictionary<string, string> Versioned = new()
    {
        ["cuda"] = "libcuda.so.1",
        ["OpenCL"] = "libOpenCL.so.1",
        ["nvidia-ml.so"] = "libnvidia-ml.so.1",
    };

    private static readonly Lazy<bool> Prepared = new(() =>
    {
        // Not an assembly's own resolver, of which there can be one: under WSL ILGPU sets its own.
        if (OperatingSystem.IsLinux()) AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
        return true;
    });

    /// <summary>Has to be called before ILGPU looks for a driver.</summary>
    public static void Prepare() => _ = Prepared.Value;

    /// <summary>Whether a CUDA driver is there.</summary>
    public static bool HasCuda => Has(OperatingSystem.IsWindows() ? "nvcuda" : "libcuda.so.1", "libcuda.so");

    /// <summary>Whether an OpenCL loader is there.</summary>
    public static bool HasOpenCl => Has(OperatingSystem.IsWindows() ? "OpenCL" : "libOpenCL.so.1", "libOpenCL.so");

    private static bool Has(params string[] names) => names.Any(name => NativeLibrary.TryLoad(name, out _));

    private static nint Resolve(Assembly assembly, string name) =>
        Versioned.TryGetValue(name, out string? versioned) && NativeLibrary.TryLoad(versioned, out nint library) ? library : 0;
}
