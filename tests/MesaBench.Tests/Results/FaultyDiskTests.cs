using System.Text;
using MesaBench.Results;

namespace MesaBench.Tests.Results;

/// <summary>
/// A study on a disk of which every call that changes something goes wrong in turn, in every way: the run says so, and the same command afterwards leaves what a study without any fault leaves, byte for byte.
/// </summary>
public sealed class FaultyDiskTests
{
    public static TheoryData<Fault> Faults => [.. Enum.GetValues<Fault>().Where(fault => fault != Fault.None)];

    [Fact]
    public void Without_a_fault_all_files_are_there()
    {
        Assert.Equal(
            RowTable.All.Select(table => table.Name).Concat(DerivedFile.All.Select(file => file.Name)).Append(Manifest.FileName).Concat(FaultyDiskStudy.Agents.Keys.Select(WeightFiles.NameOf)).Order(StringComparer.Ordinal),
            FaultyDiskStudy.Whole.Keys.Select(path => Path.GetRelativePath(FaultyDiskStudy.Folder, path)).Order(StringComparer.Ordinal));
        Assert.All(RowTable.All, table => Assert.Equal(
            table.Header + string.Concat(FaultyDiskStudy.Agents.Values.Select(table.LinesOf)), Encoding.UTF8.GetString(FaultyDiskStudy.Whole[Path.Combine(FaultyDiskStudy.Folder, table.Name)])));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_study_whose_disk_fails_at_any_call_says_so_and_is_gone_on_with_to_the_same_bytes(Fault fault)
    {
        int calls = FaultyDiskStudy.Run(new MemoryDisk()).Calls;
        Assert.True(calls > 100);
        _ = Parallel.For(0, calls, call =>
        {
            MemoryDisk disk = new(fault, call);
            HashSet<string> kept = [];
            Exception? told = Record.Exception(() => FaultyDiskStudy.Run(disk, kept));
            if (told is null) FaultyDiskStudy.Same(disk, $"{fault} at call {call}, of which nothing was said");
            else Assert.True(told is ResultsFolderException or IOException or UnauthorizedAccessException, $"{fault} at call {call}: {told}");
            FaultyDiskStudy.Same(FaultyDiskStudy.Run(disk.Restarted(), kept), $"{fault} at call {call} ({told?.Message})");
        });
    }

    [Fact]
    public void A_fault_in_what_goes_on_after_a_fault_is_no_worse()
    {
        // Within the first calls, in which what is torn is made whole, and anywhere after.
        int calls = FaultyDiskStudy.Run(new MemoryDisk()).Calls;
        (int First, int Second)[] faults = [.. from first in Enumerable.Range(0, calls / 7) from second in Enumerable.Range(0, 20).Select(i => 2 * i).Append(60).Append(120) select (7 * first, second)];
        _ = Parallel.ForEach(faults, at =>
        {
            MemoryDisk first = new(at.Second % 4 == 0 ? Fault.DiesWithin : Fault.Unsure, at.First);
            HashSet<string> kept = [];
            _ = Record.Exception(() => FaultyDiskStudy.Run(first, kept));
            MemoryDisk second = first.Restarted(Fault.PowerFails, at.Second);
            // What nobody was told is kept may be.
            if (Record.Exception(() => FaultyDiskStudy.Run(second, kept)) is Xunit.Sdk.XunitException lost) Assert.Fail($"{at}: {lost.Message}");
            FaultyDiskStudy.Same(FaultyDiskStudy.Run(second.Restarted(), kept), $"{at}");
        });
    }
}
