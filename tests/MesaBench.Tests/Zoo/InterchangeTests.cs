using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Studies;
using MesaBench.Training;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Zoo;

public class InterchangeTests
{
    private const int Ticks = 6;

    private static readonly Experiment Mazes = new()
    {
        Name = "mazes", Alphas = [1], Seeds = 1, Worlds = [new CornerSpec { Size = 5, Layout = Layout.Maze }], Networks = [new RcnnSpec { Channels = 8, Ticks = Ticks, Gated = true }],
        Levels = new() { Training = 64, TrainingDistinguishing = 512, HeldOut = 128, ProbeTraining = 8, ProbeTest = 8 },
        Training = new() { Steps = 180_000, Environments = 16, StepsPerUpdate = 8, Epochs = 1, LearningRates = [5e-3], MaxGradientNorm = 1, FinalLearningRate = 0.02 },
        Trainers = [new InterchangeSpec()],
    };

    public static TheoryData<WorldSpec, CompiledSpec> Algorithms { get; } = new()
    {
        { new CornerSpec { Layout = Layout.Maze }, new WavefrontSpec() }, { new DoorSpec { Layout = Layout.Blocks }, new WavefrontSpec() },
        { new DishSpec { Layout = Layout.Blocks }, new WavefrontSpec { For = SearchGoal.Proxy } }, { new DishSpec { Layout = Layout.Blocks }, new WavefrontSpec { For = SearchGoal.Nearest } },
        { new CornerSpec { Layout = Layout.Maze }, new DeadEndsSpec() }, { new CornerSpec { Layout = Layout.Maze }, new DeadEndsSpec { Remembers = false, Straight = true } },
        { new CornerSpec { Layout = Layout.Maze }, new ValueIterationSpec() }, { new CornerSpec { Layout = Layout.Maze }, new WavefrontSpec { Trace = true } },
        { new CornerSpec { Layout = Layout.Blocks }, new StraightLineSpec() },
    };

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_compiled_algorithm_itself_is_right_after_every_exchange(WorldSpec spec, CompiledSpec construction)
    {
        World world = spec.Build();
        LevelStore store = LevelStore.Draw(world, Mazes.Levels, 5, 0.95, TestContext.Current.CancellationToken);
        IAlgorithm algorithm = construction.In(world);
        int channels = algorithm.Automaton.Variables.Count;
        Network network = AlgorithmModel.NetworkOf(channels, Ticks, new ObservationShape(world.Size, world.Planes.Count, store.Table.MaxActive));
        using IEngine engine = Grid.NewEngine();
        Tensor parameters = engine.Floats(1, network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(network.Layout.Pack(Compiler.Compile(algorithm.Automaton, network, new Style(1)).Tensors, "compiled"), parameters);
        foreach (bool isWhole in (bool[])[true, false])
        {
            InterchangeResult result = Measure(engine, network, parameters, store, new(construction, channels, Span: 3, isWhole));
            Assert.Equal((1, 1, 1), (result.Plain.Share, result.All.Aligned.Share, result.All.Strict.Share));
            Assert.True(result.All.Changed.Asked > 20, $"{result.All.Changed.Asked} exchanges made another step the best");
            Assert.Equal(result.All.Changed.Asked, result.All.Changed.Right);
        }
        // A network whose other channels do not come along is told apart.
        Assert.True(Measure(engine, network, parameters, store, new(construction, 1, Span: 3)).All.Changed.Share < 0.9);
    }

    [Fact]
    public void A_network_comes_to_compute_as_the_search_does_and_by_imitation_alone_does_not()
    {
        (InterchangeResult matched, InterchangeResult imitator) = (Trained(new InterchangeSpec { Span = 4, Exchanged = 0.4, Whole = 1 }), Trained(new ImitationSpec()));
        TestContext.Current.TestOutputHelper?.WriteLine($"{matched.Plain} {matched.All}; by imitation {imitator.Plain} {imitator.All}");
        Assert.True(matched.Plain.Share > 0.95 && matched.All.Aligned.Share > 0.9 && matched.All.Strict.Share > 0.9, $"{matched.Plain} {matched.All}");
        Assert.True(imitator.Plain.Share > 0.9, $"{imitator.Plain}");
        Assert.True(matched.All.Aligned.Share > imitator.All.Aligned.Share + 0.1, $"{matched.All}; by imitation {imitator.All}");
        Assert.True(matched.All.Changed.Share > imitator.All.Changed.Share + 0.2, $"{matched.All}; by imitation {imitator.All}");

        static InterchangeResult Trained(TrainerSpec trainer)
        {
            Experiment experiment = Mazes with { Trainers = [trainer] };
            LevelLibrary library = LevelLibrary.Draw(experiment);
            AgentSpec agent = Assert.Single(AgentSpec.Expand(experiment));
            using IEngine engine = Grid.NewEngine();
            CohortTraining training = Train(engine, experiment, [agent], library);
            return Measure(engine, training.Cohort.Network, training.Parameters, library.Of(agent), new(new WavefrontSpec(), new InterchangeSpec().Aligned, Span: 4));
        }
    }

    [Fact]
    public void An_agent_learns_the_same_bits_alone_and_among_others_in_other_worlds()
    {
        Experiment experiment = Brief with { Worlds = [new CornerSpec { Size = 5 }, new DoorSpec { Size = 5, Planes = DoorPlanes.Joint }], Seeds = 2 };
        LevelLibrary library = LevelLibrary.Draw(experiment);
        IReadOnlyList<AgentSpec> agents = AgentSpec.Expand(experiment);
        float[][] together = Vectors(agents), alone = [.. agents.Select(agent => Vectors([agent])[0])];
        Assert.Equal(alone, together);
        Assert.Equal(4, alone.Select(vector => WeightsHash.Of(vector)).Distinct().Count());

        float[][] Vectors(IReadOnlyList<AgentSpec> some)
        {
            using IEngine engine = Grid.NewEngine();
            CohortTraining training = Train(engine, experiment, some, library);
            return training.Cohort.OwnWeights(engine.Download(training.Parameters));
        }
    }

    [Fact]
    public void Phases_of_other_trainers_go_before_and_after_with_the_same_agents_and_one_optimiser()
    {
        Experiment experiment = Brief with
        {
            Training = Brief.Training with { Phases = [new() { Trainer = new ImitationSpec() }, new() { Trainer = new InterchangeSpec() }, new()] },
            Trainers = [new PpoSpec()],
        };
        using IEngine engine = Grid.NewEngine();
        CohortTraining training = CohortTraining.Open(engine, Cohort.Of(experiment, AgentSpec.Expand(experiment), LevelLibrary.Draw(experiment)));
        float[] before = engine.Download(training.Parameters);
        for (int phase = 0; phase < 3; phase++)
        {
            training.Until(phase, 1, _ => { }, CancellationToken.None);
            float[] after = engine.Download(training.Parameters);
            Assert.NotEqual(before, after);
            // Two steps of Adam, whose first is of one learning rate, and none of more than a few.
            Assert.All(before.Zip(after), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 2 * 2 * 5e-3));
            before = after;
        }
        Assert.Equal(3, training.Trainers.Select(trainer => trainer.Rollouts).Distinct().Count());
        Assert.Single(training.Trainers.Select(trainer => trainer.Parameters).Distinct());
    }

