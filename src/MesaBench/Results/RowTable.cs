using MesaBench.Verdicts;

namespace MesaBench.Results;

/// <summary>
/// A file to which every finished agent adds rows: whole lines that begin with its name. A new one is an entry in <see cref="Measured"/>,
/// and nothing else.
/// </summary>
/// <param name="Name">The file's name.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="LinesOf">An agent's rows, each with its line feed.</param>
internal sealed record RowTable(string Name, IReadOnlyList<TableColumn> Columns, Func<JudgedAgent, string> LinesOf)
{
    /// <summary>Its first line, with its line feed.</summary>
    public string Header { get; } = TableColumn.Header(Columns);

    /// <summary>The file of learning curves, from which trends are made.</summary>
    public static RowTable Curves { get; } = Of("curves.csv", agent => agent.Curves);

    /// <summary>The file that says who is finished.</summary>
    public static RowTable Agents { get; } = Of<AgentRow>("agents.csv", agent => [agent.Row]);

    /// <summary>The files that hold what was measured. An agent is finished when its row stands in the last of them.</summary>
    public static IReadOnlyList<RowTable> Measured { get; } =
    [
        Curves,
        Of("objectives.csv", agent => agent.Objectives),
        Of("objective_fit.csv", agent => agent.ObjectiveFits),
        Agents,
    ];

    /// <summary>All such files, in the order in which they are written: the digests come before what they are of.</summary>
    public static IReadOnlyList<RowTable> All => [Digests.Table, .. Measured];

    /// <summary>The agent that a line is about.</summary>
    public static string AgentOf(string line) => line.Split(',', 2)[0];

    /// <summary>Whether all of an agent's rows are lines of its own.</summary>
    public bool IsOwn(JudgedAgent agent) =>
        LinesOf(agent).Split('\n').SkipLast(1).All(line => AgentOf(line) == agent.Row.Agent);

    private static RowTable Of<T>(string name, Func<JudgedAgent, IReadOnlyList<T>> rowsOf)
        where T : notnull => new(name, CsvTable.Typed<T>(), agent => CsvTable.Lines(rowsOf(agent)));
}
