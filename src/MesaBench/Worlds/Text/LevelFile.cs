using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MesaBench.Experiments;

namespace MesaBench.Worlds;

/// <summary>A level of a file.</summary>
/// <param name="Level">The level.</param>
/// <param name="Line">Its first line in the file, from 1.</param>
public sealed record FiledLevel(Level Level, int Line);

/// <summary>What a file of levels says.</summary>
/// <param name="Spec">The levels' world; null when the file does not say it right.</param>
/// <param name="World">The same, built.</param>
/// <param name="Levels">The levels without mistakes.</param>
/// <param name="Problems">Everything that is wrong, in the order of the file.</param>
public sealed record LevelFileReading(WorldSpec? Spec, World? World, IReadOnlyList<FiledLevel> Levels, IReadOnlyList<Problem> Problems);

/// <summary>
/// Files of levels, to read and to write by hand: a line <c>world corner size=9 layout=blocks</c>, which names the world and its
/// settings, then the levels as <see cref="Ascii"/> draws them, each after an empty line. Lines that begin with
/// <c>;</c> are comments; what is written here has one above each level with what is known of it.
/// </summary>
public static class LevelFile
{
    private const string Header = "world";

    /// <summary>A file of levels.</summary>
    /// <param name="spec">The levels' world.</param>
    /// <param name="world">The same, built.</param>
    /// <param name="levels">The levels.</param>
    public static string Write(WorldSpec spec, World world, IReadOnlyList<ClassifiedLevel> levels)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(levels);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Header} {Settings(spec)}\n");
        text.Append(CultureInfo.InvariantCulture, $"{Ascii.Comment} base: {world.Objectives[0]}; proxy: {world.Objectives[1]}; optimal returns are discounted\n");
        for (int i = 0; i < levels.Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"\n{Ascii.Comment} {i + 1}: {Facts(world, levels[i].Facts)}\n{Ascii.Draw(world, levels[i].Level)}");
        return text.ToString();
    }

    /// <summary>Reads a file of levels.</summary>
    public static LevelFileReading Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        int header = Array.FindIndex(lines, line => !IsBlank(line) && !line.StartsWith(Ascii.Comment));
        if (header < 0) return new LevelFileReading(null, null, [], [new Problem("line 1, column 1", "no world", HeaderAllowed)]);
        (WorldSpec? spec, IReadOnlyList<Problem> problems) = ParseHeader(lines[header], header + 1);
        if (spec is null) return new LevelFileReading(null, null, [], problems);

        World world = spec.Build();
        List<FiledLevel> levels = [];
        List<Problem> mistakes = [];
        for (int line = header + 1; line < lines.Length; line++)
        {
            int first = line;
            while (line < lines.Length && !IsBlank(lines[line])) line++;
            while (first < line && lines[first].StartsWith(Ascii.Comment)) first++; // comments alone are no level
            if (first == line) continue;
            (Level? level, IReadOnlyList<LevelFormatException> wrong) = Ascii.Read(world, lines[first..line], first);
            if (level is not null) levels.Add(new FiledLevel(level, first + 1));
            mistakes.AddRange(wrong.Select(w => new Problem(Place(w.Row + 1, w.Column + 1), w.Found, w.Allowed)));
        }
        if (levels.Count + mistakes.Count == 0) mistakes.Add(new Problem(Place(lines.Length, 1), "no level", "levels, each after an empty line"));
        return new LevelFileReading(spec, world, levels, mistakes);
    }

    /// <summary>A world's entry as its name and settings, as in <c>corner size=9 layout=blocks</c>: defaults too, should they change one day.</summary>
    public static string Settings(WorldSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        JsonObject entry = JsonSerializer.SerializeToNode(spec, Catalog.Default.Json)!.AsObject();
        return string.Join(' ', entry.Select(p => p.Key == Header ? $"{p.Value}" : $"{p.Key}={Word(p.Value)}"));
    }

    /// <summary>The value of a setting written as one word: JSON where it is that, else a string.</summary>
    public static JsonNode? Value(string word)
    {
        try
        {
            return JsonNode.Parse(word);
        }
        catch (JsonException)
        {
            return JsonValue.Create(word);
        }
    }

    /// <summary>What is known of a level, in one line.</summary>
    private static string Facts(World world, LevelFacts facts)
    {
        string returns = string.Join(", ", world.Objectives.Select((name, i) => string.Create(CultureInfo.InvariantCulture, $"{name} {facts.Optimal[i]:0.####}")));
        return string.Create(CultureInfo.InvariantCulture,
            $"{ExperimentJson.EnumName(facts.Class)}; optimal {returns}; steps to base {Steps(facts.BaseDistance)}, to proxy {Steps(facts.ProxyDistance)}");
    }

    private static string Steps(int distance) => distance == Paths.Unreachable ? "none" : distance.ToString(CultureInfo.InvariantCulture);

    private static string HeaderAllowed => $"a first line such as '{Header} corner size=9 layout=blocks'";

    private static (WorldSpec? Spec, IReadOnlyList<Problem> Problems) ParseHeader(string line, int number)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || words[0] != Header) return (null, [new Problem(Place(number, 1), line, HeaderAllowed)]);
        JsonObject entry = new() { [Header] = words[1] };
        List<Problem> problems = [];
        foreach (string word in words[2..])
        {
            string[] sides = word.Split('=', 2);
            if (sides.Length == 2 && sides[0].Length > 0 && !entry.ContainsKey(sides[0])) entry[sides[0]] = Value(sides[1]);
            else problems.Add(new Problem(Place(number, ColumnOf(line, word)), word, "name=value, each name once"));
        }
        (WorldSpec? spec, IReadOnlyList<Problem> ofWorld) = ExperimentFile.ParseWorld(entry.ToJsonString());
        problems.AddRange(ofWorld.Select(p => p with { Path = $"{Place(number, ColumnOf(line, p.Path == Header ? words[1] : p.Path + "="))}: {p.Path}" }));
        return (problems.Count == 0 ? spec : null, problems);
    }

    private static int ColumnOf(string line, string word) => Math.Max(0, line.IndexOf(word, StringComparison.Ordinal)) + 1;

    /// <summary>A value as one word: blanks, which only strings have, are written as JSON lets one write them.</summary>
    private static string Word(JsonNode? value) =>
        value is JsonValue plain && plain.TryGetValue(out string? text) && Value(text) is JsonValue same && same.TryGetValue(out string? _) && !text.Any(char.IsWhiteSpace)
            ? text
            : (value?.ToJsonString() ?? "null").Replace(" ", "\\u0020", StringComparison.Ordinal);

    private static bool IsBlank(string line) => string.IsNullOrWhiteSpace(line);

    private static string Place(int line, int column) => string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}");
}
