using System.Text;
using MesaBench.Experiments;

namespace MesaBench.Results;

/// <summary>Where the rows of each agent stand in a file of a results folder, which is read from its beginning to its end once, and then where it is needed: such a file may be larger than memory.</summary>
internal sealed class RowFile : IDisposable
{
    private const int Buffer = 1 << 16;
    private const int MostOfName = 512; // bytes, more than any agent's name has
    private const int MostOfFirstLine = 1 << 16;
    private const int MostOfAgent = 1 << 28; // bytes

    private readonly Stream? stream;
    private readonly long[] starts; // [agent]; 0 where it has no rows
    private readonly int[] lengths;
    private readonly Dictionary<int, List<(long Start, int Length)>> more = []; // rows of agents that stand apart from their first
    private readonly List<string> strangers = [];

    private RowFile(Stream? stream, long[] starts, int[] lengths) => (this.stream, this.starts, this.lengths) = (stream, starts, lengths);

    /// <summary>Whether the file is there with its first line.</summary>
    public bool HasHeader { get; private init; }

    /// <summary>Whether it ends within a line, which counts for nothing.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>Whether its agents stand in the experiment's order, and nothing else in it.</summary>
    public bool IsOrdered { get; private set; }

    /// <summary>Whether there is anything in it.</summary>
    public bool IsEmpty => (stream?.Length ?? 0) == 0;

    /// <summary>Whether it has any rows.</summary>
    public bool HasRows => strangers.Count > 0 || Array.Exists(lengths, length => length > 0);

    /// <summary>Whom rows are of that are none of the experiment's agents, by their own account.</summary>
    public IReadOnlyList<string> Strangers => strangers;

    /// <summary>Whether an agent has rows in it.</summary>
    public bool Has(int place) => lengths[place] > 0;

    /// <summary>An agent's lines, in the order of the file; none where it has none.</summary>
    public string Of(int place)
    {
        if (!Has(place)) return "";
        string first = Read(starts[place], lengths[place]);
        return more.TryGetValue(place, out List<(long Start, int Length)>? others) ? first + string.Concat(others.Select(part => Read(part.Start, part.Length))) : first;
    }

    /// <summary>Looks through a file.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="table">The file.</param>
    /// <param name="agents">The experiment's agents.</param>
    /// <param name="token">Ends the looking.</param>
    /// <exception cref="FormatException">Its first line is not its header.</exception>
    public static RowFile Of(FolderFiles files, RowTable table, AgentList agents, CancellationToken token)
    {
        Stream? stream = files.Open(table.Name);
        try
        {
            bool hasHeader = stream is not null && HeaderIsThere(stream, table);
            RowFile file = new(stream, new long[agents.Count], new int[agents.Count]) { HasHeader = hasHeader, IsTorn = !hasHeader && stream is { Length: > 0 } };
            if (hasHeader) file.Scan(stream!, agents, token);
            return file;
        }
        catch (FormatException e) when (!e.Message.StartsWith(table.Name, StringComparison.Ordinal))
        {
            stream?.Dispose();
            throw new FormatException($"{table.Name}: {e.Message}", e);
        }
        catch
        {
            stream?.Dispose();
            throw;
        }
    }

    /// <summary>The same of a file that was written with so many bytes an agent, in their order.</summary>
    public static RowFile Of(FolderFiles files, RowTable table, int[] lengths)
    {
        long[] starts = new long[lengths.Length];
        long at = Encoding.UTF8.GetByteCount(table.Header);
        for (int place = 0; place < lengths.Length; at += lengths[place++]) starts[place] = at;
        return new RowFile(files.Open(table.Name), starts, lengths) { HasHeader = true, IsOrdered = true };
    }

    public void Dispose() => stream?.Dispose();

