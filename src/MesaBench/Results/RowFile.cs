using System.Text;

namespace MesaBench.Results;

/// <summary>A CSV file of records that grows row by row and survives a kill at any moment: only whole lines count.</summary>
internal sealed class RowFile<T> : IDisposable
    where T : notnull
{
    private readonly FileStream stream;

    private RowFile(FileStream stream) => this.stream = stream;

    /// <summary>The whole rows of a file: what a killed write left after the last line feed is dropped. No file has no rows.</summary>
    /// <exception cref="FormatException">The header or a whole row is not that of the record type.</exception>
    public static IReadOnlyList<T> Read(string path)
    {
        if (!File.Exists(path)) return [];
        string text = File.ReadAllText(path);
        string whole = text[..(text.LastIndexOf('\n') + 1)];
        // A kill may have torn even the header; then there were no rows to lose.
        if (whole.Length == 0 && CsvTable.Header<T>().StartsWith(text, StringComparison.Ordinal)) return [];
        return CsvTable.Parse<T>(whole.Length == 0 ? text : whole);
    }

    /// <summary>Opens a file for appending, after making it hold exactly these rows.</summary>
    public static RowFile<T> Open(string path, IEnumerable<T> rows)
    {
        string text = CsvTable.Text(rows);
        if (!File.Exists(path) || File.ReadAllText(path) != text) AtomicFile.Write(path, text);
        // No buffer: one Write is one write.
        return new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0));
    }

    /// <summary>Appends rows with one write and forces them to the disk; when that fails, takes the write back and throws.</summary>
    public void Append(IReadOnlyCollection<T> rows)
    {
        if (rows.Count == 0) return;
        long before = stream.Length;
        try
        {
            stream.Write(Encoding.UTF8.GetBytes(CsvTable.Lines(rows)));
            stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // A full disk must not leave half a row for the next one to be glued to.
            stream.SetLength(before);
            throw;
        }
    }

    public void Dispose() => stream.Dispose();
}

/// <summary>Writes whole files: a reader, or a run after a kill, sees the old content or the new, never a part.</summary>
internal static class AtomicFile
{
    /// <summary>Ending of the file that is written before it takes the name.</summary>
    public const string TemporaryEnding = ".tmp";

    /// <summary>Writes UTF-8 without byte order mark, to the disk, then renames.</summary>
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes bytes to the disk, then renames.</summary>
    public static void Write(string path, byte[] bytes)
    {
        string temporary = path + TemporaryEnding;
        using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }
}
