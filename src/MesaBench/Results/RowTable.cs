using MesaBench.Verdicts;

namespace MesaBench.Results;

/// <summary>A file to which every finished agent adds rows. A new one is an entry in <see cref="All"/>, and nothing else.</summary>
internal abstract class RowTable : IDisposable
{
    /// <summary>
    /// Closed tables of all such files, in the order in which they are written: an agent is finished when its row stands in the last.
    /// </summary>
    public static IReadOnlyList<RowTable> All() =>
    [
        new RowTable<CurveRow>(Curves, row => row.Agent, agent => agent.Curves),
        new RowTable<ProbeRow>("probes.csv", row => row.Agent, agent => agent.Probes),
        new RowTable<ObjectiveRow>("objectives.csv", row => row.Agent, agent => agent.Objectives),
        new RowTable<AgentRow>(Agents, row => row.Agent, agent => [agent.Row]),
    ];

    /// <summary>The file of learning curves, from which trends are made.</summary>
    public const string Curves = "curves.csv";

    /// <summary>The file that says who is finished.</summary>
    public const string Agents = "agents.csv";

    /// <summary>Reads the file, and nothing more: what it holds of agents that are kept.</summary>
    /// <exception cref="FormatException">The header or a whole row is not that of the record type.</exception>
    public abstract void Read(string folder, Func<string, bool> isKept);

    /// <summary>Opens the file for appending to what was read.</summary>
    public abstract void Open(string folder);

    /// <summary>Whether all of an agent's rows are its own.</summary>
    public abstract bool IsOwn(JudgedAgent agent);

    /// <summary>Appends agents' rows with one write, and waits for the disk.</summary>
    public abstract void Append(IReadOnlyCollection<JudgedAgent> agents);

    /// <summary>Closes the file and writes its rows anew, agents in an order.</summary>
    /// <exception cref="ResultsFolderException">It does not hold as many rows as were kept and appended.</exception>
    public abstract void Sort(string folder, Func<string, int> order);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>A file of rows of one kind.</summary>
/// <param name="name">The file's name.</param>
/// <param name="agentOf">The agent that a row is about.</param>
/// <param name="rowsOf">An agent's rows.</param>
internal sealed class RowTable<T>(string name, Func<T, string> agentOf, Func<JudgedAgent, IReadOnlyList<T>> rowsOf) : RowTable
    where T : notnull
{
    private RowFile<T>? file;
    private IReadOnlyList<T> kept = [];
    private int count;

    public override void Read(string folder, Func<string, bool> isKept) =>
        kept = [.. RowFile<T>.Read(Path.Combine(folder, name)).Where(row => isKept(agentOf(row)))];

    public override void Open(string folder)
    {
        file = RowFile<T>.Open(Path.Combine(folder, name), kept);
        count = kept.Count;
        kept = [];
    }

    public override bool IsOwn(JudgedAgent agent) => rowsOf(agent).All(row => agentOf(row) == agent.Row.Agent);

    public override void Append(IReadOnlyCollection<JudgedAgent> agents)
    {
        T[] rows = [.. agents.SelectMany(rowsOf)];
        file!.Append(rows);
        count += rows.Length;
    }

    public override void Sort(string folder, Func<string, int> order)
    {
        Dispose();
        string path = Path.Combine(folder, name);
        IReadOnlyList<T> rows = RowFile<T>.Read(path);
        if (rows.Count != count) throw new ResultsFolderException($"{path}: found {rows.Count} rows; allowed: the {count} that this run left there");
        AtomicFile.Write(path, CsvTable.Text(rows.OrderBy(row => order(agentOf(row)))));
    }

    public override void Dispose()
    {
        file?.Dispose();
        file = null;
    }
}
