using DuckDB.NET.Data;

namespace MesaBench.Tests.Export;

/// <summary>DuckDB, which reads Parquet and JSON by code that is none of ours, with time and place of its own.</summary>
internal sealed class DuckDb : IDisposable
{
    private readonly DuckDBConnection connection = new("Data Source=:memory:");

    public DuckDb() => connection.Open();

    /// <summary>The answer to a query: names of its columns, their types, and its rows, nulls as null.</summary>
    public (string[] Columns, string[] Types, List<object?[]> Rows) Ask(string query)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = query;
        using DuckDBDataReader reader = command.ExecuteReader();
        int[] columns = [.. Enumerable.Range(0, reader.FieldCount)];
        List<object?[]> rows = [];
        while (reader.Read()) rows.Add([.. columns.Select(column => reader.IsDBNull(column) ? null : reader.GetValue(column))]);
        return ([.. columns.Select(reader.GetName)], [.. columns.Select(reader.GetDataTypeName)], rows);
    }

    /// <summary>A path as a query has it.</summary>
    public static string Quoted(string path) => $"'{path.Replace("'", "''", StringComparison.Ordinal)}'";

    public void Dispose() => connection.Dispose();
}
