using System.Text.Json;
using MesaBench.Results;
using Parquet;
using Parquet.Schema;

namespace MesaBench.Export;

/// <summary>
/// A table as a Parquet file: each column in its own type, fields that are empty in the CSV file as nulls, and what the columns mean in the file's key-value metadata: under <c>column.NAME</c> each, and under
/// <c>columns</c> all of them as JSON. A row group is written at a time. The same table gives the same bytes.
/// </summary>
internal static class ParquetTable
{
    private const int NumbersOfGroup = 1 << 21; // some 32 megabytes
    private const int NumbersOfText = 5; // a text takes as much memory

    /// <summary>Rows of a row group, all but the last.</summary>
    /// <param name="numbers">Numbers of a row.</param>
    public static int RowsOfGroup(int numbers) => Math.Max(1, NumbersOfGroup / Math.Max(1, numbers));

    /// <summary>Writes a table, and gives how many rows it has.</summary>
    /// <param name="stream">Where it goes.</param>
    /// <param name="table">The table.</param>
    /// <param name="facts">What it is, by key.</param>
    /// <param name="guide">What its columns mean, in their order.</param>
    /// <param name="token">Ends it.</param>
    public static async Task<long> WriteAsync(Stream stream, StudyTable table, IReadOnlyDictionary<string, string> facts, IReadOnlyList<ColumnLine> guide, CancellationToken token)
    {
        DataField[] fields = [.. table.Columns.Select(column => new DataField(column.Name, column.Kind, isNullable: column.IsOptional))];
        long rows = 0;
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream, new ParquetOptions(), cancellationToken: token);
        writer.CustomMetadata = Metadata(facts, guide);
        foreach (TableBatch batch in table.Batches(RowsOfGroup(table.Columns.Sum(column => column.Kind == typeof(string) ? NumbersOfText : 1))))
        {
            token.ThrowIfCancellationRequested();
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            for (int column = 0; column < fields.Length; column++) await WriteAsync(group, fields[column], batch.Values[column], batch.Count, token);
            group.CompleteValidate();
            rows += batch.Count;
        }
        return rows;
    }

    private static Task WriteAsync(ParquetRowGroupWriter group, DataField field, Array values, int count, CancellationToken token) => values switch
    {
        string?[] texts => group.WriteAsync(field, new ArraySegment<string>(texts!, 0, count)),
        double?[] numbers => group.WriteAsync<double>(field, numbers.AsMemory(0, count), cancellationToken: token),
        int?[] numbers => group.WriteAsync<int>(field, numbers.AsMemory(0, count), cancellationToken: token),
        int[] numbers => group.WriteAsync<int>(field, numbers.AsMemory(0, count), cancellationToken: token),
        long?[] numbers => group.WriteAsync<long>(field, numbers.AsMemory(0, count), cancellationToken: token),
        long[] numbers => group.WriteAsync<long>(field, numbers.AsMemory(0, count), cancellationToken: token),
        bool?[] truths => group.WriteAsync<bool>(field, truths.AsMemory(0, count), cancellationToken: token),
        bool[] truths => group.WriteAsync<bool>(field, truths.AsMemory(0, count), cancellationToken: token),
        _ => throw new NotSupportedException($"{field.Name}: found {values.GetType()}"),
    };

    private static Dictionary<string, string> Metadata(IReadOnlyDictionary<string, string> facts, IReadOnlyList<ColumnLine> guide)
    {
        Dictionary<string, string> metadata = new(facts) { ["columns"] = JsonSerializer.Serialize(guide, ExportFolder.Json) };
        foreach (ColumnLine line in guide) metadata[$"column.{line.Column}"] = new ColumnMeaning(line.Unit, line.Meaning).ToString();
        return metadata;
    }
}
