using MesaBench.Detection;
using MesaBench.Verdicts;

namespace MesaBench.Results;

/// <summary>Rows that are not what the program wrote.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Agent">Whose rows they are, by their own account.</param>
/// <param name="What">What was found, and what is allowed.</param>
internal sealed record Damage(string File, string Agent, string What)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}, agent '{Agent}': {What}";
}

/// <summary>The rows of a results folder as text, by file and agent, checked against their digests.</summary>
internal sealed class StudyRows
{
    private readonly Dictionary<RowTable, Dictionary<string, string>> linesOf;

    private StudyRows(Dictionary<RowTable, Dictionary<string, string>> linesOf, IReadOnlyList<string> agents)
    {
        this.linesOf = linesOf;
        HashSet<string> known = [.. agents];
        Damages =
        [
            .. from table in RowTable.All
               from agent in linesOf[table].Keys
               where !known.Contains(agent)
               select new Damage(table.Name, agent, "found rows; allowed: rows of the experiment's agents"),
            .. agents.Where(linesOf[RowTable.Agents].ContainsKey).SelectMany(DamagesOf),
        ];
        HashSet<string> damaged = [.. Damages.Select(d => d.Agent)];
        Whole = [.. agents.Where(agent => linesOf[RowTable.Agents].ContainsKey(agent) && !damaged.Contains(agent))];
    }

    /// <summary>The finished agents whose rows are all there and unchanged, in the experiment's order.</summary>
    public IReadOnlyList<string> Whole { get; }

    /// <summary>Files that end within a line.</summary>
    public required IReadOnlyList<string> Torn { get; init; }

    /// <summary>Files whose lines are not in the order in which a finished study has them.</summary>
    public required IReadOnlyList<string> Unordered { get; init; }

    /// <summary>Agents whose rows and digests are there but for that of agents.csv, which is written last, so that they don't count as finished.</summary>
    public int Unlisted => linesOf[Digests.Table].Keys.Count(agent => !linesOf[RowTable.Agents].ContainsKey(agent));

    /// <summary>What is wrong with rows of finished agents, and rows of agents that are none of the experiment's.</summary>
    public IReadOnlyList<Damage> Damages { get; }

    /// <summary>Reads a folder's rows. Only whole lines count: what a killed write left after the last line feed is dropped.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="agents">All agents of its experiment, in order.</param>
    /// <exception cref="FormatException">The first line of a file is not its header.</exception>
    /// <exception cref="ResultsFolderException">A file is lost, while others hold rows.</exception>
    public static StudyRows Read(FolderFiles files, IReadOnlyList<string> agents)
    {
        // What is written last is read first: of an agent that is there, all else is there then, though a run be at work.
        Dictionary<RowTable, string> texts = RowTable.All.Reverse().ToDictionary(table => table, table => files.Read(table.Name) ?? "");
        Dictionary<RowTable, Dictionary<string, string>?> found = texts.ToDictionary(t => t.Key, t => Lines(t.Value, t.Key));
        // Every file is there with its header before the first row is written, so this comes from no kill.
        if (found.FirstOrDefault(f => f.Value is null).Key is { } lost && found.FirstOrDefault(f => f.Value is { Count: > 0 }).Key is { } holding)
            throw new ResultsFolderException($"{files.Folder}: found rows in {holding.Name} and no {lost.Name}, which was lost, or not yet written by "
                + "the program that made the folder; allowed: all files of rows. Put it back, or choose another folder with --out");
        Dictionary<RowTable, Dictionary<string, string>> linesOf = found.ToDictionary(f => f.Key, f => f.Value ?? []);
        return new StudyRows(linesOf, agents)
        {
            Unordered = [.. texts.Where(t => t.Value.Length > 0 && t.Value != t.Key.Header + string.Concat(agents.Select(agent => linesOf[t.Key].GetValueOrDefault(agent, "")))).Select(t => t.Key.Name)],
            Torn = [.. texts.Where(t => t.Value.Length > 0 && t.Value[^1] != '\n').Select(t => t.Key.Name)],
        };
    }

    /// <summary>Works out anew what is said of search, and is no part of the digests, of whole agents; how many of them had something else said.</summary>
    public int Judge(SearchRule rule)
    {
        int changed = 0;
        foreach (AgentRow row in CsvTable.Parse<AgentRow>(Text(RowTable.Agents, Whole)))
        {
            AgentRow judged = row.JudgedBy(rule);
            if (judged == row) continue;
            linesOf[RowTable.Agents][row.Agent] = CsvTable.Lines([judged]);
            changed++;
        }
        return changed;
    }

    /// <summary>A whole file of rows of some agents, in their order.</summary>
    public string Text(RowTable table, IEnumerable<string> agents) => table.Header + string.Concat(agents.Select(agent => Of(table, agent)));

    private string Of(RowTable table, string agent) => linesOf[table].GetValueOrDefault(agent, "");

    /// <summary>A file's whole lines by agent, in the order of the file; null where it has not even a header.</summary>
    private static Dictionary<string, string>? Lines(string text, RowTable table)
    {
        if (!text.StartsWith(table.Header, StringComparison.Ordinal))
        {
            // A kill may have torn even the header.
            return table.Header.StartsWith(text, StringComparison.Ordinal) ? null
                : throw new FormatException($"{table.Name}, line 1: {CsvTable.HeaderFault(text.Split('\n')[0], table.Header)}");
        }
        return text[table.Header.Length..].Split('\n').SkipLast(1).GroupBy(RowTable.AgentOf)
            .ToDictionary(lines => lines.Key, lines => string.Concat(lines.Select(line => line + "\n")));
    }

    private IEnumerable<Damage> DamagesOf(string agent)
    {
        string held = Of(Digests.Table, agent), actual = Digests.Line(agent, table => Of(table, agent));
        if (held == actual) return [];
        string[] allowed = held.TrimEnd('\n').Split(',');
        if (allowed.Length != RowTable.Measured.Count + 1)
            return [new Damage(Digests.Table.Name, agent, $"found '{held.TrimEnd('\n')}'; allowed: one row, with the digests of its rows")];
        return RowTable.Measured.Zip(allowed.Skip(1))
            .Where(pair => Digests.Of(pair.First, Of(pair.First, agent)) != pair.Second)
            .Select(pair => new Damage(
                pair.First.Name,
                agent,
                $"found {Words.Count(Of(pair.First, agent).Count(c => c == '\n'), "row")} with digest {Digests.Of(pair.First, Of(pair.First, agent))}; "
                    + $"allowed: those with digest {pair.Second}, as in {Digests.Table.Name}"));
    }
}
