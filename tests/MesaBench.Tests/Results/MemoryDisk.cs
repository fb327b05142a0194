using MesaBench.Disks;

namespace MesaBench.Tests.Results;

/// <summary>What happens at a call that changes a disk.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The disk is full from there on: it takes nothing more.</summary>
    Full,

    /// <summary>The same; the last write is half there, and cannot be taken back.</summary>
    Torn,

    /// <summary>The call did what it should, and says that it failed; of a sync, that it failed.</summary>
    Unsure,

    /// <summary>The call is refused.</summary>
    Denied,

    /// <summary>The process ends before the call. What was written stays.</summary>
    Dies,

    /// <summary>The process ends within the call: half of a write is there.</summary>
    DiesWithin,

    /// <summary>The machine ends before the call. What was not synced is gone, names included.</summary>
    PowerFails,
}

/// <summary>A disk in memory on which one call does not go as it should.</summary>
/// <param name="fault">What happens.</param>
/// <param name="at">At which call that changes something, from 0 on.</param>
internal sealed class MemoryDisk(Fault fault = Fault.None, int at = -1) : IDisk
{
    private readonly Dictionary<string, Node> names = [], safeNames = []; // path; as they are, and as a power failure leaves them
    private readonly HashSet<string> folders = [], safeFolders = [], locked = [];
    private bool isFull, hasStopped;

    /// <summary>Calls that changed something, or would have.</summary>
    public int Calls { get; private set; }

    /// <summary>[path] all files.</summary>
    public IReadOnlyDictionary<string, byte[]> Files => names.ToDictionary(name => name.Key, name => name.Value.Content);

    /// <summary>The disk as another process finds it after what happened here.</summary>
    /// <param name="then">What happens there; by default nothing.</param>
    /// <param name="call">At which call.</param>
    public MemoryDisk Restarted(Fault then = Fault.None, int call = -1)
    {
        MemoryDisk next = new(then, call);
        bool isPowerLost = fault == Fault.PowerFails;
        Dictionary<Node, Node> copies = [];
        // What a process has written, and not synced, outlives it, and is still to be synced.
        Node Copy(Node node) => copies.TryGetValue(node, out Node? known) ? known : copies[node] = new Node { Content = isPowerLost ? node.Safe : node.Content, Safe = node.Safe };
        bool IsThere(string path) => !isPowerLost || safeFolders.Contains(Path.GetDirectoryName(path)!);
        foreach ((string path, Node node) in (isPowerLost ? safeNames : names).Where(name => IsThere(name.Key))) next.names[path] = Copy(node);
        foreach ((string path, Node node) in safeNames.Where(name => IsThere(name.Key))) next.safeNames[path] = Copy(node);
        next.folders.UnionWith(isPowerLost ? safeFolders : folders);
        next.safeFolders.UnionWith(safeFolders);
        return next;
    }

    /// <summary>Puts a file there, as someone else would.</summary>
    public void Put(string path, byte[] content)
    {
        names[path] = safeNames[path] = new Node { Content = content, Safe = content };
        folders.Add(Path.GetDirectoryName(path)!);
        safeFolders.Add(Path.GetDirectoryName(path)!);
    }

    /// <summary>Takes a file away, as someone else would.</summary>
    public void Take(string path) => _ = names.Remove(path) && safeNames.Remove(path);

    public bool HasFile(string path) => names.ContainsKey(path);

    public bool HasFolder(string path) => folders.Contains(path);

