using System.Text;
using MesaBench.Disks;

namespace MesaBench.Results;

/// <summary>
/// The files of a results folder, all of which are read and written here: whole files, of which a reader or a run after a kill sees the old
/// content or the new and never a part, and files that grow by appended text. Text is UTF-8 without byte order mark. What is written is on
/// the disk when a call returns.
/// </summary>
/// <param name="folder">The folder, as a full path.</param>
/// <param name="disk">The disk; null for the system's.</param>
internal sealed class FolderFiles(string folder, IDisk? disk = null)
{
    /// <summary>Ending of a file that is written before it takes its name.</summary>
    public const string TemporaryEnding = ".tmp";

    /// <summary>The disk.</summary>
    public IDisk Disk { get; } = disk ?? SystemDisk.Instance;

    /// <summary>The folder, as a full path.</summary>
    public string Folder => folder;

    /// <summary>The path of a file.</summary>
    public string At(string name) => Path.Combine(folder, name);

    /// <summary>A folder in it.</summary>
    public FolderFiles In(string name) => new(At(name), Disk);

    /// <summary>Whether there is a file of that name.</summary>
    public bool Has(string name) => Disk.HasFile(At(name));

    /// <summary>The names of all that is in it; none where it is not there.</summary>
    public IReadOnlyList<string> Names => Disk.HasFolder(folder) ? Disk.Names(folder) : [];

    /// <summary>The text of a file; null where there is none. A byte order mark is none of ours, and part of it.</summary>
    public string? Read(string name)
    {
        try
        {
            return Has(name) ? Encoding.UTF8.GetString(Disk.Read(At(name))) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // A run has ended, and taken away what it needs no longer.
            return null;
        }
    }

    /// <summary>Opens a file to read of it what is needed; null where there is none.</summary>
    public Stream? Open(string name)
    {
        try
        {
            return Has(name) ? Disk.Open(At(name)) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes a whole file.</summary>
    public void Write(string name, byte[] bytes) => Disk.Replace(At(name), At(name) + TemporaryEnding, bytes);

    /// <summary>Writes a whole file part by part; what was open of it can be closed when all is written, and nothing replaced.</summary>
    public void Write(string name, IEnumerable<byte[]> parts, Action written) => Disk.Replace(At(name), At(name) + TemporaryEnding, parts, written);

    /// <summary>Writes a whole file of text.</summary>
    public void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Removes a file; one that is not there will do.</summary>
    public void Delete(string name)
    {
        if (Has(name)) Disk.Delete(At(name));
    }

    /// <summary>Opens a file to append to it. What a killed run wrote of it may not have reached the disk: now it has.</summary>
    public AppendedFile Append(string name)
    {
        IDiskFile file = Disk.Append(At(name));
        try
        {
            file.Sync();
            return new AppendedFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes the folder, which is created when missing, for this run. Where no folder can be made, or nothing be written into it, this fails, and nothing was written.
    /// </summary>
    /// <exception cref="ResultsFolderException">Another run has it, or it cannot be written to.</exception>
    public FolderLock Take()
    {
        try
        {
            Disk.MakeFolder(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ResultsFolderException.Unusable(folder, e);
        }
        try
        {
            return new FolderLock(this);
        }
        catch (UnauthorizedAccessException e)
        {
            throw ResultsFolderException.Unusable(folder, e);
        }
        catch (IOException e)
        {
            throw ResultsFolderException.Unusable(folder, e, e);
        }
    }
}

/// <summary>A file that grows.</summary>
internal sealed class AppendedFile(IDiskFile file) : IDisposable
{
    /// <summary>Appends text with one write and forces it to the disk; when that fails, takes the write back and throws.</summary>
    public void Append(string text)
    {
        if (text.Length == 0) return;
        long before = file.Length;
        try
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Sync();
        }
        catch (IOException)
        {
            // A full disk must not leave half a row for the next one to be glued to.
            file.Truncate(before);
            throw;
        }
    }

    public void Dispose() => file.Dispose();
}
