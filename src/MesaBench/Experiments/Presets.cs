using System.Reflection;

namespace MesaBench.Experiments;

/// <summary>Experiment files that come with the library; <c>mesabench run quick</c> runs the one named quick.</summary>
public static class Presets
{
    private const string Prefix = "Presets/";

    private static readonly Assembly Home = typeof(Presets).Assembly;

    /// <summary>The presets' names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Home.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A preset's text: an experiment file with comments. Null when there is none of this name.</summary>
    public static string? Text(string name)
    {
        using Stream? stream = Home.GetManifestResourceStream(Prefix + name);
        if (stream is null) return null;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
