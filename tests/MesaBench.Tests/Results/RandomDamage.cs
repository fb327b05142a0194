using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MesaBench.Tests.Results;

/// <summary>Something that happens to a file.</summary>
/// <param name="Agents">Agents that were finished; all make a finished study.</param>
/// <param name="File">Which file.</param>
/// <param name="What">What happens.</param>
/// <param name="Where">Where, in millionths.</param>
/// <param name="Other">A second place, or what comes there.</param>
internal sealed record RandomDamage(int Agents, int File, RandomDamage.Kind What, int Where, int Other)
{
    public enum Kind
    {
        Lost, Emptied, CutOff, BitFlipped, ZeroesWritten, BytesInserted, BytesLost, LineLost, LineTwice, LinesExchanged, FieldChanged, MarkedAsUtf8, LinesEndAsOnWindows, GarbageAppended, OtherFileInItsPlace, FolderInItsPlace,
    }

    /// <summary>Any damage.</summary>
    public static Gen<RandomDamage> Any =>
        from agents in Gen.Elements(0, 4, 7, 10, 10, 10)
        from file in Gen.Choose(0, 1_000_000)
        from kind in Gen.Elements(Enum.GetValues<RandomDamage.Kind>())
        from place in Gen.Choose(0, 1_000_000)
        from other in Gen.Choose(0, 1_000_000)
        select new RandomDamage(agents, file, kind, place, other);

    /// <summary>Does it to a file on a disk.</summary>
    public void Do(MemoryDisk disk, string path)
    {
        byte[] content = disk.Files[path];
        disk.Take(path);
        if (What == Kind.Lost) return;
        if (What == Kind.FolderInItsPlace) disk.MakeFolder(path);
        else disk.Put(path, Changed(content, disk.Files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => file.Value).ElementAtOrDefault(At(Other, disk.Files.Count)) ?? []));
    }

    /// <summary>A file's content after what happened.</summary>
    /// <param name="content">Before.</param>
    /// <param name="other">Another file's.</param>
    public byte[] Changed(byte[] content, byte[] other)
    {
        int at = At(Where, content.Length), end = at + Math.Min(1 + At(Other, 40), content.Length - at);
        switch (What)
        {
            case Kind.Lost or Kind.Emptied or Kind.FolderInItsPlace:
                return [];
            case Kind.CutOff:
                return content[..at];
            case Kind.BitFlipped when content.Length > 0:
                return [.. content[..at], (byte)(content[at] ^ 1 << Other % 8), .. content[(at + 1)..]];
            case Kind.ZeroesWritten:
                return [.. content[..at], .. new byte[end - at], .. content[end..]];
            case Kind.BytesInserted:
                return [.. content[..at], .. Encoding.UTF8.GetBytes($"{Other},\"é\n"), .. content[at..]];
            case Kind.BytesLost:
                return [.. content[..at], .. content[end..]];
            case Kind.MarkedAsUtf8:
                return [0xEF, 0xBB, 0xBF, .. content];
            case Kind.GarbageAppended:
                return [.. content, .. Encoding.UTF8.GetBytes($"{Other}\0")];
            case Kind.OtherFileInItsPlace:
                return other;
        }
        List<string> lines = [.. Encoding.UTF8.GetString(content).Split('\n')];
        int line = At(Where, lines.Count), otherLine = At(Other, lines.Count);
        switch (What)
        {
            case Kind.LineLost:
                lines.RemoveAt(line);
                break;
            case Kind.LineTwice:
                lines.Insert(otherLine, lines[line]);
                break;
            case Kind.LinesExchanged:
                (lines[line], lines[otherLine]) = (lines[otherLine], lines[line]);
                break;
            case Kind.FieldChanged:
                string[] fields = lines[line].Split(',');
                fields[At(Other, fields.Length)] = "0.5";
                lines[line] = string.Join(',', fields);
                break;
            case Kind.LinesEndAsOnWindows:
                lines = [.. lines.Select(own => own + "\r")];
                break;
        }
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private static int At(int millionths, int length) => length == 0 ? 0 : (int)((long)millionths * (length - 1) / 1_000_000);
}
