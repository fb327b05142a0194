using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Tests.Studies;
using MesaBench.Training;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Training;

/// <summary>Trainings that start from other than random weights, some of which may have to stay as they are.</summary>
public sealed class StartTests
{
    // Worlds with as many planes as each other and not, so that vectors are embedded in a cohort's.
    private static readonly Experiment Study = TinyStudy.Experiment with
    {
        Worlds = [new CornerSpec { Layout = Layout.Blocks }, new DoorSpec()],
        Networks = [new RcnnSpec { Channels = 3, Gated = true }],
        Seeds = 2,
        Training = TinyStudy.Experiment.Training with { Steps = 1024 },
        Probing = new() { Enabled = false },
    };

    public static TheoryData<TrainerSpec> Trainers => [new PpoSpec(), new ImitationSpec()];

    [Theory]
    [MemberData(nameof(Trainers))]
    public void What_is_fixed_keeps_its_bits_and_the_rest_learns_as_where_the_gradient_of_the_fixed_is_zero(TrainerSpec trainer)
    {
        Experiment held = Study with { Trainers = [trainer with { Start = new FrozenSpec { Gain = 2 } }] };
        // The same weights and random streams; what is held back is held back on the host, before each step of the optimiser.
        Experiment free = Study with { Trainers = [trainer with { Start = new Thawed(new FrozenSpec { Gain = 2 }) }] };
        foreach ((AgentSpec agent, AgentSpec reference) in AgentSpec.Expand(held).Zip(AgentSpec.Expand(free)))
        {
            Cohort alone = Of(held, agent);
            float[] learned = alone.Learned()![0], start = alone.InitialWeights()[0], found = Train(held, agent)[0].Vector;
            using IEngine engine = new GradientMask(new CpuEngineFactory(1).Create(), learned);
            float[] wanted = CohortStudy.Train(engine, free, Of(free, reference), CancellationToken.None)[0].Vector;
            Assert.Equal(TinyTraining.Hash(wanted), TinyTraining.Hash(found));
            Assert.All(Enumerable.Range(0, found.Length).Where(i => learned[i] == 0), i => Assert.Equal(start[i], found[i]));
            Assert.Contains(Enumerable.Range(0, found.Length), i => learned[i] == 1 && start[i] != found[i]);
            Assert.NotEqual(TinyTraining.Hash(Train(free, reference)[0].Vector), TinyTraining.Hash(found));
        }
    }

    [Fact]
    public void A_cohort_trains_its_agents_as_alone_those_with_fixed_parameters_and_those_without()
    {
        Experiment some = Study with { Seeds = 4, Trainers = [new PpoSpec { Start = new FrozenForSome() }] };
        AgentSpec[] agents = [.. AgentSpec.Expand(some)];
        Assert.Equal([false, true], agents.Select(a => Of(some, a).Learned() is null).Distinct().Order());
        Assert.Equal(agents.Select(a => TinyTraining.Hash(Train(some, a)[0].Vector)), Train(some, agents).Select(a => TinyTraining.Hash(a.Vector)));
    }

    [Fact]
    public void Nobody_pays_for_fixed_parameters_that_nobody_has()
    {
        Experiment free = Study with { Trainers = [new PpoSpec(), new PpoSpec { Start = new Thawed(new FrozenSpec()) }] };
        Assert.All(AgentSpec.Expand(free), agent => Assert.Null(Of(free, agent).Learned()));
    }

    [Fact]
    public void The_control_of_probes_is_random_wherever_training_starts()
    {
        Experiment idle = Study with { Trainers = [new PpoSpec { Start = new IdleSpec() }] };
        Cohort cohort = Of(idle, [.. AgentSpec.Expand(idle)]);
        Assert.Equal(cohort.Layouts.Zip(cohort.Keys, (layout, key) => layout.Initial(key)), cohort.OwnWeights(PerAgent.Join(cohort.RandomWeights())));
        Assert.Equal(
            cohort.Agents.Select((a, i) => new IdleSpec().Weights(cohort.Stores[cohort.Levels[i].Store].World, OwnNetwork(cohort, i), cohort.Keys[i])),
            cohort.OwnWeights(PerAgent.Join(cohort.InitialWeights())));
    }

    [Fact]
    public void A_start_is_part_of_cells_and_architectures_and_nothing_changes_without_one()
    {
        AgentSpec[] agents =
        [
            .. AgentSpec.Expand(Study with
            {
                Worlds = [new DoorSpec()], Seeds = 1,
                Trainers =
                [
                    new PpoSpec(), new PpoSpec { Start = new FrozenSpec() }, new ImitationSpec { Start = new FrozenSpec { Gain = 2.5 } },
                    new NoTrainingSpec { Start = new IdleSpec() }, new NoTrainingSpec(),
                ],
            }),
        ];
        Assert.Equal(
            [
                "door-open7_a0.2_rcnn3t2-gated_lr0.002", "door-open7_a0.2_rcnn3t2-gated_ppo-from-frozen_lr0.002",
                "door-open7_a0.2_rcnn3t2-gated_imitation-base-from-frozen-gain2.5_lr0.002", "door-open7_a0.2_rcnn3t2-gated_none-from-idle_lr0.002",
                "door-open7_a0.2_rcnn3t2-gated_none_lr0.002",
            ],
            agents.Select(a => a.Cell));
        Assert.Equal(
            [
                "rcnn, 2 ticks, gated", "rcnn, 2 ticks, gated, from a frozen body", "rcnn, 2 ticks, gated, by imitation of base, from a frozen body of gain 2.5",
                "rcnn, 2 ticks, gated, not trained, from idle ticks", "rcnn, 2 ticks, gated, not trained",
            ],
            agents.Select(a => CellFacts.Of(a, 1).Architecture));
        Assert.Equal(agents.Length, agents.Select(a => a.Key(0)).Distinct().Count());
    }

