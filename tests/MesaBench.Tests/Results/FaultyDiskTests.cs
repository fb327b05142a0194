using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Results;

/// <summary>Disks that are full, fail or tear what is written: a run ends with an error, and what was finished before is kept.</summary>
public sealed class FaultyDiskTests : IDisposable
{
    private static readonly Experiment Study = SampleStudy.Experiment(1, [0.1], [2e-3]);
    private static readonly string Json = ExperimentFile.ToJson(Study with { Worlds = [new DoorSpec()] }); // its worlds exist on paper only
    private static readonly JudgedAgent[] Agents = SampleStudy.Judged(Study, _ => 0.5);

    private readonly string folder = Directory.CreateTempSubdirectory("mesabench-").FullName;

    /// <summary>Every kind of fault, at each file of rows.</summary>
    public static TheoryData<Fault, string> Faults
    {
        get
        {
            TheoryData<Fault, string> faults = [];
            foreach (Fault fault in Enum.GetValues<Fault>())
                foreach (RowTable table in RowTable.All) faults.Add(fault, table.Name);
            return faults;
        }
    }

    public enum Fault
    {
        Full, // takes nothing
        Torn, // takes half, and cannot take it back
        Unsure, // takes all, and cannot say that it is safe
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_was_finished_before_a_fault_is_kept_and_the_rest_is_made_again(Fault fault, string file)
    {
        FaultyDisk disk = new(fault, file);
        using (ResultsFolder run = Open(disk.Open))
        {
            run.Append(Agents[0]);
            disk.Fails = true;
            Assert.Throws<IOException>(() => run.Append(Agents[1], Agents[2]));
            Assert.Throws<InvalidOperationException>(() => run.Append(Agents[3]));
        }
        using ResultsFolder next = Open(null);
        // Of a torn write the first of two rows may be whole.
        string[] remaining = [.. next.Remaining.Select(spec => spec.Name)];
        Assert.InRange(next.Agents.Count, 1, fault == Fault.Torn && file == RowTable.Agents.Name ? 2 : 1);
        Assert.Equal(Agents[0].Row, next.Agents[0]);
        next.Append([.. Agents.Where(agent => remaining.Contains(agent.Row.Agent))]);
        _ = next.Finish();
        Assert.All(RowTable.All, table => Assert.Equal(table.Header + string.Concat(Agents.Select(table.LinesOf)), File.ReadAllText(Path.Combine(folder, table.Name))));
    }

    [Fact]
    public void A_disk_that_fails_while_the_files_are_made_leaves_the_folder_to_be_finished_later()
    {
        foreach (string file in DerivedFile.All.Select(f => f.Name).Append(Manifest.FileName))
        {
            FaultyDisk disk = new(Fault.Torn, file + FolderFiles.TemporaryEnding);
            using (ResultsFolder run = Open(disk.Open))
            {
                if (run.Remaining.Count > 0) run.Append(Agents);
                disk.Fails = true;
                Assert.Contains("No space left", Assert.Throws<ResultsFolderException>(run.Finish).Message, StringComparison.Ordinal);
                disk.Fails = false;
            }
            Assert.False(Manifest.FromJson(File.ReadAllText(Path.Combine(folder, Manifest.FileName)))!.Finished);
        }
        using ResultsFolder last = Open(null);
        Assert.Empty(last.Remaining);
        _ = last.Finish();
        Assert.True(last.IsFinished);
    }

    private ResultsFolder Open(OpenForWriting? disk) =>
        ResultsFolder.Open(new FolderFiles(folder, disk), Study, Json, new("cpu", 2));

    /// <summary>A disk on which one file cannot be written to once it fails.</summary>
    private sealed class FaultyDisk(Fault fault, string file)
    {
        public bool Fails { get; set; }

        public FileStream Open(string path, FileMode mode) =>
            Path.GetFileName(path) == file ? new FaultyStream(this, fault, path, mode) : new FileStream(path, mode, FileAccess.Write, FileShare.Read, 0);
    }

    private sealed class FaultyStream(FaultyDisk disk, Fault fault, string path, FileMode mode)
        : FileStream(path, mode, FileAccess.Write, FileShare.Read, bufferSize: 0)
    {
        // What is written as a span comes here too, as in every class derived from a file's stream.
        public override void Write(byte[] buffer, int offset, int count)
        {
            if (disk.Fails && fault == Fault.Full) throw Full();
            base.Write(buffer, offset, disk.Fails && fault == Fault.Torn ? count / 2 : count);
            if (disk.Fails && fault == Fault.Torn) throw Full();
        }

        public override void Flush(bool flushToDisk)
        {
            base.Flush(flushToDisk);
            if (disk.Fails && fault == Fault.Unsure) throw Full();
        }

        public override void SetLength(long value)
        {
            if (disk.Fails && fault == Fault.Torn) throw Full();
            base.SetLength(value);
        }

        private static IOException Full() => new("No space left on device");
    }
}
