using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Studies;
using MesaBench.Tests.Engines;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Studies;

public class StudyNeedTests
{
    private static readonly CpuEngineFactory Device = new(2);

    private static readonly Experiment Plain = TinyStudy.Experiment with { Worlds = [new CornerSpec { Size = 5 }, new DishSpec { Layout = Layout.Maze }], Seeds = 3 };

    public static TheoryData<NetworkSpec, TrainerSpec?> Kinds { get; } = new()
    {
        { new MlpSpec { Width = 16 }, null }, { new RcnnSpec { Channels = 8, Ticks = 4, Gated = true }, new ImitationSpec() }, { new DrcSpec { Channels = 4, Ticks = 2 }, null },
        { new TransformerSpec(), new ImitationSpec() }, { new GruSpec(), null },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_nothing_is_stored_for_is_what_an_engine_takes(NetworkSpec network, TrainerSpec? trainer)
    {
        Experiment experiment = Plain with { Networks = [network], Trainers = trainer is null ? [] : [trainer] };
        AgentSpec agent = AgentSpec.Expand(experiment)[0];
        LevelLibrary library = LevelLibrary.Draw(experiment, [agent], TestContext.Current.CancellationToken);
        using IEngine real = Grid.NewEngine();
        using MemoryLedger ledger = new(real.PreferredRows);
        MemoryNeed Need(IEngine engine) => CohortStudy.Measure(engine, experiment, Cohort.Of(experiment, [agent], library), Cohort.Of(experiment, [agent, agent], library));
        Assert.Equal(Need(real), Need(ledger));
        Assert.True(Need(real).PerAgent > 0);
    }

    [Fact]
    public void Agents_cells_steps_and_levels_are_counted()
    {
        Experiment experiment = Plain with { Networks = [new MlpSpec()], Alphas = [0, 0.5], Levels = Plain.Levels with { Sets = 2 } };
        StudyNeed need = StudyNeed.Of(experiment, Device);
        LevelSettings levels = experiment.Levels;
        Assert.Equal((12L, 4, 12.0 * experiment.Training.Steps), (need.Agents, need.Cells, need.Steps));
        Assert.Equal(2 * 2 * (levels.Training + levels.TrainingDistinguishing + 2 * levels.HeldOut + levels.ProbeTraining + levels.ProbeTest), need.Levels);
        Assert.Empty(need.Problems(experiment, 2, 1L << 32));
    }

    [Fact]
    public void Time_is_told_of_all_that_is_trained_however_long()
    {
        Experiment mixed = Plain with { Networks = [new MlpSpec { Width = 8 }, new MlpSpec { Width = 16 }, new RcnnSpec { Channels = 4, Ticks = 2 }, new GruSpec(), new CnnSpec()], Trainers = [new PpoSpec(), new ImitationSpec()] };
        TimeSpan? short1 = StudyTime.Of(mixed, Device), long1 = StudyTime.Of(mixed with { Training = mixed.Training with { Steps = 4096L * 100_000 } }, Device);
        Assert.True(short1 > TimeSpan.Zero);
        Assert.True(long1 > 100 * short1, $"{long1} for 100,000 times the work of {short1}");
        Assert.Equal(TimeSpan.Zero, StudyTime.Of(Plain with { Networks = [new MlpSpec()], Trainers = [new NoTrainingSpec()] }, Device));
        Assert.True(StudyTime.Of(Plain with { Networks = [new MlpSpec { Seeds = 1_000_000 }], Training = new() { Steps = 1_000_000_000_000 } }, Device) > TimeSpan.FromDays(1000));
        // Where nobody trains in one world, and somebody did before in the other.
        Experiment phases = Plain with
        {
            Networks = [new MlpSpec()],
            Trainers = [new NoTrainingSpec()],
            Worlds = [new CornerSpec { Size = 5 }, new DishSpec { Size = 5, Training = new() { Phases = [new PhaseSpec { Steps = 4096, Trainer = new ImitationSpec() }, new PhaseSpec()] } }],
        };
        Assert.True(StudyTime.Of(phases, Device) > TimeSpan.Zero);
        // Large updates are timed with fewer environments, and those that stay large not at all.
        Experiment large = Plain with { Networks = [new MlpSpec()], Training = new() { Environments = 4096, StepsPerUpdate = 64, Epochs = 64 } };
        Assert.True(StudyTime.Of(large, Device) > TimeSpan.Zero);
        Assert.Null(StudyTime.Of(large with { Networks = [new RcnnSpec { Channels = 256, Ticks = 32 }] }, Device));
    }

    [Fact]
    public void Giants_are_refused_by_the_setting_that_makes_them_so_and_what_is_offered_fits()
    {
        const long Available = 4L << 30;
        Experiment giant = Plain with { Networks = [new RcnnSpec { Channels = 256, Ticks = 32 }], Training = new() { Environments = 4096 } };
        Problem problem = Assert.Single(StudyNeed.Of(giant, Device).Problems(giant, 1, Available));
        Assert.Equal("training.environments", problem.Path);
        Assert.Contains("rcnn256t32", problem.Found, StringComparison.Ordinal);
        int fitting = int.Parse(problem.Allowed.Split("some ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Experiment smaller = giant with { Training = giant.Training with { Environments = fitting } };
        Assert.Empty(StudyNeed.Of(smaller, Device).Problems(smaller, 1, Available));
        Assert.NotEmpty(StudyNeed.Of(smaller, Device).Problems(smaller, 2, Available));

        // Ten million agents are counted, and not made.
        Experiment crowd = Plain with { Networks = [new MlpSpec { Seeds = 1_000_000 }], Alphas = [0, 0.1, 0.2, 0.3, 0.4] };
        StudyNeed need = StudyNeed.Of(crowd, Device);
        Assert.Equal(10_000_000, need.Agents);
        problem = Assert.Single(need.Problems(crowd, 1, Available));
        Assert.Equal("seeds", problem.Path);
        int some = int.Parse(problem.Allowed.Split("some ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Experiment fewer = crowd with { Networks = [new MlpSpec { Seeds = some / 10 }] };
        Assert.Empty(StudyNeed.Of(fewer, Device).Problems(fewer, 1, Available));

        Experiment many = Plain with { Networks = [new MlpSpec()], Seeds = 1000, Levels = new() { Sets = 1000, Training = 1_000_000 } };
        Assert.Equal("levels", Assert.Single(StudyNeed.Of(many, Device).Problems(many, 1, Available)).Path);
    }
}
