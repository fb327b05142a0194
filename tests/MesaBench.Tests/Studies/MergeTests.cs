using MesaBench.Cpu;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Studies;

namespace MesaBench.Tests.Studies;

/// <summary>Studies whose parts are trained apart.</summary>
public sealed class MergeTests(MergeTests.Trained trained) : IClassFixture<MergeTests.Trained>, IDisposable
{
    private const int Parts = 3;

    private static readonly Experiment Tiny = TinyStudy.Experiment with { Training = TinyStudy.Experiment.Training with { Steps = 1024 } };

    private readonly string root = Directory.CreateTempSubdirectory("mesabench-").FullName;

    /// <summary>The study in one run, and in three.</summary>
    public sealed class Trained : IDisposable
    {
        private readonly string root = Directory.CreateTempSubdirectory("mesabench-").FullName;

        public Trained()
        {
            _ = TinyStudy.Run(Tiny, Whole);
            for (int number = 1; number <= Parts; number++) Assert.Null(Run(Tiny, Part(number), new Shard(number, Parts)));
        }

        public string Whole => Path.Combine(root, "whole");

        public string Part(int number) => Path.Combine(root, $"part{number}");

        public void Dispose() => Directory.Delete(root, recursive: true);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Parts_make_the_files_of_one_run()
    {
        StudyResults results = Merge(1, 2, 3);
        TinyStudy.AssertSame(trained.Whole, Merged);
        Assert.Equal(CsvTable.Text(CsvTable.Parse<CapacityRow>(File.ReadAllText(Path.Combine(trained.Whole, "capacity.csv")))), CsvTable.Text(results.Cells));
        Manifest one = Read(trained.Whole), all = Read(Merged);
        Assert.Equal((one.Agents, true, true), (all.Agents, all.Finished, all.KeepsWeights));
        Assert.Equal(one.Levels, all.Levels);
        Assert.Equal(["cpu", "cpu", "cpu", "merge"], all.Runs.Select(run => run.Device));
        Assert.Equal(one.Agents, all.Runs.Sum(run => run.AgentsFinished));
        Assert.True(FolderStatus.Of(Merged, StoredWeights.Fault).IsWhole);
        // Again, in another order, there is nothing to do.
        _ = Merge(3, 1, 2);
        Assert.Equal(all.ToJson(), Read(Merged).ToJson());
    }

    [Fact]
    public void A_part_is_gone_on_with_and_has_no_results_of_its_own()
    {
        string folder = CopyOf(2);
        FolderStatus part = FolderStatus.Of(folder, StoredWeights.Fault);
        Assert.Equal((false, true), (part.Finished, part.IsWhole));
        Assert.InRange(part.AgentsWhole, 1, part.Agents / 2);
        Assert.False(File.Exists(Path.Combine(folder, "capacity.csv")));
        Listener again = new();
        Assert.Null(Run(Tiny, folder, new Shard(2, Parts), again));
        Assert.Equal(0, again.Start.ToDo.Steps);
        Assert.Equal((part.AgentsWhole, part.AgentsWhole), (again.Start.Agents, again.Start.Before));
    }

    [Fact]
    public void The_only_part_is_the_study()
    {
        Assert.NotNull(Run(Tiny, Merged, new Shard(1, 1)));
        TinyStudy.AssertSame(trained.Whole, Merged);
    }

    [Fact]
    public void Agents_that_are_in_no_part_are_told_and_nothing_is_written()
    {
        string told = Assert.Throws<ResultsFolderException>(() => Merge(1, 3)).Message;
        Assert.Contains("in none of the folders", told, StringComparison.Ordinal);
        Assert.Contains(TinyStudy.Agents(trained.Whole).Select(row => row.Agent).First(agent => !Holds(1, agent) && !Holds(3, agent)), told, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Merged));

        bool Holds(int part, string agent) => File.ReadAllText(Path.Combine(trained.Part(part), "agents.csv")).Contains(agent + ",", StringComparison.Ordinal);
    }

