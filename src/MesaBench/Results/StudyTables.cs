using System.Text.Json.Nodes;
using CsvHelper;
using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Verdicts;

namespace MesaBench.Results;

/// <summary>
/// The tables of a results folder, to be read by programs that make something else of them: all files of rows, and all that follow from these and are tables. Rows of agents come in the experiment's order, those alone that are
/// whole; nothing is read whole, and nothing written.
/// </summary>
public sealed class StudyTables : IDisposable
{
    private const int ReadTogether = 256; // agents

    private readonly FolderFiles files;

    private StudyTables(FolderFiles files, StudyRows rows, AgentList specs, Manifest manifest, Experiment experiment)
    {
        (this.files, Rows, Manifest, Experiment, Specs) = (files, rows, manifest, experiment, specs);
        ExperimentDigest = Digests.Of(ExperimentFile.ToJson(experiment));
        Tables =
        [
            .. RowTable.All.Select(table => new StudyTable(table.Name, table.Columns, batch => Batches(table.Name, table.Columns, () => Parts(table), batch))),
            .. DerivedFile.All.Where(file => file.Columns is not null && files.Has(file.Name))
                .Select(file => new StudyTable(file.Name, file.Columns!, batch => Batches(file.Name, file.Columns!, () => Whole(file.Name), batch))),
        ];
        Missing = [.. DerivedFile.All.Where(file => file.Columns is not null && !files.Has(file.Name)).Select(file => file.Name)];
    }

    /// <summary>The folder, as a full path.</summary>
    public string Folder => files.Folder;

    /// <summary>The experiment.</summary>
    public Experiment Experiment { get; }

    /// <summary>First 16 hexadecimal digits of SHA-256 over the experiment with all defaults written out: which study this is.</summary>
    public string ExperimentDigest { get; }

    /// <summary>The version of the numerics of its agents.</summary>
    public int Numerics => Manifest.Numerics;

    /// <summary>The version of the detectors of search that asked its agents; null where that was not recorded.</summary>
    internal int? Detectors => Manifest.Detectors;

    /// <summary>Whether all of its agents are finished.</summary>
    public bool Finished => Manifest.Finished;

    /// <summary>Agents of the study.</summary>
    public int Agents => Specs.Count;

    /// <summary>Agents whose rows are there.</summary>
    public int AgentsWhole => Rows.WholeCount;

    /// <summary>Its manifest.</summary>
    internal Manifest Manifest { get; }

    /// <summary>Its rows.</summary>
    internal StudyRows Rows { get; }

    /// <summary>All of its agents.</summary>
    internal AgentList Specs { get; }

    /// <summary>The tables.</summary>
    public IReadOnlyList<StudyTable> Tables { get; }

    /// <summary>Tables that an unfinished study does not have yet.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>The table of agents.</summary>
    public StudyTable OfAgents => Tables.Single(table => table.Name == RowTable.Agents.Name);

    /// <summary>Opens a folder.</summary>
    /// <exception cref="ResultsFolderException">It holds no study, cannot be read, or is damaged.</exception>
    public static StudyTables Open(string folder, CancellationToken token = default)
    {
        FolderFiles files = new(Path.GetFullPath(folder));
        return ResultsFolderException.Guard(files.Folder, () =>
        {
            Manifest manifest = Manifest.Of(files);
            ExperimentReading reading = ExperimentFile.Parse(manifest.Experiment.ToJsonString());
            if (reading.Experiment is not { } experiment) throw new ResultsFolderException($"{files.At(Manifest.FileName)}: its experiment: {reading.Problems[0]}");
            AgentList specs = AgentSpec.Expand(experiment);
            StudyRows rows = new(files, specs, token);
            try
            {
                StudyTables tables = new(files, rows, specs, manifest, experiment);
                tables.Check();
                return tables;
            }
            catch
            {
                rows.Dispose();
                throw;
            }
        });
    }

    /// <summary>The rows of whole agents in the experiment's order, with what this program's rule says of search.</summary>
    /// <exception cref="ResultsFolderException">They cannot be read.</exception>
    internal IEnumerable<(AgentSpec Spec, AgentRow Row)> AgentRows
    {
        get
        {
            Rows.Judge(SearchRuleFile.Default);
            using IEnumerator<(int Place, AgentRow Row, bool)> agents = Rows.Agents.GetEnumerator();
            while (ResultsFolderException.Guard(files.Folder, agents.MoveNext)) yield return (Specs[agents.Current.Place], agents.Current.Row);
        }
    }

