using System.Globalization;
using MesaBench.Disks;
using MesaBench.Results;

namespace MesaBench.Export;

/// <summary>The formats of tables.</summary>
public enum TableFormat
{
    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>An array of objects.</summary>
    Json,
}

/// <summary>A file that was written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Bytes">Its length.</param>
public sealed record ExportedFile(string Name, long Rows, int Columns, long Bytes);

/// <summary>Makes of a study's tables what other programs read with types and names. The CSV files stay what is true.</summary>
public static class StudyExport
{
    /// <summary>Writes every table into a file of its own, and one table more, <c>columns</c>, that says what all columns are.</summary>
    /// <param name="study">The study.</param>
    /// <param name="output">The folder; made where there is none.</param>
    /// <param name="format">How.</param>
    /// <param name="token">Ends it; files that are not whole are not left.</param>
    /// <param name="disk">The disk; null for the system's.</param>
    /// <exception cref="ResultsFolderException">The study cannot be read, or the folder is something else's.</exception>
    public static IReadOnlyList<ExportedFile> Write(StudyTables study, string output, TableFormat format, CancellationToken token, IDisk? disk = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        StudyTable[] tables = [.. study.Tables, ColumnLine.TableOf(study.Tables)];
        string NameOf(StudyTable table) => Path.ChangeExtension(table.Name, format == TableFormat.Parquet ? "parquet" : "json");
        ExportFolder folder = ExportFolder.Take(output, study, [.. tables.Select(NameOf)], disk);
        List<ExportedFile> written = [];
        foreach (StudyTable table in tables)
        {
            long rows = 0;
            long bytes = folder.Write(NameOf(table), stream => rows = format == TableFormat.Json
                ? JsonTable.Write(stream, table, token)
                : ParquetTable.WriteAsync(stream, table, FactsOf(study, table), ColumnLine.Of(table), token).GetAwaiter().GetResult());
            written.Add(new ExportedFile(NameOf(table), rows, table.Columns.Count, bytes));
        }
        return written;
    }

    /// <summary>Writes a score of all agents as arrays of runs by tasks (<see cref="ScoreArrays"/>).</summary>
    /// <param name="study">The study.</param>
    /// <param name="score">The column of <c>agents.csv</c>.</param>
    /// <param name="output">The folder; made where there is none.</param>
    /// <param name="token">Ends it.</param>
    /// <param name="disk">The disk; null for the system's.</param>
    /// <returns>The file, whose rows are runs and whose columns are tasks, and what it holds.</returns>
    /// <exception cref="ResultsFolderException">The study cannot be read, or the folder is something else's.</exception>
    /// <exception cref="MesaBench.Experiments.InvalidInputException">There is no such column, or it holds no numbers.</exception>
    public static (ExportedFile File, ScoreArrays Scores) WriteScores(StudyTables study, string score, string output, CancellationToken token, IDisk? disk = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        ScoreArrays scores = ScoreArrays.Of(study, score, token);
        string name = $"{score}.safetensors";
        ExportFolder folder = ExportFolder.Take(output, study, [name], disk);
        byte[] file = scores.ToSafetensors(FactsOf(study, study.OfAgents), ColumnGuide.Of(study.OfAgents.Name, study.OfAgents.Columns.Single(column => column.Name == score))?.ToString() ?? "");
        return (new ExportedFile(name, scores.Algorithms.Sum(algorithm => algorithm.Shape[0]), scores.Tasks.Count, folder.Write(name, stream => stream.Write(file))), scores);
    }

    private static Dictionary<string, string> FactsOf(StudyTables study, StudyTable table) => new()
    {
        ["program"] = "mesabench",
        ["experiment"] = study.Experiment.Name,
        ["numerics"] = study.Numerics.ToString(CultureInfo.InvariantCulture),
        ["table"] = table.Name,
    };
}
