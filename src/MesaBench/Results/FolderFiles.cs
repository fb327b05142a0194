using System.Text;

namespace MesaBench.Results;

/// <summary>Opens a file for writing, unbuffered. Tests put a disk in its place that is full, fails, or tears what is written.</summary>
internal delegate FileStream OpenForWriting(string path, FileMode mode);

/// <summary>
/// The files of a results folder, all of which are read and written here: whole files, of which a reader or a run after a kill sees the old
/// content or the new and never a part, and files that grow by appended text. Text is UTF-8 without byte order mark. What is written is on
/// the disk when a call returns.
/// </summary>
/// <param name="folder">The folder, as a full path.</param>
/// <param name="open">The disk; null for the system's.</param>
internal sealed class FolderFiles(string folder, OpenForWriting? open = null)
{
    /// <summary>Ending of a file that is written before it takes its name.</summary>
    public const string TemporaryEnding = ".tmp";

    private readonly OpenForWriting open = open ?? ((path, mode) => new FileStream(path, mode, FileAccess.Write, FileShare.Read, bufferSize: 0));

    /// <summary>The folder, as a full path.</summary>
    public string Folder => folder;

    /// <summary>The path of a file.</summary>
    public string At(string name) => Path.Combine(folder, name);

    /// <summary>The text of a file; null where there is none.</summary>
    public string? Read(string name) => File.Exists(At(name)) ? File.ReadAllText(At(name)) : null;

    /// <summary>Writes a whole file.</summary>
    public void Write(string name, byte[] bytes)
    {
        string path = At(name), temporary = path + TemporaryEnding;
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (FileStream stream = open(temporary, FileMode.Create))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Writes a whole file of text.</summary>
    public void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Makes a file hold a text and opens it to append to it.</summary>
    public AppendedFile Append(string name, string text)
    {
        if (Read(name) != text) Write(name, text);
        return new AppendedFile(open(At(name), FileMode.Append));
    }

    /// <summary>
    /// Takes the folder, which is created when missing, for this run. A folder that cannot be written to fails here, untouched.
    /// </summary>
    /// <exception cref="ResultsFolderException">Another run has it.</exception>
    public FolderLock Take()
    {
        _ = Directory.CreateDirectory(folder);
        return new FolderLock(this);
    }
}

/// <summary>A file that grows.</summary>
internal sealed class AppendedFile(FileStream stream) : IDisposable
{
    /// <summary>Appends text with one write and forces it to the disk; when that fails, takes the write back and throws.</summary>
    public void Append(string text)
    {
        if (text.Length == 0) return;
        long before = stream.Length;
        try
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
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