    [Fact]
    public void Its_settings_are_told_where_they_are_not_the_usual_ones()
    {
        InterchangeSpec usual = new(), other = new() { With = new DeadEndsSpec { Remembers = false }, Aligned = 8, Whole = 1 };
        Assert.Equal(("interchange-wavefront", "by interchange with wavefront"), (usual.Label, usual.Description));
        Assert.Equal(
            ("interchange-dead-ends-forgetful-aligned8-whole1", "by interchange with dead-ends forgetful with aligned 8, whole 1"), (other.Label, other.Description));
    }

    [Theory]
    [InlineData(null, 3, true)]
    [InlineData(8, 3, true)]
    [InlineData(6, 3, true)]
    [InlineData(6, 4, false)]
    public void A_gradient_that_ends_within_a_span_is_refused(int? unroll, int span, bool isFine)
    {
        Experiment experiment = Mazes with
        {
            Worlds = [new CornerSpec { Layout = Layout.Maze }],
            Training = Mazes.Training with { Unroll = unroll },
            Trainers = [new InterchangeSpec { Span = span }],
        };
        Assert.Equal(
            isFine ? [] : ["trainers[0].span: found 4; allowed: numbers that divide training.unroll, which is 6"],
            Validation.Problems(experiment).Select(problem => problem.ToString()));
    }

