using System.Security.Cryptography;
using System.Text;
using MesaBench.Verdicts;

namespace MesaBench.Results;

/// <summary>
/// What tells whether an agent's rows are those that it was finished with: <c>digests.csv</c> has a row an agent and a column a file of
/// rows, with the first 16 hexadecimal digits of SHA-256 over the agent's lines in that file, line feeds included. A digest a file, not one
/// over all, so that the file at fault can be named; in a file of their own, not in <c>agents.csv</c>, so that the agent's own row is covered
/// too and no table that is analysed has a column about files. What is said of search is left out: it follows from the rest of the row by the
/// program's rule, and is worked out anew where that is another.
/// </summary>
internal static class Digests
{
    /// <summary>The file.</summary>
    public static RowTable Table { get; } = new(
        "digests.csv",
        [.. RowTable.Measured.Select(table => Path.GetFileNameWithoutExtension(table.Name)).Prepend("agent").Select(name => new TableColumn(name, typeof(string)))],
        agent => Line(agent.Row.Agent, table => table.LinesOf(agent)));

    // Places of the columns that are left out, from the end: no field from there on holds a comma.
    private static readonly int[] Derived = [.. CsvTable.Columns<AgentRow>().Reverse().Index().Where(column => column.Item is "search" or "search_score" or "mesa").Select(column => 1 + column.Index)];

    /// <summary>An agent's line, from its lines in each file.</summary>
    public static string Line(string agent, Func<RowTable, string> linesOf) =>
        $"{agent},{string.Join(',', RowTable.Measured.Select(table => Of(table, linesOf(table))))}\n";

    /// <summary>The digest of an agent's lines in a file.</summary>
    public static string Of(RowTable table, string lines) => Of(table == RowTable.Agents ? Measured(lines) : lines);

    private static string Measured(string line)
    {
        string[] fields = line.Split(',');
        foreach (int column in Derived.Where(column => column <= fields.Length)) fields[^column] = "";
        return string.Join(',', fields);
    }

    /// <summary>The digest of lines.</summary>
    public static string Of(string lines) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines)))[..16];
}