    public IReadOnlyList<string> Names(string folder) =>
        [.. names.Keys.Concat(folders).Where(path => Path.GetDirectoryName(path) == folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public byte[] Read(string path) => names.TryGetValue(path, out Node? node) ? node.Content
        : folders.Contains(path) ? throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.") : throw new FileNotFoundException($"Could not find file '{path}'.");

    public Stream Open(string path) => new MemoryStream(Read(path), writable: false);

    public void MakeFolder(string path)
    {
        if (folders.Contains(path)) return;
        if (names.ContainsKey(path)) throw new IOException($"The file '{path}' already exists.");
        Do(() => folders.Add(path));
        Do(() => safeFolders.Add(path));
    }

    public void RemoveFolder(string path)
    {
        if (Names(path).Count > 0) throw new IOException($"Directory not empty : '{path}'");
        Do(() =>
        {
            _ = folders.Remove(path);
            _ = safeFolders.Remove(path);
        }, needsRoom: false);
    }

    public IDiskFile Create(string path)
    {
        NoFolder(path);
        Do(() => names[path] = new Node());
        return new OpenFile(this, names[path]);
    }

    public IDiskFile Append(string path)
    {
        NoFolder(path);
        Do(() => names.TryAdd(path, new Node()));
        return new OpenFile(this, names[path]);
    }

    public void Rename(string from, string to)
    {
        NoFolder(to);
        Do(() =>
        {
            names[to] = names[from];
            _ = names.Remove(from);
        });
        Do(() => MakeNamesSafe(Path.GetDirectoryName(to)!));
    }

    public void Delete(string path)
    {
        NoFolder(path);
        Do(() => names.Remove(path), needsRoom: false);
    }

    public bool IsLocked(string path) => locked.Contains(path);

    public IDiskLock? Lock(string path)
    {
        if (locked.Contains(path)) return null;
        Do(() => names.TryAdd(path, new Node()));
        _ = locked.Add(path);
        return new HeldFile(this, path);
    }

    private void NoFolder(string path)
    {
        if (folders.Contains(path)) throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.");
    }

    private void MakeNamesSafe(string folder)
    {
        foreach (string gone in safeNames.Keys.Where(path => Path.GetDirectoryName(path) == folder && !names.ContainsKey(path)).ToArray()) _ = safeNames.Remove(gone);
        foreach ((string path, Node node) in names.Where(name => Path.GetDirectoryName(name.Key) == folder)) safeNames[path] = node;
    }

    /// <summary>Does what a call is to do, unless it is the one that does not go as it should.</summary>
    private void Do(Action act, Action? half = null, bool needsRoom = true, Action? whenUnsure = null)
    {
        if (hasStopped) throw new IOException("the process has ended");
        if (isFull && needsRoom) throw Full();
        if (Calls++ == at)
        {
            switch (fault)
            {
                case Fault.Full when needsRoom:
                    isFull = true;
                    throw Full();
                case Fault.Torn when needsRoom:
                    isFull = true;
                    half?.Invoke();
                    throw Full();
                case Fault.Unsure:
                    (whenUnsure ?? act)();
                    throw new IOException("Input/output error");
                case Fault.Denied:
                    throw new UnauthorizedAccessException("Access to the path is denied.");
                case Fault.Dies or Fault.PowerFails:
                    hasStopped = true;
                    throw new IOException("the process has ended");
                case Fault.DiesWithin:
                    half?.Invoke();
                    hasStopped = true;
                    throw new IOException("the process has ended");
            }
        }
        act();
    }

    private static IOException Full() => new("No space left on device");

    private sealed class Node
    {
        public byte[] Content { get; set; } = [];

        public byte[] Safe { get; set; } = [];
    }

    private sealed class OpenFile(MemoryDisk disk, Node node) : IDiskFile
    {
        public long Length => node.Content.Length;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            byte[] all = [.. node.Content, .. bytes], half = all[..(all.Length - bytes.Length / 2)];
            disk.Do(() => node.Content = all, () => node.Content = half);
        }

        public void WriteAt(long place, ReadOnlySpan<byte> bytes)
        {
            byte[] all = [.. node.Content], half = [.. node.Content];
            bytes.CopyTo(all.AsSpan((int)place));
            bytes[..(bytes.Length / 2)].CopyTo(half.AsSpan((int)place));
            disk.Do(() => node.Content = all, () => node.Content = half);
        }

        // A torn write stays: the disk that took half of it does not give it back either.
        public void Truncate(long length) => disk.Do(() => node.Content = [.. node.Content.Take((int)length), .. new byte[Math.Max(0, length - node.Content.Length)]], needsRoom: disk.IsTorn);

        // What is not sure to be safe is not.
        public void Sync() => disk.Do(() => node.Safe = node.Content, whenUnsure: () => { });

        public void Dispose()
        {
        }
    }

    private bool IsTorn => fault == Fault.Torn;

    private sealed class HeldFile(MemoryDisk disk, string path) : IDiskLock
    {
        public void Remove()
        {
            disk.Delete(path);
            Dispose();
        }

        public void Dispose() => disk.locked.Remove(path);
    }
}