    /// <summary>Where its experiment first differs from another's, names apart, as "path: found x; allowed: y"; null where they are the same.</summary>
    /// <param name="experiment">The other as canonical JSON.</param>
    internal string? DifferenceFrom(string experiment)
    {
        JsonNode other = JsonNode.Parse(experiment)!;
        foreach (string name in (ReadOnlySpan<string>)["name", "description"]) other[name] = JsonNode.Parse(ExperimentFile.ToJson(Experiment))![name]?.DeepClone();
        return Manifest.FirstDifference(other);
    }

    /// <inheritdoc/>
    public void Dispose() => Rows.Dispose();

    private void Check()
    {
        const string Told = "mesabench status tells all that is wrong";
        if (Rows.Damages.Count > 0) throw new ResultsFolderException($"{Folder}: damaged or changed: {Rows.Damages[0]}{(Rows.Damages.Count > 1 ? $". And {Rows.Damages.Count - 1} more" : "")}. {Told}");
        if (!Finished) return;
        if (Rows.Torn.Count > 0) throw new ResultsFolderException($"{files.At(Rows.Torn[0])}: found a line that does not end; allowed: whole lines. {Told}");
        if (AgentsWhole < Agents) throw new ResultsFolderException($"{Folder}: found whole rows of {Words.Count(AgentsWhole, "agent")}; allowed: of the {Agents} that were finished. {Told}");
        if (Missing.Count > 0) throw new ResultsFolderException($"{files.At(Missing[0])}: found no file; a run writes it anew");
    }

    /// <summary>The lines of whole agents.</summary>
    private IEnumerable<TextReader> Parts(RowTable table) => Rows.Whole.Chunk(ReadTogether).Select(places => new StringReader(string.Concat(places.Select(place => Rows.Of(table, place)))));

    /// <summary>The lines of a file after the first, which must be its header.</summary>
    private IEnumerable<TextReader> Whole(string name)
    {
        StreamReader reader = new(files.Open(name) ?? throw new ResultsFolderException($"{files.At(name)}: found no file; a run writes it anew"));
        string allowed = TableColumn.Header(Tables.Single(table => table.Name == name).Columns), found = reader.ReadLine() + "\n";
        if (found != allowed) throw new FormatException($"line 1: {CsvTable.HeaderFault(found, allowed)}");
        yield return reader;
    }

    /// <summary>The rows of a file, so many at a time.</summary>
    private IEnumerable<TableBatch> Batches(string name, IReadOnlyList<TableColumn> columns, Func<IEnumerable<TextReader>> parts, int most)
    {
        using IEnumerator<TableBatch> batches = Read(columns, parts(), most).GetEnumerator();
        while (ResultsFolderException.Guard(files.At(name), batches.MoveNext)) yield return batches.Current;
    }

    private static IEnumerable<TableBatch> Read(IReadOnlyList<TableColumn> columns, IEnumerable<TextReader> parts, int most)
    {
        TableBatch room = TableBatch.Room(columns, most);
        int count = 0;
        long read = 0;
        foreach (TextReader part in parts)
        {
            using CsvParser csv = new(part, CsvTable.Configuration);
            while (csv.Read())
            {
                Take(room, count++, csv, read + csv.Row);
                if (count < most) continue;
                yield return room with { Count = count };
                count = 0;
            }
            read += csv.Row;
        }
        if (count > 0) yield return room with { Count = count };
    }

    private static void Take(TableBatch room, int row, CsvParser csv, long number)
    {
        try
        {
            if (csv.Count != room.Columns.Count) throw new FormatException($"found {csv.Count} fields; allowed: {room.Columns.Count}");
            for (int column = 0; column < csv.Count; column++) room.Set(column, row, csv[column]);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new FormatException($"row {number}: {e.Message}", e);
        }
    }
}

/// <summary>A table of a results folder.</summary>
/// <param name="Name">Its file's name, e.g. <c>agents.csv</c>.</param>
/// <param name="Columns">Its columns, in the file's order.</param>
/// <param name="Batches">
/// Its rows in the file's order, at most so many at a time, read as one goes on. What a batch holds is overwritten by the next. Throws a <see cref="ResultsFolderException"/> where they cannot be read.
/// </param>
public sealed record StudyTable(string Name, IReadOnlyList<TableColumn> Columns, Func<int, IEnumerable<TableBatch>> Batches);
