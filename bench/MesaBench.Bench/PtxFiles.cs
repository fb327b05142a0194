using MesaBench.Ilgpu;

namespace MesaBench.Bench;

/// <summary>The code that ILGPU makes of every kernel for a GPU of compute capability 9.0; it needs none.</summary>
internal static class PtxFiles
{
    /// <summary>Writes a file a kernel, named after it, to a folder that is made where it is not there.</summary>
    /// <returns>How many; 0 where the program was built without ILGPU.</returns>
    /// <exception cref="IOException">The folder or a file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static int Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string kernel in GeneratedCode.Kernels) File.WriteAllText(Path.Combine(folder, $"{kernel}.ptx"), GeneratedCode.Ptx(kernel));
        return GeneratedCode.Kernels.Count;
    }
}
