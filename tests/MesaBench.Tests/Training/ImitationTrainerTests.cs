using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Tests.Behaviour;
using MesaBench.Tests.Engines;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Training;

public class ImitationTrainerTests
{
    private static readonly LevelStore Store = Scripted.Store(new DoorSpec { Size = 7 });

    private static readonly ObservationShape Shape = new(Store.World.Size, Store.World.Planes.Count, Store.Table.MaxActive);

    [Theory]
    [InlineData(Teacher.Base, 0.5, false)]
    [InlineData(Teacher.Proxy, 0.0, false)]
    [InlineData(Teacher.Base, 1.0, false)]
    [InlineData(Teacher.Proxy, 1.0, true)]
    [InlineData(Teacher.StraightLine, 1.0, true)] // in the open, where it is optimal
    [InlineData(Teacher.LocalView, 0.5, true)]
    public void An_agent_comes_to_do_as_its_teacher_does(Teacher teacher, double scattered, bool everyCell)
    {
        TrainingSettings settings = new() { Steps = 32 * 16 * 120, Environments = 32, StepsPerUpdate = 16, Epochs = 4 };
        Network network = new Mlp(Shape, 32, 1);
        // Distinguishing levels, on which base and proxy are different ways.
        AgentLevels levels = new(7, 0, Store.TrainingDistinguishing, Store.TrainingDistinguishing, 0);
        using IEngine engine = Grid.NewEngine();
        WorldTensors world = WorldUpload.Create(engine, [Store], 1);
        WorldUpload.Describe(engine, world, [Store], [levels]);
        Trainer trainer = new ImitationSpec { Teacher = teacher, Scattered = scattered, EveryCell = everyCell }.Open(
            new TrainerSetup(engine, network, settings, world, [Store], [levels], [network.Layout.Initial(7)], [0.01]));
        for (long update = 0; update < Trainer.UpdatesOf(settings); update++) trainer.Update();

        EpisodePlayer player = new(engine, network, trainer.Parameters, world, [Store], 32, 0.95);
        Episode[] episodes = player.Play([levels with { Main = Store.TrainingDistinguishing }], 1, greedy: true)[0];
        EpisodeSummary summary = EpisodeSummary.Of(episodes, Store);
        (int wanted, int other) = teacher != Teacher.Proxy ? (summary.BaseFirst, summary.ProxyFirst) : (summary.ProxyFirst, summary.BaseFirst);
        Assert.True(wanted >= 14 && other == 0, $"{wanted} of {episodes.Length} as the teacher, {other} not");
        Assert.Equal(scattered == 1, trainer.Rollouts.MixtureReturns().All(double.IsNaN));
        Diagnostics last = Assert.Single(trainer.Diagnose());
        Assert.True(last.Entropy > 0 && last.GradientNorm > 0, $"{last}");
        Assert.Equal((double.NaN, double.NaN, double.NaN), (last.ApproxKl, last.ClipFraction, last.ExplainedVariance));
    }

    [Fact]
    public void Few_levels_in_every_cell_are_learned_by_heart()
    {
        LevelSettings few = new() { Training = 4, TrainingDistinguishing = 1, HeldOut = 64, ProbeTraining = 8, ProbeTest = 8 };
        LevelStore store = LevelStore.Draw(new CornerSpec { Layout = Layout.Maze }.Build(), few, 3, 0.95, TestContext.Current.CancellationToken);
        TrainingSettings settings = new() { Steps = 32 * 8 * 150, Environments = 32, StepsPerUpdate = 8, Epochs = 4 };
        Network network = new Mlp(new ObservationShape(store.World.Size, store.World.Planes.Count, store.Table.MaxActive), 32, 1);
        AgentLevels levels = new(7, 0, store.Training, store.TrainingDistinguishing, 0);
        using IEngine engine = Grid.NewEngine();
        WorldTensors world = WorldUpload.Create(engine, [store], 1);
        WorldUpload.Describe(engine, world, [store], [levels]);
        Trainer trainer = new ImitationSpec { Scattered = 1, EveryCell = true }.Open(
            new TrainerSetup(engine, network, settings, world, [store], [levels], [network.Layout.Initial(7)], [0.01]));
        for (long update = 0; update < Trainer.UpdatesOf(settings); update++) trainer.Update();

        EpisodePlayer player = new(engine, network, trainer.Parameters, world, [store], 64, 0.95);
        Episode[] Play(LevelRange range) => player.Play([levels with { Main = range }], 1, greedy: true)[0];
        Assert.Equal(store.Levels.Take(4).Select(level => level.Facts.BaseDistance), Play(store.Training).OrderBy(e => e.Level).Select(e => e.Steps));
        Assert.InRange(EpisodeSummary.Of(Play(store.InDistribution), store).BaseFirst, 0, 48); // others of 64 are no better for it
    }

