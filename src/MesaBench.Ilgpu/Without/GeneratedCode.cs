using MesaBench.Engines;

namespace MesaBench.Ilgpu;

/// <summary>Stands in for the code that ILGPU would make of the kernels.</summary>
internal static class GeneratedCode
{
    public static IReadOnlyList<string> Kernels => [];

    public static string Ptx(string kernel) => throw new NotSupportedException("built without ILGPU");

    public static IEngine PtxEngine(Func<string, PtxLaunch> machine, int widestTile = 4, bool isPrepared = false, bool hasOwnForms = true) =>
        throw new NotSupportedException("built without ILGPU");

    public static IEngine PreparedCpuEngine() => throw new NotSupportedException("built without ILGPU");

    public static IEngine CountingEngine(long threads, Action<Launched> tell) => throw new NotSupportedException("built without ILGPU");
}
