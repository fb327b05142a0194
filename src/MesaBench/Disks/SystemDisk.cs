using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MesaBench.Disks;

/// <summary>The system's disk. Nothing else in the program touches files.</summary>
public sealed partial class SystemDisk : IDisk
{
    // A file system that has no such call, or is not for writing, keeps what it keeps: EACCES, EINVAL, EROFS, and ENOTSUP on Linux and on macOS.
    private static readonly int[] NotForFolders = [13, 22, 30, 95, 45];

    // What says that another has a file: EWOULDBLOCK on Linux and on macOS, and a sharing violation on Windows.
    private static readonly int[] Held = [11, 35, unchecked((int)0x80070020)];

    private SystemDisk()
    {
    }

    /// <summary>The disk.</summary>
    public static IDisk Instance { get; } = new SystemDisk();

    /// <inheritdoc/>
    public bool HasFile(string path) => File.Exists(path);

    /// <inheritdoc/>
    public bool HasFolder(string path) => Directory.Exists(path);

    /// <inheritdoc/>
    public IReadOnlyList<string> Names(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)!).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public byte[] Read(string path)
    {
        using Stream stream = Open(path);
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <inheritdoc/>
    public Stream Open(string path) =>
        // Nobody who writes, or gives the file another name, is to be in the way, or to be hindered.
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <inheritdoc/>
    public void MakeFolder(string path)
    {
        List<string> parents = [];
        for (string missing = Path.GetFullPath(path); !Directory.Exists(missing) && Path.GetDirectoryName(missing) is { } parent; missing = parent) parents.Add(parent);
        _ = Directory.CreateDirectory(path);
        if (OperatingSystem.IsWindows()) return;
        foreach (string parent in parents) SyncFolder(parent);
    }

    /// <inheritdoc/>
    public void RemoveFolder(string path) => Directory.Delete(path);

    /// <inheritdoc/>
    public IDiskFile Create(string path) => new OpenFile(path, FileMode.Create);

    /// <inheritdoc/>
    public IDiskFile Append(string path) => new OpenFile(path, FileMode.Append);

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        if (!OperatingSystem.IsWindows()) SyncFolder(Path.GetDirectoryName(Path.GetFullPath(to))!);
    }

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);

    /// <inheritdoc/>
    public IDiskLock? Lock(string path)
    {
        try
        {
            return new HeldFile(path);
        }
        catch (IOException e) when (Held.Contains(e.HResult))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public bool IsLocked(string path)
    {
        try
        {
            if (!File.Exists(path)) return false;
            using FileStream shared = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (IOException e)
        {
            return Held.Contains(e.HResult);
        }
    }

    /// <summary>Forces a folder's names to the disk, for which .NET has no call.</summary>
    private static void SyncFolder(string folder)
    {
        int error = 0;
        using SafeFileHandle handle = new(OpenFolder(folder, 0), ownsHandle: true);
        if (handle.IsInvalid || Sync(handle) != 0) error = Marshal.GetLastPInvokeError();
        if (error != 0 && !NotForFolders.Contains(error)) throw Failed(error, folder);
    }

    private static IOException Failed(int error, string path) => new($"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(SafeFileHandle handle);

    private sealed class OpenFile(string path, FileMode mode) : IDiskFile
    {
        private readonly FileStream stream = new(path, mode, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);

        public long Length => stream.Length;

        public void Write(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

        public void WriteAt(long place, ReadOnlySpan<byte> bytes) => RandomAccess.Write(stream.SafeFileHandle, bytes, place);

        public void Truncate(long length) => stream.SetLength(length);

        public void Sync()
        {
            // .NET's own call does not tell of a disk that fails on Unix, and a second one after it is told nothing.
            if (!OperatingSystem.IsWindows() && SystemDisk.Sync(stream.SafeFileHandle) != 0) throw Failed(Marshal.GetLastPInvokeError(), path);
            // Where the call before reaches the disk's cache alone.
            if (!OperatingSystem.IsLinux()) stream.Flush(flushToDisk: true);
        }

        public void Dispose() => stream.Dispose();
    }

    private sealed class HeldFile(string path) : IDiskLock
    {
        // On Windows nobody can remove it while it is open, and it goes with its handle.
        private readonly FileStream stream = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);

        public void Remove()
        {
            if (!OperatingSystem.IsWindows()) File.Delete(path);
            stream.Dispose();
        }

        public void Dispose() => stream.Dispose();
    }
}
