namespace MesaBench.Disks;

/// <summary>
/// All that the program asks of a disk: tests put one in its place that fails, or stops for ever, at any call. Paths are full, or from the working folder on. Whatever a disk has against a call it says
/// by an <see cref="IOException"/> or an <see cref="UnauthorizedAccessException"/>.
/// </summary>
public interface IDisk
{
    /// <summary>Whether there is a file of that name.</summary>
    bool HasFile(string path);

    /// <summary>Whether there is a folder of that name.</summary>
    bool HasFolder(string path);

    /// <summary>The names of files and folders in a folder, in ordinal order.</summary>
    IReadOnlyList<string> Names(string folder);

    /// <summary>A whole file.</summary>
    byte[] Read(string path);

    /// <summary>Opens a file to read of it what is needed. Others may write to it meanwhile, or, where the system allows it, give its name to another file, which changes nothing of what is read.</summary>
    Stream Open(string path);

    /// <summary>Makes a folder, and those that it lies in, where there is none. When this returns, their names are on the disk.</summary>
    void MakeFolder(string path);

    /// <summary>Removes an empty folder.</summary>
    void RemoveFolder(string path);

    /// <summary>Opens an empty file in place of any of that name. <see cref="Read"/> may read it meanwhile.</summary>
    IDiskFile Create(string path);

    /// <summary>Opens a file to write at its end. <see cref="Read"/> may read it meanwhile.</summary>
    IDiskFile Append(string path);

    /// <summary>Gives a file another name, in place of any file of that name. When this returns, the name is on the disk where the system has a way to see to that (not on Windows): a power failure does not bring the old one back.</summary>
    void Rename(string from, string to);

    /// <summary>Removes a file; one that is not there will do.</summary>
    void Delete(string path);

    /// <summary>Takes a file, which is made where there is none, for this process alone, until that ends or lets go; null where another has it.</summary>
    IDiskLock? Lock(string path);

    /// <summary>Whether somebody has taken a file.</summary>
    bool IsLocked(string path);
}

/// <summary>A file that is written to.</summary>
public interface IDiskFile : IDisposable
{
    /// <summary>Its length in bytes.</summary>
    long Length { get; }

    /// <summary>Writes at its end. When this throws, some of it may have been written.</summary>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Writes over what lies at a place. When this throws, some of it may have been written.</summary>
    /// <param name="place">The first byte, counted from the file's beginning; with the bytes, within its length.</param>
    /// <param name="bytes">What is to stand there.</param>
    void WriteAt(long place, ReadOnlySpan<byte> bytes);

    /// <summary>Cuts it off, or fills it up with zeros, to a length.</summary>
    void Truncate(long length);

    /// <summary>When this returns, all that was written is on the disk: a power failure takes nothing of it.</summary>
    void Sync();
}

/// <summary>A file that is this process's alone.</summary>
public interface IDiskLock : IDisposable
{
    /// <summary>Removes the file and lets go of it, in such an order that no other's is removed.</summary>
    void Remove();
}
