using MesaBench.Export;
using MesaBench.Results;

namespace MesaBench.Tests.Export;

/// <summary>The committed results of <c>quick</c>, exported once for all tests of a class.</summary>
public sealed class ExportedQuick : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mesabench-").FullName;

    public ExportedQuick()
    {
        using StudyTables study = StudyTables.Open(Source);
        Tables = [.. study.Tables.Select(table => (table.Name, table.Columns))];
        foreach (TableFormat format in Enum.GetValues<TableFormat>()) _ = StudyExport.Write(study, Path.Combine(folder, format.ToString()), format, CancellationToken.None);
    }

    public static string Source => Repository.Path("results", "quick-reference");

    /// <summary>The tables and their columns.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<TableColumn> Columns)> Tables { get; }

    /// <summary>The exported file of a table.</summary>
    public string FileOf(TableFormat format, string table) => Path.Combine(folder, format.ToString(), Path.ChangeExtension(table, format == TableFormat.Parquet ? "parquet" : "json"));

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
