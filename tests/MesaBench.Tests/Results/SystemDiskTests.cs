using System.Text;
using MesaBench.Disks;

namespace MesaBench.Tests.Results;

/// <summary>The system's disk does what the tests' disk does.</summary>
public sealed class SystemDiskTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mesabench-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<bool> Disks => [true, false];

    [Theory]
    [MemberData(nameof(Disks))]
    public void Files_are_made_grown_cut_renamed_and_removed(bool isReal)
    {
        IDisk disk = isReal ? SystemDisk.Instance : new MemoryDisk();
        string inner = Path.Combine(folder, "a", "b"), one = Path.Combine(inner, "one"), two = Path.Combine(inner, "two");
        Assert.False(disk.HasFolder(inner));
        disk.MakeFolder(inner);
        disk.MakeFolder(inner);
        using (IDiskFile file = disk.Create(one))
        {
            file.Write("abc"u8);
            file.Write("def"u8);
            file.Truncate(5);
            Assert.Equal(5, file.Length);
            file.Sync();
            file.WriteAt(1, "BC"u8);
            Assert.Equal(5, file.Length);
            file.Write("f"u8);
            file.Truncate(8);
        }
        Assert.Equal(("aBCdef\0\0", true, false, true), (Encoding.UTF8.GetString(disk.Read(one)), disk.HasFile(one), disk.HasFile(two), disk.HasFolder(inner)));
        disk.Replace(two, two + ".new", "other"u8);
        disk.Rename(one, two);
        Assert.Equal(["two"], disk.Names(inner));
        using (IDiskFile file = disk.Append(two)) file.Write("!"u8);
        Assert.Equal("aBCdef\0\0!", disk.ReadText(two));
        using (disk.Create(two))
        {
        }
        Assert.Empty(disk.Read(two));
        disk.Delete(two);
        disk.Delete(two);
        Assert.Empty(disk.Names(inner));
        Assert.ThrowsAny<IOException>(() => disk.Read(two));
    }

    [Theory]
    [MemberData(nameof(Disks))]
    public void A_file_is_locked_once_until_it_is_let_go_of(bool isReal)
    {
        IDisk disk = isReal ? SystemDisk.Instance : new MemoryDisk();
        disk.MakeFolder(folder);
        string path = Path.Combine(folder, "lock");
        Assert.False(disk.IsLocked(path));
        using (disk.Lock(path))
        {
            Assert.Null(disk.Lock(path));
            Assert.True(disk.IsLocked(path));
        }
        Assert.False(disk.IsLocked(path));
        IDiskLock held = disk.Lock(path)!;
        held.Remove();
        held.Dispose();
        Assert.False(disk.HasFile(path));
        using (disk.Lock(path)) Assert.True(disk.HasFile(path));
    }

    [Fact]
    public void A_file_that_is_written_to_is_read_and_takes_another_name()
    {
        string path = Path.Combine(folder, "file");
        using IDiskFile file = SystemDisk.Instance.Create(path + ".new");
        file.Write("abc"u8);
        Assert.Equal("abc", SystemDisk.Instance.ReadText(path + ".new"));
        SystemDisk.Instance.Rename(path + ".new", path);
        Assert.Equal("abc", SystemDisk.Instance.ReadText(path));
    }

    [Fact]
    public void Text_is_what_its_byte_order_mark_says()
    {
        string path = Path.Combine(folder, "text");
        foreach (Encoding encoding in (Encoding[])[new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode])
        {
            File.WriteAllText(path, "é", encoding);
            Assert.Equal("é", SystemDisk.Instance.ReadText(path));
        }
    }

    [Fact]
    public void A_power_failure_takes_what_was_not_synced()
    {
        MemoryDisk disk = new(Fault.PowerFails, 7);
        disk.MakeFolder(folder);                               // 0 and 1
        string path = Path.Combine(folder, "file");
        disk.Replace(path, path + ".new", "old"u8);            // 2 create, 3 write, 4 sync, 5 and 6 rename
        Assert.Throws<IOException>(() => disk.Replace(path, path + ".new", "new"u8));
        Assert.Equal("old", disk.Restarted().ReadText(path));
        MemoryDisk later = new(Fault.PowerFails, 11);
        later.MakeFolder(folder);
        later.Replace(path, path + ".new", "old"u8);
        Assert.Throws<IOException>(() => later.Replace(path, path + ".new", "new"u8));
        // Renamed, and not yet for good. (7 create, 8 write, 9 sync, 10 and 11 rename)
        Assert.Equal(("new", "old"), (later.ReadText(path), later.Restarted().ReadText(path)));
    }
}
