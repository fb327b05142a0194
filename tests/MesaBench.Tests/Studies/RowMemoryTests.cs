using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Tests.Results;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Studies;

/// <summary>What the rows of a large study take, with made-up rows.</summary>
[Trait("Category", "slow")]
public sealed class RowMemoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mesabench-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact(Explicit = true)]
    public async Task Rows_take_as_much_of_memory_and_disk_as_is_told_and_not_a_quarter_of_it()
    {
        Experiment study = SampleStudy.Experiment(300, [0.1], [2e-3]) with { Statistics = new() { Permutations = 9 } };
        string json = ExperimentFile.ToJson(study with { Worlds = [new DoorSpec()] }); // its worlds exist on paper only
        JudgedAgent[] agents = SampleStudy.Judged(study, _ => 0.5);
        long before = Live(), most = 0;
        using (CancellationTokenSource done = new())
        {
            Task watch = Task.Run(() =>
            {
                while (!done.IsCancellationRequested) most = Math.Max(most, Live());
            }, TestContext.Current.CancellationToken);
            using (ResultsFolder run = ResultsFolder.Open(folder, study, json, new RunFacts("cpu", 2)))
            {
                foreach (JudgedAgent[] part in agents.Chunk(256)) run.Append(part);
                _ = run.Finish();
            }
            await done.CancelAsync();
            await watch;
        }
        long disk = RowTable.All.Sum(table => new FileInfo(Path.Combine(folder, table.Name)).Length);
        int points = agents[0].Curves.Count;
        long told = agents.Length * (StudyNeed.RowsOfAgent + (long)StudyNeed.PointOfCurve * points);
        TestContext.Current.SendDiagnosticMessage($"{agents.Length} agents: {disk} bytes on the disk, {told} told; {most - before} bytes of memory, {told * StudyNeed.MemoryOfRows} told");
        Assert.InRange(disk, told / 4, told);
        Assert.InRange(most - before, told * StudyNeed.MemoryOfRows / 4, told * StudyNeed.MemoryOfRows);
    }

    private static long Live() => GC.GetTotalMemory(forceFullCollection: true);
}