    [Fact]
    public void Networks_without_ticks_and_goals_that_nobody_sees_are_refused()
    {
        Experiment right = Mazes with { Worlds = [new CornerSpec { Layout = Layout.Maze }] }, wrong = right with { Networks = [new MlpSpec()], Trainers = [new InterchangeSpec { With = new WavefrontSpec { For = SearchGoal.Proxy } }] };
        Assert.Equal(
            [
                "trainers[0].with: found wavefront-proxy in corner-maze7: no corner that can be seen; allowed: objectives that show",
                "trainers[0].trainer: found interchange of mlp16x2; allowed: networks with ticks",
            ],
            Validation.Problems(wrong).Select(problem => $"{problem}"));
        Assert.Empty(Validation.Problems(right));
    }

    public static TheoryData<ConstructionSpec, string> Unfit { get; } = new()
    {
        { new FrozenSpec(), "found frozen; allowed: a compiled algorithm, undisguised and heeded as a whole" },
        { new WavefrontSpec { Disguise = 0.1 }, "found wavefront-disguised0.1; allowed: a compiled algorithm, undisguised and heeded as a whole" },
        { new UnusedSpec(), "found unused; allowed: a compiled algorithm, undisguised and heeded as a whole" },
        { new BesideSearchSpec(), "found beside-search; allowed: a compiled algorithm, undisguised and heeded as a whole" },
        { new ParitySpec { For = SearchGoal.Proxy }, "found parity-proxy in corner-maze7: proxy; allowed: base: it is after nothing" },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public void Algorithms_are_compiled_ones_of_which_exchanges_show_everything(ConstructionSpec with, string problem) =>
        Assert.Equal($"trainers[0].with: {problem}", $"{Assert.Single(Validation.Problems(Mazes with { Worlds = [new CornerSpec { Layout = Layout.Maze }], Trainers = [new InterchangeSpec { With = with }] }))}");

    private static Experiment Brief => Mazes with
    {
        Levels = TinyStudy.Experiment.Levels,
        Training = Mazes.Training with { Steps = 32 * 4 * 6, Epochs = 2 },
        Networks = [new RcnnSpec { Channels = 4, Ticks = 3 }],
        Worlds = [new CornerSpec { Size = 5 }],
        Trainers = [new InterchangeSpec { Aligned = 3 }],
    };

    private static CohortTraining Train(IEngine engine, Experiment experiment, IReadOnlyList<AgentSpec> agents, LevelLibrary library)
    {
        CohortTraining training = CohortTraining.Open(engine, Cohort.Of(experiment, agents, library));
        foreach ((int phase, Trainer trainer) in training.Trainers.Index())
            training.Until(phase, Trainer.UpdatesOf(trainer.Setup.Settings), _ => { }, CancellationToken.None);
        return training;
    }

    private static InterchangeResult Measure(IEngine engine, Network network, Tensor parameters, LevelStore store, InterchangeQuestion question) =>
        InterchangeAccuracy.Of(
            engine, network, parameters, WorldUpload.Create(engine, [store], 1), [store], [new AgentLevels(1, 0, store.Shifted, store.Shifted, 0)], question)[0];
}