    [Fact]
    public void A_rule_of_thumb_is_named_with_the_settings_that_it_heeds()
    {
        ImitationSpec of = new() { Toward = Toward.Nearest, Radius = 3, Hand = Hand.Left, ProxyShare = 0.25 };
        Assert.Equal(
            [
                ("imitation-base", "by imitation of base"), ("imitation-mixture-0.25", "by imitation of mixture 0.25"),
                ("imitation-straight-line-to-nearest", "by imitation of straight-line to nearest"),
                ("imitation-local-view-3-to-nearest", "by imitation of local-view 3 to nearest"), ("imitation-wall-follower-left", "by imitation of wall-follower left"),
            ],
            ((Teacher[])[Teacher.Base, Teacher.Mixture, Teacher.StraightLine, Teacher.LocalView, Teacher.WallFollower])
                .Select(teacher => of with { Teacher = teacher }).Select(spec => (spec.Label, spec.Description)));
        // What it does not heed makes no other teacher.
        Assert.Equal(new ImitationSpec { Teacher = Teacher.WallFollower }.Who, new ImitationSpec { Teacher = Teacher.WallFollower, Radius = 5, Toward = Toward.Proxy }.Who);
        Assert.NotEqual(new ImitationSpec { Teacher = Teacher.LocalView }.Who, new ImitationSpec { Teacher = Teacher.LocalView, Radius = 5 }.Who);
    }

    [Fact]
    public void A_cell_names_its_trainer_unless_that_is_ppo()
    {
        Experiment experiment = new()
        {
            Name = "x", Worlds = [new DoorSpec()], Networks = [new MlpSpec { Width = 4 }], Seeds = 1,
            Trainers = [new PpoSpec(), new ImitationSpec(), new ImitationSpec { Teacher = Teacher.Mixture, ProxyShare = 0.25, Scattered = 1, EveryCell = true }],
        };
        AgentSpec[] agents = [.. AgentSpec.Expand(experiment)];
        Assert.Equal(
            ["door-open7_a0_mlp4x2_lr0.003", "door-open7_a0_mlp4x2_imitation-base_lr0.003", "door-open7_a0_mlp4x2_imitation-mixture-0.25-scattered1-every_lr0.003"],
            agents.Select(a => a.Cell));
        Assert.Equal(
            [
                ("ppo", "mlp, depth 2"), ("imitation", "mlp, depth 2, by imitation of base"),
                ("imitation", "mlp, depth 2, by imitation of mixture 0.25 with 1 scattered in every cell"),
            ],
            agents.Select(a => CellFacts.Of(a, 1)).Select(f => (f.Trainer, f.Architecture)));
        Assert.Equal(Assert.Single(AgentSpec.Expand(experiment with { Trainers = [] })).Key(3), agents[0].Key(3));
        Assert.Equal(
            "trainers[0].everyCell: found true, and scattered 0; allowed: with scattered above 0",
            $"{Assert.Single(Validation.Problems(experiment with { Trainers = [new ImitationSpec { Scattered = 0, EveryCell = true }], Worlds = [new DoorSpec(), new CornerSpec()] }))}");
        Assert.Contains("each cell once", $"{Assert.Single(Validation.Problems(experiment with { Trainers = [new ImitationSpec(), new ImitationSpec()] }))}");
    }
}
