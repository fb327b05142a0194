namespace MesaBench.Results;

/// <summary>Some rows of a table, column by column.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Values">
/// [column][row] an array of the column's <see cref="TableColumn.Kind"/>, with nulls where a field is empty if the column is optional: <c>double?[]</c>, <c>int[]</c>, <c>string?[]</c>. May be longer than there are rows.
/// </param>
/// <param name="Count">Rows.</param>
public sealed record TableBatch(IReadOnlyList<TableColumn> Columns, IReadOnlyList<Array> Values, int Count)
{
    /// <summary>Room for rows.</summary>
    internal static TableBatch Room(IReadOnlyList<TableColumn> columns, int rows) => new(columns, [.. columns.Select(column => Array.CreateInstance(ElementOf(column), rows))], 0);

    /// <summary>A table that is given as text, of columns of text.</summary>
    public static TableBatch OfText(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new(
            [.. columns.Select(name => new TableColumn(name, typeof(string)))], [.. columns.Select((_, i) => (string?[])[.. rows.Select(row => row[i] is { Length: > 0 } text ? text : null)])], rows.Count);
    }

    /// <summary>The value in a field; null where it is empty.</summary>
    public object? At(int column, int row) => Values[column].GetValue(row);

    /// <summary>Takes a field as it stands in the CSV file.</summary>
    /// <exception cref="FormatException">It is not of the column's type.</exception>
    internal void Set(int column, int row, string text)
    {
        TableColumn of = Columns[column];
        switch (Values[column])
        {
            case string?[] texts:
                texts[row] = text.Length > 0 ? text : of.IsOptional ? null : throw new FormatException($"{of.Name}: found nothing; allowed: a word");
                break;
            case double?[] numbers:
                numbers[row] = text.Length > 0 ? (double)CsvField.Parse(typeof(double), text)! : null;
                break;
            case var values:
                values.SetValue(CsvField.Parse(of.Type, text), row);
                break;
        }
    }

    private static Type ElementOf(TableColumn column) =>
        column.Kind == typeof(string) || !column.IsOptional ? column.Kind : typeof(Nullable<>).MakeGenericType(column.Kind);
}
