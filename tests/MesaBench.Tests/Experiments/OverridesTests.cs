using System.ComponentModel.DataAnnotations;
using System.Reflection;
using MesaBench.Cli.Commands;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Tests.Studies;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Experiments;

public class OverridesTests
{
    public static TheoryData<string> TrainingNames => new(typeof(TrainingOverrides).GetProperties().Select(p => p.Name));

    public static TheoryData<string> LevelNames => new(typeof(LevelOverrides).GetProperties().Select(p => p.Name));

    [Theory]
    [MemberData(nameof(TrainingNames))]
    public void A_training_setting_of_a_world_replaces_the_one_of_its_name_alone(string name) =>
        AssertReplaces<TrainingOverrides, TrainingSettings>(name, (overrides, settings) => overrides.Over(settings));

    [Theory]
    [MemberData(nameof(LevelNames))]
    public void A_size_of_a_worlds_level_sets_replaces_the_one_of_its_name_alone(string name) =>
        AssertReplaces<LevelOverrides, LevelSettings>(name, (overrides, settings) => overrides.Over(settings));

    [Fact]
    public void A_network_comes_before_its_world_and_a_world_before_the_experiment()
    {
        Experiment experiment = Of(
            new GroveSpec { Training = new() { Steps = 20, Epochs = 2, Clip = 0.25, LearningRates = [0.02] }, Discount = 0.5 },
            new MlpSpec { Epochs = 3 },
            new MlpSpec { Width = 20, Steps = 30, LearningRates = [0.03, 0.04] }) with
        {
            Training = new() { Steps = 10, Epochs = 1, Clip = 0.125, GaeLambda = 0.75, LearningRates = [0.01] },
        };
        (long, int, double, double, double, double)[] found =
        [
            .. AgentSpec.Expand(experiment).Select(agent => (agent, Settings: agent.TrainingIn(experiment))).Select(a => (
                a.Settings.Steps, a.Settings.Epochs, a.Settings.Clip, a.Settings.GaeLambda, a.Settings.Discount, a.agent.LearningRate)),
        ];
        Assert.Equal([(20, 3, 0.25, 0.75, 0.5, 0.02), (30, 2, 0.25, 0.75, 0.5, 0.03), (30, 2, 0.25, 0.75, 0.5, 0.04)], found);
    }

    [Fact]
    public void Everything_wrong_with_a_worlds_own_settings_is_reported_with_its_place() =>
        Assert.Equal(
            [
                "worlds[0].levels: found 3; allowed: an object { ... }",
                "worlds[0].training.step: found an unknown name; allowed: steps, phases, environments, stepsPerUpdate, epochs, gaeLambda, clip, "
                    + "entropyBonus, finalEntropyBonus, valueWeight, maxGradientNorm, learningRates, finalLearningRate (did you mean steps?)",
                "worlds[0].training.clip: found 0; allowed: above 0 to 1",
                "worlds[0].training.learningRates[1]: found 0.01 again; allowed: each value once",
                "worlds[1].levels.training: found 0; allowed: 1 to 1000000",
                "worlds[0].training.environments: found 40; allowed: a multiple of 16",
                "worlds[1].of.training: found an object; allowed: none: it stands in the entry around it",
                "worlds[1].of.levels: found an object; allowed: none: they stand in the entry around it",
            ],
            ExperimentFile.Parse(
                """
                {
                  "name": "a",
                  "worlds": [
                    {
                      "world": "grove", "levels": 3,
                      "training": { "step": 5, "environments": 40, "clip": 0, "learningRates": [0.01, 0.01] },
                    },
                    {
                      "world": "oversight", "of": { "world": "door", "training": {}, "levels": {} },
                      "training": { "epochs": 2 }, "levels": { "training": 0 },
                    },
                  ],
                  "networks": [{ "network": "mlp" }],
                }
                """,
                GroveSpec.Catalog).Problems.Select(p => $"{p}"));

    [Fact]
    public void Two_entries_that_differ_in_their_training_alone_are_one_cell_twice() =>
        Assert.Equal(
            [$"worlds[1]: found {new GroveSpec().Label}, as in worlds[0]; allowed: each cell once"],
            Validation.Problems(Of(new GroveSpec(), new MlpSpec()) with
            {
                Worlds = [new GroveSpec(), new GroveSpec { Training = new() { Steps = 5 }, Levels = new() { Training = 6 } }],
            }).Select(p => $"{p}"));

    [Theory]
    [InlineData(0.01, false)]
    [InlineData(0.02, true)] // what the world says for the other network
    public void Networks_of_one_shape_are_one_cell_twice_where_a_world_gives_them_one_learning_rate(double rate, bool isTwice) =>
        Assert.Equal(
            isTwice ? [$"networks[1]: found mlp16x2 at learning rate {rate}, as in networks[0]; allowed: each cell once"] : [],
            Validation.Problems(Of(
                new GroveSpec { Training = new() { LearningRates = [0.02] } }, new MlpSpec(), new MlpSpec { LearningRates = [rate] }))
                .Select(p => $"{p}"));

    [Fact]
    public void A_worlds_own_settings_come_back_from_a_file_and_an_oversight_entry_has_its_own()
    {
        TrainingOverrides training = new() { Steps = 5, FinalEntropyBonus = 0.5, LearningRates = [0.01, 0.02] };
        LevelOverrides levels = new() { TrainingDistinguishing = 7 };
        Experiment experiment = Of(new OversightSpec { Training = training, Levels = levels }, new MlpSpec());
        string json = ExperimentFile.ToJson(experiment);
        Experiment read = ExperimentFile.Parse(json).Experiment!;
        Assert.Equal(json, ExperimentFile.ToJson(read));
        Assert.Equal([0.01, 0.02], AgentSpec.Expand(read).Select(a => a.LearningRate).Distinct());
        Assert.Equal((5, 0.5), (AgentSpec.Expand(read)[0].TrainingIn(read).Steps, AgentSpec.Expand(read)[0].TrainingIn(read).FinalEntropyBonus));
        Assert.Equal(levels, read.Worlds[0].Levels);
    }

