using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MesaBench.Disks;
using MesaBench.Results;

namespace MesaBench.Export;

/// <summary>
/// The folder of an export: it says in <c>export.json</c> of which study it is and which files are its own. These are replaced when the study is exported again; whatever else a folder holds is left as it is, and a file of
/// another's is never replaced.
/// </summary>
/// <param name="path">The folder, as a full path.</param>
/// <param name="disk">The disk.</param>
internal sealed class ExportFolder(string path, IDisk disk)
{
    /// <summary>The file that says what the folder is.</summary>
    public const string FileName = "export.json";

    private const string ProgramName = "mesabench export";
    private const string Allowed = "allowed: a new or an empty folder, or an export of the same study. Choose another with --out";

    /// <summary>How JSON is written.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Indented = new(Json) { WriteIndented = true };

    /// <summary>Takes a folder, which is made where there is none, for some files of a study's export.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="study">The study.</param>
    /// <param name="names">The files that will be written.</param>
    /// <param name="disk">The disk; null for the system's.</param>
    /// <exception cref="ResultsFolderException">It holds something else; nothing was written.</exception>
    public static ExportFolder Take(string folder, StudyTables study, IReadOnlyList<string> names, IDisk? disk = null)
    {
        ExportFolder own = new(Path.GetFullPath(folder), disk ?? SystemDisk.Instance);
        own.Take(study, names);
        return own;
    }

    /// <summary>Writes one of its files, and gives its length in bytes.</summary>
    public long Write(string name, Action<Stream> write) => DiskStream.Replace(disk, Path.Combine(path, name), write);

    private void Take(StudyTables study, IReadOnlyList<string> names)
    {
        if (disk.HasFile(path)) throw new ResultsFolderException($"{path}: found a file; {Allowed}");
        IReadOnlyList<string> there = disk.HasFolder(path) ? disk.Names(path) : [];
        Note? note = there.Count > 0 ? NoteIn(there, study) : null;
        if (note is not null && names.FirstOrDefault(name => there.Contains(name) && !note.Files.Contains(name)) is { } foreign)
            throw new ResultsFolderException($"{Path.Combine(path, foreign)}: found a file that is none of the export's; {Allowed}");
        disk.MakeFolder(path);
        // Before the files themselves: what is killed can go on.
        Note now = new(ProgramName, study.Experiment.Name, study.ExperimentDigest, study.Numerics, [.. names.Union(note?.Files ?? []).Order(StringComparer.Ordinal)]);
        _ = Write(FileName, stream => stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(now, Indented) + "\n")));
    }

    private Note NoteIn(IReadOnlyList<string> there, StudyTables study)
    {
        if (!there.Contains(FileName)) throw new ResultsFolderException($"{path}: found '{there[0]}' and no {FileName}; {Allowed}");
        Note? note = null;
        try
        {
            note = JsonSerializer.Deserialize<Note>(disk.Read(Path.Combine(path, FileName)), Json);
        }
        catch (JsonException)
        {
            // Told below, as another's.
        }
        if (note is not { Program: ProgramName, Files: not null }) throw new ResultsFolderException($"{Path.Combine(path, FileName)}: found a file that is none of the program's; {Allowed}");
        return note.Digest == study.ExperimentDigest ? note : throw new ResultsFolderException($"{path}: found an export of another study, '{note.Experiment}'; {Allowed}");
    }

    private sealed record Note(string Program, string Experiment, string Digest, int Numerics, IReadOnlyList<string> Files);
}
