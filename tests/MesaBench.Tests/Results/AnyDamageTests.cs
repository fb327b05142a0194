using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MesaBench.Experiments;
using MesaBench.Results;

namespace MesaBench.Tests.Results;

/// <summary>
/// Anything may happen to any file of a results folder while nobody is at work there. The program says so and leaves the folder alone, or makes of it what a study leaves to which nothing happened, byte for byte.
/// </summary>
public sealed class AnyDamageTests
{
    // So many in every run of the tests; MESABENCH_DAMAGES asks for more.
    private static readonly int Trials = int.TryParse(Environment.GetEnvironmentVariable("MESABENCH_DAMAGES"), out int asked) ? asked : 300;

    [Fact]
    public void Any_damage_is_told_or_repaired()
    {
        int told = 0, repaired = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Trials), Prop.ForAll(Damages.ToArbitrary(), damage =>
        {
            MemoryDisk disk = FaultyDiskStudy.After(damage.Agents);
            string name = disk.Files.Keys.Order(StringComparer.Ordinal).ElementAt(damage.File % disk.Files.Count);
            damage.Do(disk, name);
            IReadOnlyDictionary<string, byte[]> before = disk.Files;
            string what = $"{damage} of {name}";
            try
            {
                _ = FaultyDiskStudy.Run(disk);
            }
            catch (Exception e) when (e is ResultsFolderException or IOException or UnauthorizedAccessException)
            {
                Assert.True(e.Message.Length is > 0 and < 2000 && !e.Message.Contains("Exception", StringComparison.Ordinal), $"{what}: {e.Message}");
                // What was there is there still, for its owner to see to; a run that had begun may have gone on with others.
                if (e is ResultsFolderException { InnerException: null }) Assert.All(before.Keys.Where(path => !path.EndsWith(FolderLock.HolderFile, StringComparison.Ordinal)), path => Assert.True(disk.Files.ContainsKey(path), $"{what}: {path} is gone"));
                told++;
                return;
            }
            FaultyDiskStudy.Same(disk, what);
            repaired++;
        }));
        // Neither is all that it ever does.
        Assert.True(told > Trials / 50 && repaired > Trials / 50, $"{told} told, {repaired} repaired");
    }

    private static Gen<RandomDamage> Damages =>
        from agents in Gen.Elements(0, 4, 7, 10, 10, 10)
        from file in Gen.Choose(0, 1_000_000)
        from kind in Gen.Elements(Enum.GetValues<RandomDamage.Kind>())
        from place in Gen.Choose(0, 1_000_000)
        from other in Gen.Choose(0, 1_000_000)
        select new RandomDamage(agents, file, kind, place, other);

    /// <summary>Something that happens to a file.</summary>
    /// <param name="Agents">Agents that were finished; all make a finished study.</param>
    /// <param name="File">Which file.</param>
    /// <param name="What">What happens.</param>
    /// <param name="Where">Where, in millionths.</param>
    /// <param name="Other">A second place, or what comes there.</param>
    private sealed record RandomDamage(int Agents, int File, RandomDamage.Kind What, int Where, int Other)
    {
        public enum Kind
        {
            Lost, Emptied, CutOff, BitFlipped, ZeroesWritten, BytesInserted, BytesLost, LineLost, LineTwice, LinesExchanged, FieldChanged, MarkedAsUtf8, LinesEndAsOnWindows, GarbageAppended, OtherFileInItsPlace, FolderInItsPlace,
        }

        public void Do(MemoryDisk disk, string path)
        {
            byte[] content = disk.Files[path];
            disk.Take(path);
            if (What == Kind.Lost) return;
            if (What == Kind.FolderInItsPlace) disk.MakeFolder(path);
            else disk.Put(path, Changed(content, disk));
        }

        private byte[] Changed(byte[] content, MemoryDisk disk)
        {
            int at = At(Where, content.Length), end = at + Math.Min(1 + At(Other, 40), content.Length - at);
            switch (What)
            {
                case Kind.Emptied:
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
                    return disk.Files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => file.Value).ElementAtOrDefault(At(Other, disk.Files.Count)) ?? [];
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
}
