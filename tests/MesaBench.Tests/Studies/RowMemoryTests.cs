using System.Diagnostics;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Tests.Results;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Studies;

/// <summary>Tests that measure the whole process: no other runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>What the rows of a large study take, with made-up rows.</summary>
[Trait("Category", "slow")]
[Collection(nameof(Alone))]
public sealed class RowMemoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mesabench-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact(Explicit = true)]
    public async Task Of_a_study_of_many_agents_little_is_held_and_no_more_than_is_told()
    {
        int asked = int.TryParse(Environment.GetEnvironmentVariable("MESABENCH_ROWS"), out int given) ? given : 20_000;
        // A hundred cells.
        Experiment study = SampleStudy.Experiment(asked / 100, [0, 0.1], [1e-3, 2e-3, 3e-3, 4e-3, 5e-3]) with { Statistics = new() { Permutations = 9 } };
        string json = ExperimentFile.ToJson(study with { Worlds = [new DoorSpec()] }); // its worlds exist on paper only
        AgentList agents = AgentSpec.Expand(study);
        long before = Live(), most = 0;
        int points = SampleStudy.Agent(agents[0], 0.5).Curves.Count;
        using (CancellationTokenSource done = new())
        {
            Task watch = Task.Run(
                async () =>
                {
                    while (!done.IsCancellationRequested)
                    {
                        most = Math.Max(most, Live());
                        await Task.Delay(200, TestContext.Current.CancellationToken);
                    }
                }, TestContext.Current.CancellationToken);
            using (ResultsFolder run = ResultsFolder.Open(folder, study, json, new RunFacts("cpu", 2), token: TestContext.Current.CancellationToken))
            {
                foreach (AgentSpec[] part in agents.Chunk(256)) run.Append([.. part.Select(agent => SampleStudy.Agent(agent, 0.5 + agent.Seed % 7 / 20.0))]);
                _ = run.Finish();
            }
            await done.CancelAsync();
            await watch;
        }
        long disk = RowTable.All.Sum(table => new FileInfo(Path.Combine(folder, table.Name)).Length), disks = agents.Count * (StudyNeed.RowsOfAgent + (long)StudyNeed.PointOfCurve * points);
        long told = agents.Count * (StudyNeed.HeldOfAgent + (long)StudyNeed.HeldOfPoint * points) + (long)StudyNeed.ReadOfAgent * (agents.Count / 100);
        TestContext.Current.SendDiagnosticMessage(
            $"{agents.Count} agents of {points} points: {disk} bytes on the disk, {disks} told; {most - before} bytes of memory held, {told} told; the process had {Environment.WorkingSet} at the end, {Process.GetCurrentProcess().PeakWorkingSet64} at most");
        Assert.InRange(disk, disks / 4, disks);
        Assert.InRange(most - before, told / 4, told + Beside);
    }

    // What is read and written together, however many agents there are.
    private const long Beside = 32L << 20;

    private static long Live() => GC.GetTotalMemory(forceFullCollection: true);
}