    [Fact]
    public void A_world_with_its_own_sizes_draws_the_levels_that_an_experiment_of_those_sizes_draws()
    {
        CornerSpec corner = new() { Layout = Layout.Blocks };
        Experiment whole = TinyStudy.Experiment with
        {
            Worlds = [corner],
            Levels = TinyStudy.Experiment.Levels with { Training = 40, TrainingDistinguishing = 20 },
        };
        Experiment own = TinyStudy.Experiment with
        {
            Worlds = [corner with { Levels = new() { Training = 40, TrainingDistinguishing = 20 } }],
        };
        LevelStore expected = LevelLibrary.Draw(whole).Of(AgentSpec.Expand(whole)[0]), found = LevelLibrary.Draw(own).Of(AgentSpec.Expand(own)[0]);
        Assert.Equal((40, 20), (found.Training.Count, found.TrainingDistinguishing.Count));
        Assert.Equal(expected.Table.Data, found.Table.Data);
    }

    [Fact]
    public void Steps_of_the_command_line_hold_for_worlds_with_their_own()
    {
        Experiment experiment = StudySize.Override(
            Of(new GroveSpec { Training = new() { Steps = 5, Epochs = 2 } }, new MlpSpec { Steps = 6 }), null, 100);
        TrainingSettings found = AgentSpec.Expand(experiment)[0].TrainingIn(experiment);
        Assert.Equal((100, 2), (found.Steps, found.Epochs));
    }

    [Fact]
    public void Seeds_take_the_level_sets_in_turn()
    {
        Experiment experiment = Of(new GroveSpec(), new MlpSpec()) with { Seeds = 5, Levels = new() { Sets = 2 } };
        Assert.Equal([0, 1, 0, 1, 0], AgentSpec.Expand(experiment).Select(a => a.LevelSet));
    }

    [Fact]
    public void Steps_and_seeds_of_the_command_line_hold_for_networks_and_trainers_with_their_own_and_for_those_of_a_world()
    {
        Experiment study = GroveSpec.Experiment with
        {
            Worlds =
            [
                new GroveSpec { Networks = [new MlpSpec { Width = 3, Steps = 5, Seeds = 2 }] },
                new DoorSpec { Networks = [new MlpSpec { Width = 5 }], Trainers = [new ImitationSpec { Steps = 7, Seeds = 5 }] }, new DoorSpec(),
            ],
            Networks = [new MlpSpec { Width = 4, Steps = 6, Seeds = 3 }],
            Trainers = [new PpoSpec { Steps = 8, Seeds = 6 }],
        };
        Experiment experiment = StudySize.Override(study, 4, 100);
        AgentSpec[] agents = [.. AgentSpec.Expand(experiment)];
        Assert.All(agents, a => Assert.Equal(100, a.TrainingIn(experiment).Steps));
        Assert.All(agents.GroupBy(a => a.Cell), cell => Assert.Equal(4, cell.Count()));
        Assert.Equal([3, 5, 4], agents.Select(a => a.Network.CapacityWidth).Distinct());
    }

    [Fact]
    public void A_trainer_has_seeds_of_its_own_and_a_network_s_come_first()
    {
        Experiment experiment = Of(new GroveSpec(), new MlpSpec(), new MlpSpec { Width = 5, Seeds = 3 }) with
        {
            Seeds = 4,
            Trainers = [new PpoSpec(), new ImitationSpec { Seeds = 2 }],
        };
        Assert.Equal([4, 2, 3, 3], AgentSpec.Cells(experiment).Select(cell => cell.Agents));
    }

    private static Experiment Of(WorldSpec world, params NetworkSpec[] networks) =>
        GroveSpec.Experiment with { Worlds = [world], Networks = networks, Seeds = 1 };

    /// <summary>Asserts that a setting has the limits of its counterpart, and that it replaces that and nothing else.</summary>
    private static void AssertReplaces<TOverrides, TSettings>(string name, Func<TOverrides, TSettings, TSettings> over)
        where TOverrides : new()
        where TSettings : notnull, new()
    {
        PropertyInfo from = typeof(TOverrides).GetProperty(name)!, to = typeof(TSettings).GetProperty(name)!;
        Assert.Equal(to.PropertyType, Nullable.GetUnderlyingType(from.PropertyType) ?? from.PropertyType);
        Assert.Equal(Limits(to), Limits(from));

        TSettings settings = new();
        object value = to.GetValue(settings) switch
        {
            int n => n + 16,
            long n => n + 16,
            double x => x / 2,
            IReadOnlyList<double> => new[] { 0.125 },
            IReadOnlyList<PhaseSpec> => new PhaseSpec[] { new() },
            var other => throw new NotSupportedException($"{other}"),
        };
        TOverrides overrides = new();
        Assert.Equal(settings, over(overrides, settings));
        from.SetValue(overrides, value);
        TSettings found = over(overrides, settings);
        foreach (PropertyInfo property in typeof(TSettings).GetProperties())
            Assert.Equal(property.Name == name ? value : property.GetValue(settings), property.GetValue(found));
    }

    private static string[] Limits(PropertyInfo property) =>
    [
        .. property.GetCustomAttributes<RangeAttribute>()
            .Select(r => $"{r.Minimum} to {r.Maximum}, {r.MinimumIsExclusive}, {r.MaximumIsExclusive}"),
        .. property.GetCustomAttributes<MinLengthAttribute>().Select(l => $"{l.Length}"),
    ];
}
