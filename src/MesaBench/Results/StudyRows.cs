using System.Text;
using MesaBench.Detection;
using MesaBench.Experiments;
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

/// <summary>The rows of a results folder by file and agent, checked against their digests. They stay on the disk: what is read is held for a few agents at a time.</summary>
internal sealed class StudyRows : IDisposable
{
    private const int ReadTogether = 256; // agents

    private readonly FolderFiles files;
    private readonly AgentList agents;
    private readonly CancellationToken token;
    private readonly Dictionary<RowTable, RowFile> rowsOf = [];
    private readonly bool[] isWhole; // [agent]
    private readonly List<Damage> damages = [];
    private SearchRule? judgedBy;

    /// <summary>Looks through a folder's rows. Only whole lines count: what a killed write left after the last line feed is dropped.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="agents">All agents of its experiment.</param>
    /// <param name="token">Ends the looking, and all that is read later.</param>
    /// <exception cref="FormatException">The first line of a file is not its header.</exception>
    /// <exception cref="ResultsFolderException">A file is lost, while others hold rows.</exception>
    public StudyRows(FolderFiles files, AgentList agents, CancellationToken token)
    {
        (this.files, this.agents, this.token, isWhole) = (files, agents, token, new bool[agents.Count]);
        try
        {
            // What is written last is read first: of an agent that is there, all else is there then, though a run be at work.
            foreach (RowTable table in RowTable.All.Reverse()) rowsOf[table] = RowFile.Of(files, table, agents, token);
            // Every file is there with its header before the first row is written, so this comes from no kill.
            if (rowsOf.FirstOrDefault(own => !own.Value.HasHeader).Key is { } lost && rowsOf.FirstOrDefault(own => own.Value.HasRows).Key is { } holding)
                throw new ResultsFolderException($"{files.Folder}: found rows in {holding.Name} and no {lost.Name}, which was lost, or not yet written by "
                    + "the program that made the folder; allowed: all files of rows. Put it back, or choose another folder with --out");
            damages.AddRange(RowTable.All.SelectMany(table => rowsOf[table].Strangers.Select(agent => new Damage(table.Name, agent, "found rows; allowed: rows of the experiment's agents"))));
            for (int place = 0; place < agents.Count; place++)
            {
                if (!rowsOf[RowTable.Agents].Has(place)) continue;
                int before = damages.Count;
                damages.AddRange(DamagesOf(place));
                isWhole[place] = damages.Count == before;
            }
            Unlisted = Enumerable.Range(0, agents.Count).Count(place => rowsOf[Digests.Table].Has(place) && !rowsOf[RowTable.Agents].Has(place));
            (Torn, Unordered) = (Where(own => own.IsTorn), Where(own => !own.IsEmpty && !own.IsOrdered));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How many finished agents have rows that are all there and unchanged.</summary>
    public int WholeCount => isWhole.Count(whole => whole);

    /// <summary>Their places, in the experiment's order.</summary>
    public IEnumerable<int> Whole => Enumerable.Range(0, agents.Count).Where(place => isWhole[place]);

    /// <summary>Files that end within a line.</summary>
    public IReadOnlyList<string> Torn { get; }

    /// <summary>Files whose lines are not in the order in which a finished study has them.</summary>
    public IReadOnlyList<string> Unordered { get; }

    /// <summary>Agents whose rows and digests are there but for that of agents.csv, which is written last, so that they don't count as finished.</summary>
    public int Unlisted { get; }

    /// <summary>What is wrong with rows of finished agents, and rows of agents that are none of the experiment's.</summary>
    public IReadOnlyList<Damage> Damages => damages;

    /// <summary>From here on what is said of search, and is no part of the digests, is what a rule makes of it. <see cref="Agents"/> tells whose that changes.</summary>
    public void Judge(SearchRule rule) => judgedBy = rule;

    /// <summary>The whole agents, in the experiment's order, read as one goes on; and whether another rule had judged them.</summary>
    /// <exception cref="FormatException">A row cannot be read.</exception>
    public IEnumerable<(int Place, AgentRow Row, bool IsJudgedAnew)> Agents => Whole.Chunk(ReadTogether).SelectMany(places => places.Zip(Parse<AgentRow>(RowTable.Agents, places), Judged));

    /// <summary>The row of a whole agent.</summary>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public AgentRow RowOf(int place) => Judged(place, Parse<AgentRow>(RowTable.Agents, [place])[0]).Row;

    /// <summary>The whole agents cell by cell, in the experiment's order, with the curves of each.</summary>
    /// <exception cref="FormatException">A row cannot be read.</exception>
    public IEnumerable<IReadOnlyList<(AgentRow Row, IReadOnlyList<CurvePoint> Curve)>> Cells => agents.Cells
        .Select(cell => Enumerable.Range(cell.Start.Value, cell.End.Value - cell.Start.Value).Where(place => isWhole[place]).Chunk(ReadTogether)
            .SelectMany(WithCurves).ToArray())
        .Where(cell => cell.Length > 0);

    /// <summary>Puts a file's whole agents into the experiment's order, and takes all else out of it; one that is so already stays untouched.</summary>
    /// <param name="table">The file.</param>
    /// <param name="isChanged">Whether its rows are to be written anew in any case.</param>
    public void Order(RowTable table, bool isChanged = false)
    {
        RowFile held = rowsOf[table];
        if (!isChanged && held is { HasHeader: true, IsOrdered: true } && Enumerable.Range(0, agents.Count).All(place => isWhole[place] || !held.Has(place))) return;
        int[] lengths = new int[agents.Count];
        IEnumerable<byte[]> Parts()
        {
            yield return Encoding.UTF8.GetBytes(table.Header);
            foreach (int place in Whole)
            {
                token.ThrowIfCancellationRequested();
                byte[] lines = Encoding.UTF8.GetBytes(Lines(table, place));
                lengths[place] = lines.Length;
                yield return lines;
            }
        }

        files.Write(table.Name, Parts(), held.Dispose);
        rowsOf[table] = RowFile.Of(files, table, lengths);
    }

    /// <summary>An agent's lines in a file, as they stand there.</summary>
    public string Of(RowTable table, int place) => rowsOf[table].Of(place);

    public void Dispose()
    {
        foreach (RowFile file in rowsOf.Values) file.Dispose();
    }

    private IReadOnlyList<string> Where(Func<RowFile, bool> holds) => [.. RowTable.All.Where(table => holds(rowsOf[table])).Select(table => table.Name)];

    private (int Place, AgentRow Row, bool IsJudgedAnew) Judged(int place, AgentRow row) =>
        judgedBy is null || row.JudgedBy(judgedBy) is var judged && judged == row ? (place, row, false) : (place, judged, true);

    private string Lines(RowTable table, int place)
    {
        string lines = rowsOf[table].Of(place);
        if (judgedBy is null || table != RowTable.Agents) return lines;
        (_, AgentRow row, bool isJudgedAnew) = Judged(place, Parse<AgentRow>(table, [place])[0]);
        return isJudgedAnew ? CsvTable.Lines([row]) : lines;
    }

    private IEnumerable<(AgentRow Row, IReadOnlyList<CurvePoint> Curve)> WithCurves(int[] places)
    {
        ILookup<string, CurveRow> curves = Parse<CurveRow>(RowTable.Curves, places).ToLookup(point => point.Agent);
        return places.Zip(Parse<AgentRow>(RowTable.Agents, places), Judged).Select(agent => (agent.Row, CurveRow.LastPhase(curves[agent.Row.Agent])));
    }

    private IReadOnlyList<T> Parse<T>(RowTable table, int[] places)
    {
        token.ThrowIfCancellationRequested();
        try
        {
            IReadOnlyList<T> rows = CsvTable.Parse<T>(table.Header + string.Concat(places.Select(rowsOf[table].Of)));
            return table != RowTable.Agents || rows.Count == places.Length ? rows : throw new FormatException($"found {rows.Count} rows; allowed: one for each of {places.Length} agents");
        }
        catch (FormatException e)
        {
            throw new FormatException($"{table.Name}, from agent '{agents.NameAt(places[0])}' on, {e.Message}", e);
        }
    }

    private IEnumerable<Damage> DamagesOf(int place)
    {
        token.ThrowIfCancellationRequested();
        string agent = agents.NameAt(place), held = rowsOf[Digests.Table].Of(place);
        Dictionary<RowTable, string> lines = RowTable.Measured.ToDictionary(table => table, table => rowsOf[table].Of(place));
        if (held == Digests.Line(agent, table => lines[table])) return [];
        string[] allowed = held.TrimEnd('\n').Split(',');
        if (allowed.Length != RowTable.Measured.Count + 1)
            return [new Damage(Digests.Table.Name, agent, $"found '{held.TrimEnd('\n')}'; allowed: one row, with the digests of its rows")];
        return RowTable.Measured.Zip(allowed.Skip(1))
            .Where(pair => Digests.Of(pair.First, lines[pair.First]) != pair.Second)
            .Select(pair => new Damage(
                pair.First.Name,
                agent,
                $"found {Words.Count(lines[pair.First].Count(c => c == '\n'), "row")} with digest {Digests.Of(pair.First, lines[pair.First])}; "
                    + $"allowed: those with digest {pair.Second}, as in {Digests.Table.Name}"));
    }
}
