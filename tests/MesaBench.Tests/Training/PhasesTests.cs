using MesaBench.Behaviour;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Kernels;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Tests.Studies;
using MesaBench.Training;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Training;

/// <summary>Trainings of several phases.</summary>
public sealed class PhasesTests
{
    private const int Updates = 3;

    private static readonly Experiment Study = TinyStudy.Experiment with
    {
        Worlds = [new DoorSpec()],
        Alphas = [1, 0.5],
        Networks = [new RcnnSpec { Channels = 3 }],
        Seeds = 1,
        Training = TinyStudy.Experiment.Training with { Steps = Updates * 16 * 16 },
        Probing = new() { Enabled = false },
    };

    [Fact]
    public void One_phase_without_a_wish_is_the_training_without_phases()
    {
        AgentRecord[] without = Train(Study), one = Train(InPhases(new PhaseSpec()));
        Assert.Equal(without.Select(a => a.Vector), one.Select(a => a.Vector));
        Assert.Equal(without.Select(a => CsvTable.Text(a.Judged.Curves)), one.Select(a => CsvTable.Text(a.Judged.Curves)));
    }

    [Fact]
    public void A_phase_begins_with_the_agents_of_the_phase_before()
    {
        Experiment phases = InPhases(new PhaseSpec { Steps = 1024 }, new PhaseSpec());
        float[] alone = Train(Study with { Training = Study.Training with { Steps = 1024 } })[0].Vector;
        using IEngine engine = new CpuEngineFactory(1).Create();
        CohortTraining training = CohortTraining.Open(engine, Cohort.Of(phases, [AgentSpec.Expand(phases)[0]], LevelLibrary.Draw(phases)));
        training.Until(0, 4, _ => { }, CancellationToken.None);
        float[] between = engine.Download(training.Parameters);
        Assert.Equal(alone, between);
        training.Until(1, 1, _ => { }, CancellationToken.None);
        float[] after = engine.Download(training.Parameters);
        Assert.NotEqual(between, after);
        // An update moves a weight by a few learning rates at most.
        Assert.All(between.Zip(after), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 2 * 3 * 2e-3));
    }

    [Fact]
    public void The_optimiser_goes_on_and_the_learning_rate_begins_anew()
    {
        using AdamWatch engine = new(new CpuEngineFactory(1).Create());
        Run(engine, InPhases(new PhaseSpec { Steps = 512, Trainer = new ImitationSpec() }, new PhaseSpec()));
        // Two epochs an update: 2 updates of the first phase, 3 of the second.
        Assert.Equal(Enumerable.Range(1, 2 * (2 + Updates)).Select(step => (long)step), engine.Steps.Select(adam => adam.Step.Step));
        Assert.Single(engine.Steps.Select(adam => adam.Memory).Distinct());
        Assert.Equal([1, 1, 0.55f, 0.55f, 1, 1, 0.7f, 0.7f, 0.4f, 0.4f], engine.Steps.Select(adam => adam.Step.RateFactor), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Each_phase_has_its_own_levels_episodes_and_trainer()
    {
        Experiment phases = InPhases(new PhaseSpec { Alpha = 0, Trainer = new ImitationSpec { Scattered = 0.5 } }, new PhaseSpec());
        using IEngine engine = new CpuEngineFactory(1).Create();
        Cohort cohort = Cohort.Of(phases, [AgentSpec.Expand(phases)[0]], LevelLibrary.Draw(phases));
        CohortTraining training = CohortTraining.Open(engine, cohort);
        (int[] levels, int[] episodes) first = Watch(0), second = Watch(1);
        Assert.All(first.levels, level => Assert.True(cohort.Levels[0].Main.Contains(level)));
        Assert.True(first.episodes.Max() > 2 * 16, "nobody drew levels anew at every step");
        Assert.All(second.levels, level => Assert.True(cohort.Levels[0].Mixed.Contains(level)));
        Assert.True(first.episodes.Max() < second.episodes.Min(), "episodes of two phases have the same draws");
        Assert.True(second.episodes.Max() - second.episodes.Min() < 16, "someone still draws levels anew at every step");

        (int[] Levels, int[] Episodes) Watch(int phase)
        {
            List<int> levels = [], episodes = [];
            training.Until(phase, 1, _ => { }, CancellationToken.None);
            Action<int, IntTensor>? own = training.Trainers[phase].Rollouts.Watcher;
            training.Trainers[phase].Rollouts.Watcher = (step, state) =>
            {
                own?.Invoke(step, state);
                foreach (int[] environment in engine.Download(state).Chunk(EnvironmentState.Columns))
                {
                    levels.Add(environment[EnvironmentState.Level]);
                    episodes.Add(environment[EnvironmentState.Episode]);
                }
            };
            training.Until(phase, Updates, _ => { }, CancellationToken.None);
            return ([.. levels], [.. episodes]);
        }
    }

    [Fact]
    public void Rows_tell_phases_apart_and_are_about_the_last()
    {
        AgentRecord agent = Train(InPhases(new PhaseSpec { Alpha = 0, Steps = 1024, Trainer = new ImitationSpec() }, new PhaseSpec { Steps = 512 }, new PhaseSpec()))[0];
        Assert.Equal(
            [(1, 512), (1, 1024), (2, 512), (3, 512), (3, 768)],
            agent.Judged.Curves.Select(row => (row.Phase, (int)row.Steps)));
        Assert.Equal((768, 1536), ((int)agent.Judged.Row.Steps!, (int)agent.Judged.Row.StepsBefore!));
        Assert.All(agent.Judged.Curves, row => Assert.Equal(row.Phase == 1, double.IsNaN(row.Diagnostics.ApproxKl)));
        Assert.Equal([512, 768], CurveRow.LastPhase(agent.Judged.Curves).Select(point => point.Steps));
    }

    [Fact]
    public void Agents_of_a_cohort_have_their_own_alphas_in_phases_that_name_none()
    {
        Experiment phases = InPhases(new PhaseSpec { Alpha = 0 }, new PhaseSpec());
        Assert.Equal(Train(phases, together: true).Select(a => a.Vector), Train(phases).Select(a => a.Vector));
        Cohort cohort = Cohort.Of(phases, AgentSpec.Expand(phases), LevelLibrary.Draw(phases));
        Assert.Equal(["0 0", "1 0.5"], cohort.Phases.Select(phase => string.Join(' ', phase.Levels.Select(levels => levels.Alpha))));
        Assert.Equal(2 * 2 * Updates * 256, cohort.Steps);
    }

    [Fact]
    public void What_was_seen_in_any_phase_counts_for_what_training_could_tell()
    {
        AgentRecord[] plain = Train(Study with { Alphas = [0] }), before = Train(Study with
        {
            Alphas = [0],
            Training = Study.Training with { Phases = [new PhaseSpec { Alpha = 1 }, new PhaseSpec()] },
        });
        Assert.NotEqual(plain[0].Judged.Row.Identifiability, before[0].Judged.Row.Identifiability);
        Assert.Equal(Train(Study)[0].Judged.Row.Identifiability, before[0].Judged.Row.Identifiability);
    }

    [Fact]
    public void What_an_agent_brought_along_counts_as_entry_so_that_a_fast_loss_is_seen()
    {
        CurveRow[] rows =
        [
            .. TinyRows(1, (1000, 10), (2000, 90), (4000, 92)), // surely for the proxy at the end of the first phase
            .. TinyRows(2, (500, 8), (1000, 4)), // and for base at the first checkpoint of the next
        ];
        Assert.Equal([(0, 90), (0, 92)], CurveRow.Before(rows).Select(point => ((int)point.Steps, point.ProxyFirst)));
        Assert.Equal(
            new PreferenceCourse(MesaBench.Verdicts.Course.LetGo, 0, 0, 500), PreferenceCourse.Of([.. CurveRow.Before(rows), .. CurveRow.LastPhase(rows)], 0.8));
        Assert.Empty(CurveRow.Before(rows[..3]));

        static IEnumerable<CurveRow> TinyRows(int phase, params (long Steps, int Proxy)[] points) => points.Select(point => new CurveRow
        {
            Agent = "a", Phase = phase, Steps = point.Steps, Preference = Estimate.None, Decided = Estimate.None, ProxyPull = Estimate.None,
            In = EpisodeSummary.None with { Return = new Estimate(0.9, new Interval(0.8, 1)) },
            Shift = EpisodeSummary.None with { Episodes = 100, Base = 1 - point.Proxy / 100.0, Proxy = point.Proxy / 100.0 }, MixtureReturn = 0,
            Diagnostics = new Diagnostics { Entropy = 0, GradientNorm = 0 },
        });
    }

    [Fact]
    public void Phases_before_are_part_of_the_architecture_so_that_no_trend_pools_agents_with_and_without()
    {
        Experiment phases = InPhases(new PhaseSpec { Steps = 500, Alpha = 0.25, Trainer = new ImitationSpec() }, new PhaseSpec(), new PhaseSpec()) with
        {
            Worlds = [new DoorSpec(), new CornerSpec { Training = new() { Phases = [] } }],
            Statistics = Study.Statistics with { Confirmatory = ["rcnn, 2 ticks, after 500 steps at alpha 0.25 by imitation of base, then a phase", "rcnn, 2 ticks"] },
        };
        Assert.Empty(Validation.Problems(phases));
        Assert.Equal(
            [
                ("rcnn, 2 ticks, after 500 steps at alpha 0.25 by imitation of base, then a phase", 1, 1.0),
                ("rcnn, 2 ticks, after 500 steps at alpha 0.25 by imitation of base, then a phase", 0.5, 0.5), ("rcnn, 2 ticks", 1, null),
                ("rcnn, 2 ticks", 0.5, null),
            ],
            AgentSpec.Expand(phases).Select(a => CellFacts.Of(a, 1)).Select(f => (f.Architecture, f.Alpha, f.AlphaBefore)));
    }

    [Fact]
    public void A_worlds_phases_come_before_the_experiments()
    {
        Experiment phases = InPhases(new PhaseSpec { Steps = 7, Alpha = 0.25 }, new PhaseSpec()) with
        {
            Worlds = [new DoorSpec(), new CornerSpec { Training = new() { Phases = [] } }],
        };
        Assert.Equal(
            ["door 7:0.25 768:1", "door 7:0.25 768:0.5", "corner 768:1", "corner 768:0.5"],
            AgentSpec.Expand(phases).Select(a => FormattableString.Invariant(
                $"{Catalog.Default.NameOf(a.World)} {string.Join(' ', a.PhasesIn(phases).Select(p => FormattableString.Invariant($"{p.Training.Steps}:{p.Alpha}")))}")));
    }

    [Fact]
    public void The_last_phase_has_the_cells_alpha_and_trainer_and_a_teacher_that_cannot_teach_is_refused()
    {
        Experiment phases = InPhases(new PhaseSpec { Trainer = new ImitationSpec() }, new PhaseSpec { Alpha = 0.5, Trainer = new PpoSpec() }) with { Worlds = [new MonsterSpec()] };
        Assert.Equal(
            [
                "training.phases[0].trainer: found imitation in monster-open7; allowed: one in which chance has no part",
                "training.phases[1].alpha: found 0.5; allowed: nothing in the last phase, which has that of each cell: its alphas",
                "training.phases[1].trainer: found ppo; allowed: nothing in the last phase, which has that of each cell: its trainers",
            ],
            Validation.Problems(phases).Select(problem => problem.ToString()));
        Assert.Equal(
            "training.phases: found 17 phases; allowed: at most 16",
            $"{Assert.Single(Validation.Problems(InPhases([.. Enumerable.Repeat(new PhaseSpec(), 17)])))}");
    }

    [Fact]
    public void Phases_are_read_from_a_file()
    {
        Experiment phases = InPhases(new PhaseSpec { Steps = 500, Alpha = 0, Trainer = new ImitationSpec() }, new PhaseSpec());
        ExperimentReading read = ExperimentFile.Parse(ExperimentFile.ToJson(phases));
        Assert.Empty(read.Problems);
        Assert.Equal(phases.Training.Phases, read.Experiment!.Training.Phases);
        read = ExperimentFile.Parse("""{ "name": "x", "worlds": [{ "world": "door" }], "networks": [{ "network": "mlp" }], "training": { "phases": [{ "alpha": 0, "trainer": "imitation" }, {}] } }""");
        Assert.Equal([new PhaseSpec { Alpha = 0, Trainer = new ImitationSpec() }, new PhaseSpec()], read.Experiment!.Training.Phases);
        read = ExperimentFile.Parse("""{ "name": "x", "worlds": [{ "world": "dor" }], "networks": [{ "network": "mlp" }], "training": { "phases": [{ "trainer": "imitate" }, 3, {}] } }""");
        Assert.Equal(["worlds[0].world", "training.phases[0].trainer", "training.phases[1]"], read.Problems.Select(problem => problem.Path));
    }

    private static Experiment InPhases(params PhaseSpec[] phases) => Study with { Training = Study.Training with { Phases = phases } };

    /// <summary>The agents of an experiment, each alone or all in one cohort.</summary>
    private static AgentRecord[] Train(Experiment experiment, bool together = false)
    {
        AgentList agents = AgentSpec.Expand(experiment);
        LevelLibrary library = LevelLibrary.Draw(experiment);
        using IEngine engine = new CpuEngineFactory(1).Create();
        return [.. agents.Chunk(together ? agents.Count : 1).SelectMany(part => CohortStudy.Train(engine, experiment, Cohort.Of(experiment, part, library), CancellationToken.None))];
    }

    private static void Run(IEngine engine, Experiment experiment) => _ = CohortStudy.Train(
        engine, experiment, Cohort.Of(experiment, [AgentSpec.Expand(experiment)[0]], LevelLibrary.Draw(experiment)), CancellationToken.None);

    /// <summary>An engine that keeps a list of the optimiser's steps.</summary>
    private sealed class AdamWatch(IEngine inner) : WatchedEngine(inner, _ => { })
    {
        public List<Adam> Steps { get; } = [];

        public override void Run<T>(T operation)
        {
            if (operation is Adam adam) Steps.Add(adam);
            base.Run(operation);
        }
    }
}
