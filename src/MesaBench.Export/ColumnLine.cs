using MesaBench.Results;

namespace MesaBench.Export;

/// <summary>What a column of a table is: a row of the table of columns.</summary>
/// <param name="Table">The table's name, e.g. <c>agents</c>.</param>
/// <param name="Column">The column's name.</param>
/// <param name="Type">What it holds: <c>text</c>, <c>double</c>, <c>int32</c>, <c>int64</c> or <c>boolean</c>.</param>
/// <param name="Unit">Its unit; empty where it has none.</param>
/// <param name="Meaning">What it is, in words.</param>
internal sealed record ColumnLine(string Table, string Column, string Type, string Unit, string Meaning)
{
    /// <summary>The name of the table of columns.</summary>
    public const string TableName = "columns";

    private static readonly string[] Names = ["table", "column", "type", "unit", "meaning"];

    /// <summary>What the columns of a table are, in their order.</summary>
    public static IReadOnlyList<ColumnLine> Of(StudyTable table) =>
    [
        .. table.Columns.Select(column => (column, meaning: ColumnGuide.Of(table.Name, column)))
            .Select(pair => new ColumnLine(Path.GetFileNameWithoutExtension(table.Name), pair.column.Name, pair.column.KindName, pair.meaning?.Unit ?? "", pair.meaning?.Meaning ?? "")),
    ];

    /// <summary>What the columns of tables are, as a table.</summary>
    public static StudyTable TableOf(IEnumerable<StudyTable> tables)
    {
        TableBatch all = TableBatch.OfText(Names, [.. tables.SelectMany(Of).Select(line => (IReadOnlyList<string?>)[line.Table, line.Column, line.Type, line.Unit, line.Meaning])]);
        return new StudyTable($"{TableName}.csv", all.Columns, _ => [all]);
    }
}
