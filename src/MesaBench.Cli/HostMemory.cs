namespace MesaBench.Cli;

/// <summary>The memory of the machine.</summary>
internal static class HostMemory
{
    /// <summary>Bytes that this program may use: those of the container, where it runs in one.</summary>
    public static long Available => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
