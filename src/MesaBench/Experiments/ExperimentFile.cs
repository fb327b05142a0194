using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MesaBench.Experiments;

/// <summary>What came of reading an experiment: the experiment when nothing is wrong, all problems otherwise.</summary>
/// <param name="Experiment">The experiment; null when there are problems.</param>
/// <param name="Problems">Everything wrong with the file.</param>
public sealed record ExperimentReading(Experiment? Experiment, IReadOnlyList<Problem> Problems)
{
    /// <summary>What its user should know of it, though nothing is wrong.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>Experiment files: JSON, with comments and trailing commas allowed. Reading reports all problems of a file at once.</summary>
public static partial class ExperimentFile
{
    /// <summary>Reads and validates the text of an experiment file.</summary>
    /// <param name="json">The file's text.</param>
    /// <param name="catalog">Worlds and networks that may be named; null takes the library's.</param>
    public static ExperimentReading Parse(string json, Catalog? catalog = null)
    {
        (Experiment? experiment, List<Problem> problems) = ParseAs<Experiment>(json, catalog ?? Catalog.Default);
        if (experiment is not null)
            problems.AddRange(Unexplained(Validation.Problems(experiment), problems));
        return new ExperimentReading(problems.Count == 0 ? experiment : null, problems);
    }

    /// <summary>Reads and validates one world's entry, e.g. <c>{ "world": "door", "size": 9 }</c>.</summary>
    public static (WorldSpec? World, IReadOnlyList<Problem> Problems) ParseWorld(string json, Catalog? catalog = null) =>
        Parse<WorldSpec>(json, catalog, world => Validation.Problems(world, ""));

    /// <summary>Reads and validates one network's entry, e.g. <c>{ "network": "rcnn", "channels": 8 }</c>.</summary>
    public static (NetworkSpec? Network, IReadOnlyList<Problem> Problems) ParseNetwork(string json, Catalog? catalog = null) =>
        Parse<NetworkSpec>(json, catalog, network => [.. Limits.Problems(network, ""), .. network.Validate("")]);

    /// <summary>Reads and validates one construction's entry, e.g. <c>{ "construction": "wavefront", "trace": true }</c>.</summary>
    public static (ConstructionSpec? Construction, IReadOnlyList<Problem> Problems) ParseConstruction(string json, Catalog? catalog = null) =>
        Parse<ConstructionSpec>(json, catalog, construction => [.. Limits.Problems(construction, "")]);

    /// <summary>
    /// The experiment as JSON, the same text for equal experiments: every setting in a fixed order, defaults written out. Reading it
    /// gives the experiment back.
    /// </summary>
    public static string ToJson(Experiment experiment, Catalog? catalog = null) =>
        JsonSerializer.Serialize(experiment, (catalog ?? Catalog.Default).Json) + "\n";

    /// <summary>Reads what stands by itself; problems are told from it on.</summary>
    internal static (T? Entry, IReadOnlyList<Problem> Problems) Parse<T>(string json, Catalog? catalog, Func<T, IReadOnlyList<Problem>> validate)
        where T : class
    {
        (T? entry, List<Problem> problems) = ParseAs<T>(json, catalog ?? Catalog.Default);
        if (entry is not null) problems.AddRange(Unexplained(validate(entry), problems));
        return (problems.Count == 0 ? entry : null, [.. problems.Select(p => p with { Path = p.Path.TrimStart('.') })]);
    }

    private static (T? Value, List<Problem> Problems) ParseAs<T>(string json, Catalog catalog)
    {
        JsonDocumentOptions lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        try
        {
            if (HalfLetter(json) is { } half) return (default, [half]);
            using JsonDocument document = JsonDocument.Parse(json, lenient);
            RecordReader reader = new(catalog);
            return (reader.TryRead(document.RootElement, typeof(T), "", out object? value) ? (T?)value : default, reader.Problems);
        }
        catch (JsonException exception)
        {
            return (default, [Unreadable(exception)]);
        }
    }

    /// <summary>A text in which an escape is half of a letter: such texts are no strings.</summary>
    private static Problem? HalfLetter(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        Utf8JsonReader reader = new(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        while (reader.Read())
        {
            if (!reader.ValueIsEscaped) continue;
            try
            {
                _ = reader.GetString();
            }
            catch (InvalidOperationException)
            {
                string before = Encoding.UTF8.GetString(bytes, 0, (int)reader.TokenStartIndex);
                return new Problem($"line {before.Count(letter => letter == '\n') + 1}, column {before.Length - before.LastIndexOf('\n')}", "an escape that is half of a letter", "escapes \\uD800 to \\uDBFF with one of \\uDC00 to \\uDFFF after them");
            }
        }
        return null;
    }

    /// <summary>What is wrong with a text that is no JSON.</summary>
    internal static Problem Unreadable(JsonException exception) => new(
        exception.LineNumber is { } line ? $"line {line + 1}, column {exception.BytePositionInLine + 1}" : "the text", PositionSuffix.Replace(exception.Message, ""), "JSON, with // comments if you like");

    /// <summary>Problems of what was read that follow from none of those with its reading; a place may have several.</summary>
    private static Problem[] Unexplained(IReadOnlyList<Problem> problems, IReadOnlyList<Problem> ofReading) =>
        [.. problems.Where(p => !ofReading.Any(found => Covers(found.Path, p.Path)))];

    /// <summary>
    /// Whether a problem at <paramref name="outer"/> explains one at <paramref name="inner"/>, which is it or lies in it.
    /// </summary>
    private static bool Covers(string outer, string inner) =>
        inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == outer.Length || inner[outer.Length] is '.' or '[');

    [GeneratedRegex(@"( Change the reader options.*)?\s*LineNumber: .*$")]
    private static partial Regex PositionSuffix { get; }
}
