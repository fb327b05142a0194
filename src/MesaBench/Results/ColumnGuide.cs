using System.Text.RegularExpressions;
using MesaBench.Experiments;

namespace MesaBench.Results;

/// <summary>What a column means.</summary>
/// <param name="Unit">Its unit; empty where it has none.</param>
/// <param name="Meaning">What it is, in words.</param>
public sealed record ColumnMeaning(string Unit, string Meaning)
{
    /// <summary>Both in a line.</summary>
    public override string ToString() => Unit.Length > 0 ? $"{Meaning} [{Unit}]" : Meaning;
}

/// <summary>
/// What the columns of all files mean, as <c>results/README.md</c> defines them, which comes with the library: a section a file, a row of a table a column or several. What a row says by pointing elsewhere
/// (as in another file, the same as the row before) is looked up, and where a row is about several figures, the docstring of each is added, so that each can be read alone.
/// </summary>
public static partial class ColumnGuide
{
    private const string Resource = "Results/README", Same = "the same";

    private static readonly Lazy<Dictionary<string, Dictionary<string, Entry>>> Files = new(() =>
    {
        using StreamReader reader = new(typeof(ColumnGuide).Assembly.GetManifestResourceStream(Resource)!);
        return Parse(reader.ReadToEnd().ReplaceLineEndings("\n"));
    });

    private static readonly Lazy<DocComments> Comments = new(() => DocComments.Of(typeof(ColumnGuide).Assembly));

    /// <summary>What a column means; null where it is not defined.</summary>
    /// <param name="file">The file's name, e.g. <c>agents.csv</c>.</param>
    /// <param name="column">The column.</param>
    public static ColumnMeaning? Of(string file, TableColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (Of(file, column.Name, out bool isOfSeveral) is not { } meaning) return null;
        return isOfSeveral && column.Property is { } property && Comments.Value.Summary(property) is { } doc ? meaning with { Meaning = $"{meaning.Meaning}: {doc}" } : meaning;
    }

    private static ColumnMeaning? Of(string file, string column, out bool isOfSeveral)
    {
        isOfSeveral = false;
        if (!Files.Value.TryGetValue(file, out Dictionary<string, Entry>? columns) || !columns.TryGetValue(column, out Entry? own)) return null;
        isOfSeveral = own.IsOfSeveral;
        string meaning = EndOf(column, own) is { } end ? $"{end}: {own.Meaning}" : own.Meaning;
        if (Elsewhere().Match(own.Meaning) is not { Success: true } there) return new(own.Unit, meaning);
        string prefix = there.Groups[2].Value, named = column.StartsWith(prefix, StringComparison.Ordinal) ? column[prefix.Length..] : column;
        if (there.Groups[1].Value == file || Of(there.Groups[1].Value, named, out bool isThereOfSeveral) is not { } other) return new(own.Unit, meaning);
        isOfSeveral = isThereOfSeveral;
        return new(own.Unit.Length > 0 ? own.Unit : other.Unit, $"{other.Meaning} ({own.Meaning})");
    }

    /// <summary>Which end of whose interval a column is; null for one that is none.</summary>
    private static string? EndOf(string column, Entry own)
    {
        foreach ((string ending, string end) in (ReadOnlySpan<(string, string)>)[("_low", "lower"), ("_high", "upper")])
            if (column.EndsWith(ending, StringComparison.Ordinal) && own.Names.Contains(column[..^ending.Length])) return $"{end} end of the 95% interval of {column[..^ending.Length]}";
        return null;
    }

    private static Dictionary<string, Dictionary<string, Entry>> Parse(string text)
    {
        Dictionary<string, Dictionary<string, Entry>> files = [];
        foreach (string section in text.Split("\n## ").Skip(1))
        {
            Dictionary<string, Entry> columns = [];
            Entry? before = null;
            foreach (string line in section.Split("\n# ")[0].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)))
            {
                string[] cells = line.Trim('|').Split('|', 3);
                before = Read(cells[0], cells[1].Trim(), Link().Replace(cells[2].Trim(), "$1"), before);
                foreach (string name in before.Names) columns[name] = before;
            }
            files[section.Split('\n')[0]] = columns;
        }
        return files;
    }

    private static Entry Read(string names, string unit, string meaning, Entry? before) => new(
        [.. names.Split(',').Select(name => name.Trim(' ', '`'))],
        unit == Same && before is not null ? before.Unit : unit,
        meaning.StartsWith(Same, StringComparison.Ordinal) && before is not null ? $"{meaning} (the same as {before.Names[0]}: {before.Meaning})" : meaning);

    [GeneratedRegex(@"as in `?([a-z_]+\.csv)`?(?:, without `([a-z_]+)`)?")]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();

    private sealed record Entry(IReadOnlyList<string> Names, string Unit, string Meaning)
    {
        /// <summary>Whether it is about several figures, not about one and the ends of its interval.</summary>
        public bool IsOfSeveral { get; } = Names.Count(name => !Names.Any(other => name == other + "_low" || name == other + "_high")) > 1;
    }
}
