using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using MesaBench.Export;
using MesaBench.Results;

namespace MesaBench.Tests.Export;

/// <summary>Tables as other programs read them. DuckDB stands for these: it shares no code with what writes.</summary>
public sealed class TableExportTests(ExportedQuick quick) : IClassFixture<ExportedQuick>
{
    public static TheoryData<TableFormat, string> Files
    {
        get
        {
            using StudyTables study = StudyTables.Open(ExportedQuick.Source);
            return new(study.Tables.SelectMany(table => Enum.GetValues<TableFormat>().Select(format => (format, table.Name))));
        }
    }

    [Fact]
    public void Every_CSV_file_of_the_folder_is_a_table()
    {
        string[] files = [.. Directory.GetFiles(ExportedQuick.Source, "*.csv").Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Equal(files, quick.Tables.Select(table => table.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_DuckDB_reads_is_the_CSV_file_to_the_last_digit(TableFormat format, string table)
    {
        using DuckDb duck = new();
        (string[] columns, _, List<object?[]> rows) = duck.Ask($"SELECT * FROM {Reading(format, table)}");
        Assert.Equal(File.ReadAllText(Path.Combine(ExportedQuick.Source, table)), Csv(columns, rows));
    }

    [Fact]
    public void Columns_have_the_types_of_what_they_hold()
    {
        using DuckDb duck = new();
        Dictionary<string, string> types = duck.Ask($"DESCRIBE SELECT * FROM {DuckDb.Quoted(quick.FileOf(TableFormat.Parquet, "agents.csv"))}").Rows.ToDictionary(row => (string)row[0]!, row => (string)row[1]!);
        Assert.Equal(["VARCHAR", "VARCHAR", "INTEGER", "BIGINT", "DOUBLE", "BOOLEAN", "VARCHAR", "DOUBLE"],
            ((string[])["agent", "layout", "seed", "steps", "preference_low", "competent", "verdict", "alpha_before"]).Select(column => types[column]));
        // Without being told of types, from JSON too.
        Assert.Equal(264L, duck.Ask($"SELECT count(*) FROM {DuckDb.Quoted(quick.FileOf(TableFormat.Json, "agents.csv"))} WHERE competent AND preference BETWEEN 0 AND 1").Rows[0][0]);
    }

    [Fact]
    public async Task What_does_not_exist_is_null_and_whoever_never_gets_there_is_infinitely_late()
    {
        using DuckDb duck = new();
        TableColumn[] columns = [new("name", typeof(string)), new("clock", typeof(double)), new("steps", typeof(long?)), new("kept", typeof(bool?))];
        StudyTable table = new("clocks.csv", columns, _ => [Batch()]);
        string folder = Directory.CreateTempSubdirectory("mesabench-").FullName, parquet = Path.Combine(folder, "clocks.parquet"), json = Path.Combine(folder, "clocks.json");
        await using (FileStream stream = File.Create(json)) Assert.Equal(3, JsonTable.Write(stream, table, TestContext.Current.CancellationToken));
        await using (FileStream stream = File.Create(parquet))
            Assert.Equal(3, await ParquetTable.WriteAsync(stream, table, new Dictionary<string, string>(), ColumnLine.Of(table), TestContext.Current.CancellationToken));
        object?[][] expected = [["a, \"b\"", double.PositiveInfinity, 5_000_000_000, true], [null, null, null, null], ["c\nd", -1e-300, -1L, false]];
        Assert.Equal(expected, duck.Ask($"SELECT * FROM {DuckDb.Quoted(parquet)}").Rows);
        Assert.Equal(expected, duck.Ask($"SELECT * FROM read_json({DuckDb.Quoted(json)}, columns = {{name: 'VARCHAR', clock: 'DOUBLE', steps: 'BIGINT', kept: 'BOOLEAN'}})").Rows);
        Assert.Equal("[\n{\"name\":\"a, \\\"b\\\"\",\"clock\":\"Inf\",\"steps\":5000000000,\"kept\":true},\n{\"name\":null,\"clock\":null,\"steps\":null,\"kept\":null},\n{\"name\":\"c\\nd\",\"clock\":-1E-300,\"steps\":-1,\"kept\":false}\n]\n", await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken));
        Directory.Delete(folder, recursive: true);

        TableBatch Batch()
        {
            string[][] rows = [["a, \"b\"", "inf", "5000000000", "true"], ["", "", "", ""], ["c\nd", "-1E-300", "-1", "false"]];
            TableBatch room = TableBatch.Room(columns, 4);
            for (int row = 0; row < rows.Length; row++)
                for (int column = 0; column < 4; column++) room.Set(column, row, rows[row][column]);
            return room with { Count = rows.Length };
        }
    }

    [Fact]
    public void The_file_says_what_its_columns_are_and_so_does_a_table_of_all_columns()
    {
        using DuckDb duck = new();
        List<object?[]> all = duck.Ask($"SELECT \"table\", \"column\", unit, meaning FROM {DuckDb.Quoted(quick.FileOf(TableFormat.Parquet, "columns.csv"))}").Rows;
        Assert.Equal(quick.Tables.SelectMany(table => table.Columns.Select(column => (Path.GetFileNameWithoutExtension(table.Name), column.Name))), all.Select(row => ((string)row[0]!, (string)row[1]!)));
        Assert.All(all, row => Assert.True(row[3] is string { Length: > 3 }, $"{row[0]}.{row[1]} is not told of"));
        foreach ((string name, IReadOnlyList<TableColumn> columns) in quick.Tables)
        {
            Dictionary<string, string> metadata = duck.Ask($"SELECT decode(key), decode(value) FROM parquet_kv_metadata({DuckDb.Quoted(quick.FileOf(TableFormat.Parquet, name))})").Rows.ToDictionary(row => (string)row[0]!, row => (string)row[1]!);
            Assert.Equal(("mesabench", "quick", name), (metadata["program"], metadata["experiment"], metadata["table"]));
            object?[][] own = [.. all.Where(row => (string)row[0]! == Path.GetFileNameWithoutExtension(name))];
            Assert.Equal(own.Select(row => new ColumnMeaning((string?)row[2] ?? "", (string)row[3]!).ToString()), columns.Select(column => metadata[$"column.{column.Name}"]));
            Assert.Equal(columns.Select(column => column.Name), JsonDocument.Parse(metadata["columns"]).RootElement.EnumerateArray().Select(line => line.GetProperty("column").GetString()));
        }
    }

    [Fact]
    public async Task A_row_group_is_written_before_the_next_is_read()
    {
        const int Groups = 5;
        TableColumn[] columns = [.. Enumerable.Range(0, 2048).Select(i => new TableColumn($"figure{i}", typeof(double)))];
        using MemoryStream stream = new();
        List<long> lengths = [];
        StudyTable table = new("wide.csv", columns, rows =>
        {
            TableBatch room = TableBatch.Room(columns, rows);
            for (int row = 0; row < rows; row++)
                for (int column = 0; column < columns.Length; column++) room.Set(column, row, (row * column).ToString(CultureInfo.InvariantCulture));
            return Enumerable.Range(0, Groups).Select(_ =>
            {
                lengths.Add(stream.Length);
                return room with { Count = rows };
            });
        });
        long written = await ParquetTable.WriteAsync(stream, table, new Dictionary<string, string>(), [], TestContext.Current.CancellationToken);
        Assert.Equal(Groups * ParquetTable.RowsOfGroup(columns.Length), written);
        Assert.Equal(Groups, lengths.Count);
        Assert.All(lengths.Zip(lengths.Skip(1)), pair => Assert.True(pair.Second - pair.First > 1000 * columns.Length, $"{pair.First} bytes before a group, {pair.Second} after it"));
    }

    private string Reading(TableFormat format, string table)
    {
        string file = DuckDb.Quoted(quick.FileOf(format, table));
        if (format == TableFormat.Parquet) return file;
        string Type(TableColumn column) => column.Kind == typeof(string) ? "VARCHAR" : column.Kind == typeof(double) ? "DOUBLE" : column.Kind == typeof(bool) ? "BOOLEAN" : "BIGINT";
        return $"read_json({file}, columns = {{{string.Join(", ", quick.Tables.Single(own => own.Name == table).Columns.Select(column => $"\"{column.Name}\": '{Type(column)}'"))}}})";
    }

    /// <summary>Rows as the program writes them.</summary>
    private static string Csv(string[] columns, IEnumerable<object?[]> rows)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        using (CsvWriter csv = new(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }))
        {
            foreach (object?[] row in rows.Prepend(columns))
            {
                foreach (object? value in row) csv.WriteField(CsvField.Text(value));
                csv.NextRecord();
            }
        }
        return text.ToString();
    }
}
