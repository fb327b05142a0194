using System.Runtime.Intrinsics;
using MesaBench.Cpu;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Tests.Cli;
using MesaBench.Training;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Studies;

/// <summary>One study run once, on one thread and agent by agent: what every other way of running it must reproduce.</summary>
public sealed class ReferenceRun : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("mesabench-").FullName;

    public ReferenceRun() => TinyStudy.Run(TinyStudy.Experiment, Folder, threads: 1, cohortSize: 1);

    public string Folder => Path.Combine(root, "reference");

    public string NewFolder() => Path.Combine(root, Guid.NewGuid().ToString("N"));

    public void Dispose() => Directory.Delete(root, recursive: true);
}

/// <summary>The same experiment gives the same bits, weights and all files but the manifest, however it is run.</summary>
public sealed class SameBitsTests(ReferenceRun reference) : IClassFixture<ReferenceRun>
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 4)]
    [InlineData(2, 3)]
    public void Threads_and_cohorts_change_nothing(int threads, int cohortSize)
    {
        string folder = reference.NewFolder();
        Listener listener = new(_ => { });
        TinyStudy.Run(TinyStudy.Experiment, folder, threads, cohortSize, listener);
        TinyStudy.AssertSame(reference.Folder, folder);
        Assert.Equal((12, 0, 12 * 4096L, threads), (listener.Start.Agents, listener.Start.Before, listener.Start.ToDo.Steps, listener.Start.Workers));
        Assert.Equal((12, listener.Start.ToDo.Steps), (listener.Agents, listener.Done.Steps));
        Assert.Equal(1, listener.Done.Work / listener.Start.ToDo.Work, 1e-9);
    }

    [Fact]
    public void A_study_that_is_cancelled_and_resumed_ends_as_one_that_was_not()
    {
        string folder = reference.NewFolder();
        using CancellationTokenSource stop = new();
        Listener first = new(done =>
        {
            if (done == 3) stop.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => TinyStudy.Run(TinyStudy.Experiment, folder, 1, 1, first, stop.Token));
        Assert.Equal(3, File.ReadAllLines(Path.Combine(folder, "agents.csv")).Length - 1);

        Listener second = new(_ => { });
        TinyStudy.Run(TinyStudy.Experiment, folder, 2, 2, second);
        Assert.Equal((12, 3, 9 * 4096L), (second.Start.Agents, second.Start.Before, second.Start.ToDo.Steps));
        TinyStudy.AssertSame(reference.Folder, folder);

        Listener third = new(_ => { });
        TinyStudy.Run(TinyStudy.Experiment, folder, 2, 2, third);
        Assert.Equal((12, 0L, 0), (third.Start.Before, third.Start.ToDo.Steps, third.Agents));
        TinyStudy.AssertSame(reference.Folder, folder);
    }

    [Fact]
    public void A_finished_study_that_has_lost_a_row_trains_that_agent_again()
    {
        string folder = reference.NewFolder();
        Experiment small = TinyStudy.Experiment with { Seeds = 1 };
        TinyStudy.Run(small, folder);
        SortedDictionary<string, string> before = TinyStudy.Files(folder);
        string agents = Path.Combine(folder, "agents.csv");
        File.WriteAllLines(agents, File.ReadAllLines(agents).SkipLast(1));
        Listener listener = new(_ => { });
        TinyStudy.Run(small, folder, observer: listener);
        Assert.Equal((1, 3), (listener.Agents, listener.Start.Before));
        Assert.Equal(before, TinyStudy.Files(folder));
    }

    [Fact]
    public void An_agent_alone_comes_out_as_among_33_others()
    {
        Experiment crowd = TinyStudy.Experiment with
        {
            Worlds = [new DoorSpec()],
            Networks = [new MlpSpec { Width = 3, Depth = 1 }],
            Seeds = 34,
            Training = TinyStudy.Experiment.Training with { Steps = 1024 },
        };
        string folder = reference.NewFolder();
        _ = TinyStudy.Run(crowd, folder, 2, 4);
        IReadOnlyList<AgentRow> rows = TinyStudy.Agents(folder);
        Assert.Equal(34, rows.Count);
        Assert.Equal(34, rows.Select(r => r.WeightsHash).Distinct().Count());
        foreach (int seed in (int[])[0, 17, 33])
        {
            AgentSpec spec = AgentSpec.Expand(crowd)[seed];
            AgentRecord alone = Study.Replay(crowd, spec, new CpuEngineFactory(1), TestContext.Current.CancellationToken);
            Assert.Equal(CsvTable.Text([rows[seed]]), CsvTable.Text([alone.Judged.Row]));
            Assert.Equal(CsvTable.Text(Of(CsvTable.Parse<CurveRow>(Text(folder, "curves.csv")), c => c.Agent, spec)), CsvTable.Text(alone.Judged.Curves));
            Assert.Equal(CsvTable.Text(Of(CsvTable.Parse<ObjectiveFitRow>(Text(folder, "objective_fit.csv")), o => o.Agent, spec)), CsvTable.Text(alone.Judged.ObjectiveFits));
            Assert.Equal(CsvTable.Text(Of(CsvTable.Parse<ObjectiveRow>(Text(folder, "objectives.csv")), o => o.Agent, spec)), CsvTable.Text(alone.Judged.Objectives));
            ParameterLayout layout = Cohort.Of(crowd, [spec], LevelLibrary.Draw(crowd)).Network.Layout;
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "weights", spec.Name + ".safetensors")), alone.Weights());
        }
    }

    [Fact]
    public void An_agents_bits_are_its_own_in_a_smaller_study_too()
    {
        // Fewer worlds, networks and seeds: the agents that remain have the names, and so the random numbers, that they had.
        string folder = reference.NewFolder();
        Experiment part = TinyStudy.Experiment with { Worlds = [new DoorSpec()], Networks = [new RcnnSpec { Channels = 3, Ticks = 2 }], Seeds = 2 };
        _ = TinyStudy.Run(part, folder);
        IReadOnlyList<AgentRow> all = TinyStudy.Agents(reference.Folder);
        Assert.All(TinyStudy.Agents(folder), row => Assert.Equal(all.Single(r => r.Agent == row.Agent), row));
    }

    [Fact]
    public void Another_study_seed_gives_other_bits()
    {
        string folder = reference.NewFolder();
        TinyStudy.Run(TinyStudy.Experiment with { StudySeed = 1, Seeds = 1 }, folder);
        string[] Hashes(string at) => [.. CsvTable.Parse<AgentRow>(Text(at, "agents.csv")).Select(r => r.WeightsHash)];
        Assert.Empty(Hashes(reference.Folder).Intersect(Hashes(folder)));
    }

    [Fact]
    public void Narrower_instructions_change_nothing()
    {
        using CliProcess cli = new();
        string Devices()
        {
            (int exitCode, string output, string error) = cli.Run("devices");
            Assert.Equal((0, ""), (exitCode, error));
            return output;
        }

        // Were the setting spelled wrong, it would be ignored and the comparison empty.
        Assert.Equal(Vector512.IsHardwareAccelerated, Devices().Contains("AVX-512", StringComparison.Ordinal));
        cli.Environment["DOTNET_EnableAVX512"] = "0";
        Assert.DoesNotContain("AVX-512", Devices(), StringComparison.Ordinal);

        string file = cli.Write("tiny.json", ExperimentFile.ToJson(TinyStudy.Experiment));
        (int code, _, string told) = cli.Run("run", file, "--out", "there", "--save-weights", "--no-report");
        Assert.Equal((0, ""), (code, told));
        TinyStudy.AssertSame(reference.Folder, Path.Combine(cli.Folder, "there"));
    }

    private static string Text(string folder, string file) => File.ReadAllText(Path.Combine(folder, file));

    private static IEnumerable<T> Of<T>(IEnumerable<T> rows, Func<T, string> agent, AgentSpec spec) => rows.Where(r => agent(r) == spec.Name);
}
