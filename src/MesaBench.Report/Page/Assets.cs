using System.Reflection;
using Plotly.NET;

namespace MesaBench.Reports.Page;

/// <summary>What the page is dressed with.</summary>
internal static class Assets
{
    /// <summary>The page's styles.</summary>
    public static string Style { get; } = Read(typeof(Assets).Assembly, "report.css");

    /// <summary>The page's script.</summary>
    public static string Script { get; } = Read(typeof(Assets).Assembly, "report.js");

    /// <summary>Curves of the detectors that the program's rule was set by.</summary>
    public static string Roc { get; } = Read(typeof(Assets).Assembly, "roc.csv");

    /// <summary>plotly.js, as Plotly.NET brings it.</summary>
    public static string Plotly { get; } = Read(typeof(GenericChart).Assembly, typeof(GenericChart).Assembly.GetManifestResourceNames().Single(name => name.EndsWith(".min.js", StringComparison.Ordinal)));

    private static string Read(Assembly assembly, string name)
    {
        using StreamReader reader = new(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