    [Fact]
    public void Starts_are_read_from_a_file_by_name_or_with_settings()
    {
        Experiment study = Read("""{ "trainer": "ppo", "start": "idle" }, { "trainer": "none", "start": { "construction": "frozen", "gain": 2 } }""").Experiment!;
        Assert.Equal([new PpoSpec { Start = new IdleSpec() }, new NoTrainingSpec { Start = new FrozenSpec { Gain = 2 } }], study.Trainers);
        Assert.Equal(study.Trainers, ExperimentFile.Parse(ExperimentFile.ToJson(study)).Experiment!.Trainers);
    }

    [Theory]
    [InlineData("""{ "trainer": "ppo", "start": "thawed" }""", "trainers[0].start: found \"thawed\"; allowed: beside-search, dead-ends, diffusion, frozen, idle, parity, straight-line, unused, value-iteration, wavefront")]
    [InlineData("""{ "trainer": "ppo", "start": { "construction": "frozen", "gain": 0 } }""", "trainers[0].start.gain: found 0; allowed: above 0 to 100")]
    [InlineData("""{ "trainer": "none", "start": "idle" }""", "trainers[0].start: found idle in mlp16x2; allowed: idle in rcnn or drc")]
    public void A_start_that_will_not_do_is_told_with_its_place(string trainer, string problem) =>
        Assert.Equal(problem, $"{Assert.Single(Read(trainer, "mlp").Problems)}");

    [Fact]
    public void A_phase_of_its_own_has_no_start()
    {
        Experiment phases = Study with { Training = Study.Training with { Phases = [new PhaseSpec { Trainer = new PpoSpec { Start = new IdleSpec() } }, new PhaseSpec()] } };
        Assert.Equal(
            "training.phases[0].trainer.start: found idle; allowed: none in a phase: a training starts from what the trainers of the cells say",
            $"{Assert.Single(Validation.Problems(phases))}");
    }

    private static ExperimentReading Read(string trainers, string network = "rcnn") => ExperimentFile.Parse(
        $$"""{ "name": "x", "worlds": [{ "world": "door" }], "networks": [{ "network": "{{network}}" }], "trainers": [{{trainers}}] }""");

    private static Cohort Of(Experiment experiment, params AgentSpec[] agents) => Cohort.Of(experiment, agents, LevelLibrary.Draw(experiment, agents));

    private static Network OwnNetwork(Cohort cohort, int agent)
    {
        LevelStore store = cohort.Stores[cohort.Levels[agent].Store];
        return cohort.Agents[agent].Network.Build(new ObservationShape(store.World.Size, store.World.Planes.Count, store.Table.MaxActive));
    }

    private static IReadOnlyList<AgentRecord> Train(Experiment experiment, params AgentSpec[] agents)
    {
        using IEngine engine = new CpuEngineFactory(1).Create();
        return CohortStudy.Train(engine, experiment, Of(experiment, agents), CancellationToken.None);
    }

    /// <summary>The weights of another construction, all of them to be learned.</summary>
    private sealed record Thawed(FrozenSpec Of) : ConstructionSpec, IConstructionSource
    {
        public override string Label => Of.Label;

        public override string Description => Of.Description;

        public float[] Weights(World world, Network network, ulong key) => Of.Weights(world, network, key);

        public bool[]? Fixed(World world, Network network, ulong key) => null;
    }

    /// <summary>A frozen body in every other agent.</summary>
    private sealed record FrozenForSome : ConstructionSpec, IConstructionSource
    {
        public override string Label => "some";

        public override string Description => "some";

        public float[] Weights(World world, Network network, ulong key) => network.Layout.Initial(key);

        public bool[]? Fixed(World world, Network network, ulong key) => key % 2 == 0 ? null : new FrozenSpec().Fixed(world, network, key);
    }

    /// <summary>An engine that sets parts of a gradient to zero, on the host, before each step of the optimiser.</summary>
    private sealed class GradientMask(IEngine inner, float[] learned) : WatchedEngine(inner, _ => { })
    {
        public override void Run<T>(T operation)
        {
            if (operation is Adam adam)
                Upload([.. Download(adam.Gradient).Zip(learned, (gradient, one) => one == 0 ? 0 : gradient)], adam.Gradient);
            base.Run(operation);
        }
    }
}