    private static bool HeaderIsThere(Stream stream, RowTable table)
    {
        byte[] header = Encoding.UTF8.GetBytes(table.Header), found = new byte[Math.Min(header.Length, stream.Length)];
        stream.ReadExactly(found);
        if (found.AsSpan().SequenceEqual(header)) return true;
        // A kill may have torn even the header.
        if (found.Length < header.Length && header.AsSpan().StartsWith(found)) return false;
        byte[] line = new byte[Math.Min(MostOfFirstLine, stream.Length)];
        stream.Position = 0;
        stream.ReadExactly(line);
        throw new FormatException($"{table.Name}, line 1: {CsvTable.HeaderFault(Encoding.UTF8.GetString(line).Split('\n')[0], table.Header)}");
    }

    /// <summary>Finds out whose lines stand where, from the second on.</summary>
    private void Scan(Stream file, AgentList agents, CancellationToken token)
    {
        byte[] buffer = new byte[Buffer];
        byte[] name = new byte[MostOfName];
        byte[]? before = null;
        HashSet<string> known = [];
        int nameLength = 0, place = -1, count;
        bool isNameRead = false;
        long first = file.Position, start = first, at = first;
        while ((count = file.Read(buffer)) > 0)
        {
            token.ThrowIfCancellationRequested();
            for (int read = 0; read < count;)
            {
                ReadOnlySpan<byte> rest = buffer.AsSpan(read, count - read);
                if (!isNameRead)
                {
                    int end = rest.IndexOfAny((byte)',', (byte)'\n');
                    int part = end < 0 ? rest.Length : end, kept = Math.Min(part, MostOfName - nameLength);
                    rest[..kept].CopyTo(name.AsSpan(nameLength));
                    nameLength += kept;
                    read += part;
                    at += part;
                    isNameRead = end >= 0;
                    continue;
                }
                int feed = rest.IndexOf((byte)'\n'), skipped = feed < 0 ? rest.Length : feed + 1;
                read += skipped;
                at += skipped;
                if (feed < 0) continue;
                if (before is null || !name.AsSpan(0, nameLength).SequenceEqual(before))
                {
                    before = name[..nameLength];
                    string agent = Encoding.UTF8.GetString(before);
                    place = agents.PlaceOf(agent);
                    if (place < 0 && known.Add(agent)) strangers.Add(agent);
                }
                if (place >= 0 && !Add(place, start, at - start)) throw new FormatException($"found more than {MostOfAgent} bytes of rows of agent '{agents.NameAt(place)}'; allowed: no more");
                (start, nameLength, isNameRead) = (at, 0, false);
            }
        }
        IsTorn = at > start;
        IsOrdered = !IsTorn && strangers.Count == 0 && more.Count == 0 && StandInOrder(first, at);
    }

    /// <summary>Whether an agent may have so many rows more.</summary>
    private bool Add(int place, long start, long length)
    {
        bool isApart = more.TryGetValue(place, out List<(long Start, int Length)>? others);
        (long Start, int Length) last = isApart ? others![^1] : (starts[place], lengths[place]);
        bool goesOn = last.Length == 0 || last.Start + last.Length == start;
        (long Start, long Length) part = last.Length > 0 && goesOn ? (last.Start, last.Length + length) : (start, length);
        if (part.Length + (isApart ? lengths[place] + others!.Sum(other => (long)other.Length) : goesOn ? 0 : lengths[place]) > MostOfAgent) return false;
        if (!goesOn && isApart) others!.Add((part.Start, (int)part.Length));
        else if (!goesOn) more[place] = [(part.Start, (int)part.Length)];
        else if (isApart) others![^1] = (part.Start, (int)part.Length);
        else (starts[place], lengths[place]) = (part.Start, (int)part.Length);
        return true;
    }

    private bool StandInOrder(long first, long end)
    {
        long at = first;
        for (int place = 0; place < lengths.Length; place++)
        {
            if (lengths[place] == 0) continue;
            if (starts[place] != at) return false;
            at += lengths[place];
        }
        return at == end;
    }

    private string Read(long start, int length)
    {
        byte[] bytes = new byte[length];
        stream!.Position = start;
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
