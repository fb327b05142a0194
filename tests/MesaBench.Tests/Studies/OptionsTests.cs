using MesaBench.Cpu;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Verdicts;

namespace MesaBench.Tests.Studies;

/// <summary>What a study leaves out when it is told to, and what it tells of itself.</summary>
public sealed class OptionsTests : IDisposable
{
    private static readonly Experiment Brief = TinyStudy.Experiment with
    {
        Networks = [new MlpSpec { Width = 5, Steps = 512 }, new MlpSpec { Width = 50, Steps = 1024 }],
        Seeds = 1,
        Probing = TinyStudy.Experiment.Probing with { Enabled = false },
    };

    private readonly string folder = Directory.CreateTempSubdirectory("mesabench-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Weights_are_saved_and_agents_probed_only_where_that_is_asked_for()
    {
        _ = Run();
        Assert.False(Directory.Exists(Path.Combine(folder, "weights")));
        Assert.All(CsvTable.Parse<AgentRow>(File.ReadAllText(Path.Combine(folder, "agents.csv"))), row => Assert.Equal((Representation.None, Representation.None), (row.Base, row.Proxy)));
    }

    [Fact]
    public void What_there_is_to_do_is_told_beforehand_in_steps_and_in_work_and_is_all_that_is_done()
    {
        Listener first = Run();
        Assert.Equal((4, 0, 2 * (512 + 1024), 1), (first.Start.Agents, first.Start.Before, first.Start.ToDo.Steps, first.Start.Workers));
        Assert.Equal(first.Start.ToDo, first.Done);
        string agents = Path.Combine(folder, "agents.csv");
        File.WriteAllLines(agents, File.ReadAllLines(agents).SkipLast(1));
        Listener second = Run();
        Assert.Equal((4, 3, 1024), (second.Start.Agents, second.Start.Before, second.Start.ToDo.Steps));
        // A step of the wide network costs several of the narrow one's.
        Assert.True(second.Start.ToDo.Work / 1024 > 1.2 * first.Start.ToDo.Work / first.Start.ToDo.Steps);
    }

    [Fact]
    public void The_workers_time_is_recorded_stage_by_stage()
    {
        _ = Run(TinyStudy.Experiment with { Networks = [new MlpSpec { Width = 5 }], Seeds = 1 });
        StageSeconds spent = Manifest.FromJson(File.ReadAllText(Path.Combine(folder, "manifest.json")))!.Runs[^1].WorkerSeconds;
        Assert.True(spent is { Training: > 0, Behaviour: > 0, Probing: > 0 }, $"{spent}");
    }

    private Listener Run(Experiment? experiment = null)
    {
        Listener listener = new(_ => { });
        _ = Study.Run(experiment ?? Brief, new StudyOptions { OutputFolder = folder }, new CpuEngineFactory(1), listener, TestContext.Current.CancellationToken);
        return listener;
    }
}
