namespace MesaBench.Tests;

/// <summary>The repository that the tests were built in.</summary>
internal static class Repository
{
    /// <summary>A path below its root.</summary>
    public static string Path(params string[] parts)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "Bench.sln"))) folder = System.IO.Path.GetDirectoryName(folder);
        return System.IO.Path.Combine([folder ?? throw new InvalidOperationException("no folder above the tests holds Bench.sln"), .. parts]);
    }
}