    [Fact]
    public void Agents_that_are_in_two_parts_must_be_the_same()
    {
        _ = StudyMerge.Run([trained.Part(1), trained.Whole, trained.Part(2)], Merged, new Listener(), TestContext.Current.CancellationToken);
        TinyStudy.AssertSame(trained.Whole, Merged);
        // Rows that are whole by their digests, and others.
        Experiment other = Tiny with { StudySeed = 5 };
        string forged = Path.Combine(root, "forged");
        _ = TinyStudy.Run(other, forged);
        File.WriteAllText(Path.Combine(forged, "manifest.json"), (Read(forged) with { Experiment = Read(trained.Whole).Experiment, StudySeed = Tiny.StudySeed }).ToJson());
        string told = Assert.Throws<ResultsFolderException>(() => StudyMerge.Run([trained.Whole, forged], Path.Combine(root, "two"), new Listener(), TestContext.Current.CancellationToken)).Message;
        Assert.Contains("digests.csv, agent '", told, StringComparison.Ordinal);
        Assert.Contains("allowed: the same, bit for bit", told, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(root, "two")));
    }

    [Fact]
    public void Parts_of_another_study_are_refused_with_what_differs()
    {
        string other = Path.Combine(root, "other");
        _ = Run(Tiny with { Seeds = 4 }, other, new Shard(1, 2));
        string told = Assert.Throws<ResultsFolderException>(() => StudyMerge.Run([trained.Part(1), other], Merged, new Listener(), TestContext.Current.CancellationToken)).Message;
        Assert.Contains("another experiment", told, StringComparison.Ordinal);
        Assert.Contains("seeds: found 4; allowed: 3", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_must_be_apart_and_there()
    {
        Assert.Contains("found twice", Assert.Throws<ResultsFolderException>(() => Merge(1, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("found twice", Assert.Throws<ResultsFolderException>(() => StudyMerge.Run([trained.Whole], trained.Whole, new Listener(), TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Contains("found no manifest.json", Assert.Throws<ResultsFolderException>(() => StudyMerge.Run([root], Merged, new Listener(), TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_agents_of_a_part_are_told_and_not_taken()
    {
        string damaged = CopyOf(1);
        string curves = File.ReadAllText(Path.Combine(damaged, "curves.csv"));
        File.WriteAllText(Path.Combine(damaged, "curves.csv"), curves[..(curves.LastIndexOf('.') + 1)] + "5" + curves[(curves.LastIndexOf('.') + 2)..]);
        Listener listener = new();
        Assert.Contains("1 agent of", Assert.Throws<ResultsFolderException>(() => StudyMerge.Run(
            [damaged, trained.Part(2), trained.Part(3)], Merged, listener, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Contains("curves.csv", Assert.Single(listener.Mends), StringComparison.Ordinal);
    }

    [Fact]
    public void A_merge_that_was_interrupted_goes_on()
    {
        using CancellationTokenSource stop = new();
        Listener stopping = new() { AtDoing = what => { if (what == "merging") stop.Cancel(); } };
        Assert.Throws<OperationCanceledException>(() => StudyMerge.Run([.. Folders(1, 2, 3)], Merged, stopping, stop.Token));
        Assert.True(Directory.Exists(Merged));
        _ = Merge(1, 2, 3);
        TinyStudy.AssertSame(trained.Whole, Merged);
        Assert.Equal(["cpu", "cpu", "cpu"], Read(Merged).Runs.Select(run => run.Device).Where(device => device == "cpu"));
    }

    /// <summary>A part to be changed.</summary>
    private string CopyOf(int part)
    {
        string copy = Path.Combine(root, "copy"), weights = Path.Combine(copy, "weights");
        Directory.CreateDirectory(weights);
        foreach (string file in Directory.GetFiles(trained.Part(part), "*", SearchOption.AllDirectories)) File.Copy(file, Path.Combine(copy, Path.GetRelativePath(trained.Part(part), file)));
        return copy;
    }

    private string Merged => Path.Combine(root, "merged");

    private IEnumerable<string> Folders(params int[] parts) => parts.Select(trained.Part);

    private StudyResults Merge(params int[] parts) => StudyMerge.Run([.. Folders(parts)], Merged, new Listener(), TestContext.Current.CancellationToken);

    private static Manifest Read(string folder) => Manifest.FromJson(File.ReadAllText(Path.Combine(folder, "manifest.json")))!;

    private static StudyResults? Run(Experiment experiment, string folder, Shard shard, IStudyObserver? observer = null) => Study.Run(
        experiment, new StudyOptions { OutputFolder = folder, SaveWeights = true, Shard = shard }, new CpuEngineFactory(2, 1), observer ?? new Listener(), TestContext.Current.CancellationToken);
}
