using MesaBench.Experiments;
using MesaBench.Export;
using MesaBench.Results;
using MesaBench.Tests.Results;
using MesaBench.Tests.Studies;

namespace MesaBench.Tests.Export;

/// <summary>What exporting a large study takes, with made-up rows.</summary>
[Trait("Category", "slow")]
[Collection(nameof(Alone))]
public sealed class ExportMemoryTests : IDisposable
{
    // A row group and its texts, and what is read at once, however many agents there are.
    private const long OfGroup = 192L << 20;
    private const long OfAgent = 200; // bytes: where its rows stand in each file

    private readonly string folder = Directory.CreateTempSubdirectory("mesabench-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory(Explicit = true)]
    [InlineData(TableFormat.Parquet)]
    [InlineData(TableFormat.Json)]
    public async Task Of_a_study_of_many_agents_a_row_group_is_held_at_a_time(TableFormat format)
    {
        int asked = int.TryParse(Environment.GetEnvironmentVariable("MESABENCH_ROWS"), out int given) ? given : 20_000;
        Experiment study = SampleStudy.Experiment(asked / 100, [0, 0.1], [1e-3, 2e-3, 3e-3, 4e-3, 5e-3]) with { Statistics = new() { Permutations = 99 } };
        string results = Path.Combine(folder, "results");
        using (ResultsFolder run = ResultsFolder.Open(results, study, ExperimentFile.ToJson(study), new RunFacts("cpu", 2), token: TestContext.Current.CancellationToken))
        {
            foreach (AgentSpec[] part in AgentSpec.Expand(study).Chunk(256)) run.Append([.. part.Select(agent => SampleStudy.Agent(agent, 0.5 + agent.Seed % 7 / 20.0))]);
            _ = run.Finish();
        }
        long before = Live(), most = 0;
        DateTime start = DateTime.UtcNow;
        IReadOnlyList<ExportedFile> files;
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
            using (StudyTables tables = StudyTables.Open(results, TestContext.Current.CancellationToken)) files = StudyExport.Write(tables, Path.Combine(folder, "export"), format, TestContext.Current.CancellationToken);
            await done.CancelAsync();
            await watch;
        }
        TestContext.Current.SendDiagnosticMessage(
            $"{asked} agents as {format}: {files.Sum(file => file.Rows)} rows, {RowTable.All.Sum(table => new FileInfo(Path.Combine(results, table.Name)).Length)} bytes of CSV, {files.Sum(file => file.Bytes)} bytes written in {(DateTime.UtcNow - start).TotalSeconds:0} s; {most - before} bytes of memory held");
        Assert.Equal(asked, files.Single(file => Path.GetFileNameWithoutExtension(file.Name) == "agents").Rows);
        Assert.InRange(most - before, 0, OfGroup + OfAgent * asked);
    }

    private static long Live() => GC.GetTotalMemory(forceFullCollection: true);
}
