using FsCheck;
using FsCheck.Fluent;
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
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Trials), Prop.ForAll(RandomDamage.Any.ToArbitrary(), damage =>
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
                // All is as it was, for its owner to see to, unless the disk would not have it.
                if (e is ResultsFolderException { IsOfDisk: false }) Assert.All(before.Where(file => Path.GetFileName(file.Key) is not (FolderLock.File or FolderLock.HolderFile)), file => Assert.True(disk.Files.TryGetValue(file.Key, out byte[]? now) && now.AsSpan().SequenceEqual(file.Value), $"{what}: {file.Key} is another"));
                told++;
                return;
            }
            FaultyDiskStudy.Same(disk, what);
            repaired++;
        }));
        // Neither is all that it ever does.
        Assert.True(told > Trials / 50 && repaired > Trials / 50, $"{told} told, {repaired} repaired");
    }
}
