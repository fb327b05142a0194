using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Tests.Experiments;

public class ExperimentFileTests
{
    [Fact]
    public void A_file_with_comments_and_trailing_commas_is_read()
    {
        ExperimentReading reading = Read("""
            {
              // why this study
              "$schema": "mesabench.schema.json",
              "name": "walk",
              "worlds": [{ "world": "grove", "size": 9, "layout": "maze", "season": "late-autumn", "paint": 0.5 },],
              "networks": [{ "network": "rcnn", "ticks": 3, "seeds": 4 }], /* one is enough */
              "alphas": [0, 0.1],
              "training": { "steps": 2e6, },
            }
            """);
        Assert.Empty(reading.Problems);
        Experiment experiment = reading.Experiment!;
        Assert.Equal(
            new GroveSpec { Size = 9, Layout = Layout.Maze, Season = Season.LateAutumn, Paint = 0.5 }, Assert.Single(experiment.Worlds));
        Assert.Equal(new RcnnSpec { Ticks = 3, Seeds = 4 }, Assert.Single(experiment.Networks));
        Assert.Equal([0, 0.1], experiment.Alphas);
        Assert.Equal(2_000_000, experiment.Training.Steps);
        Assert.Equal(new TrainingSettings().Epochs, experiment.Training.Epochs);
    }

    [Fact]
    public void All_problems_of_a_file_are_reported_at_once()
    {
        ExperimentReading reading = Read("""
            {
              "name": "a/b",
              "worlds": [
                { "world": "grov" },
                { "world": "grove", "size": 400, "layout": "spiral", "paint": 2 },
              ],
              "alphas": [0, 1.5, 0],
              "networks": [
                { "network": "mlp", "width": 0, "learningRates": [] },
                { "network": "mlp", "width": 16, "dept": 2 },
                { "network": "mlp", "width": 16 },
                { "width": 3 },
              ],
              "sedes": 3,
              "training": { "environments": 40, "steps": "many", "discount": 0, "epochs": 2.5 },
              "probing": { "enabled": 1 },
              "statistics": null,
            }
            """);
        Assert.Null(reading.Experiment);
        Assert.Equal(
            [
                $"worlds[0].world: found \"grov\"; allowed: {string.Join(", ", GroveSpec.Catalog.Worlds.Select(w => w.Name))} (did you mean grove?)",
                "worlds[1].layout: found \"spiral\"; allowed: \"open\", \"blocks\", \"maze\"",
                "networks[1].dept: found an unknown name; allowed: seeds, steps, epochs, learningRates, parameters, width, depth (did you mean depth?)",
                "networks[3].network: found nothing; allowed: cnn, drc, gru, linear, mlp, rcnn, transformer",
                "sedes: found an unknown name; allowed: name, description, worlds, alphas, networks, parameters, trainers, seeds, studySeed, levels, training, "
                    + "behaviour, probing, detection, statistics (did you mean seeds?)",
                "training.steps: found \"many\"; allowed: a whole number",
                "training.epochs: found 2.5; allowed: a whole number",
                "probing.enabled: found 1; allowed: true or false",
                "statistics: found null; allowed: an object { ... }",
                "name: found \"a/b\"; allowed: 1 to 64 letters a-z, digits, dots, dashes and underscores, as it names a folder, and none that Windows keeps for devices, such as con",
                "worlds[1].paint: found 2; allowed: 0 to 1",
                "worlds[1].size: found 400; allowed: 7, 9, 13",
                "alphas[1]: found 1.5; allowed: 0 to 1",
                "alphas[2]: found 0 again; allowed: each value once",
                "networks[0].width: found 0; allowed: 1 to 1024",
                "networks[0].learningRates: found an empty list; allowed: at least 1",
                "training.discount: found 0; allowed: above 0 to 1",
                "training.environments: found 40; allowed: a multiple of 16",
                "networks[2]: found mlp16x2 at learning rate 0.003, as in networks[1]; allowed: each cell once",
            ],
            reading.Problems.Select(p => $"{p}"));
    }

    [Fact]
    public void Required_settings_that_are_missing_are_named_once_each() =>
        Assert.Equal(["name", "worlds", "networks"], Read("{}").Problems.Select(p => p.Path));

    [Fact]
    public void Empty_lists_are_refused() =>
        Assert.Equal(
            ["worlds: found an empty list; allowed: at least 1", "alphas: found an empty list; allowed: at least 1"],
            Read("""{ "name": "a", "worlds": [], "alphas": [], "networks": [{ "network": "mlp" }] }""").Problems.Select(p => $"{p}"));

    [Fact]
    public void A_file_that_is_not_json_is_one_problem_with_its_place()
    {
        Problem problem = Assert.Single(Read("{\n  \"name\": smoke\n}").Problems);
        Assert.Equal("line 2, column 11", problem.Path);
        Assert.Equal("'s' is an invalid start of a value.", problem.Found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[[[")]
    [InlineData("{} {}")]
    public void Broken_json_is_one_problem_without_reader_jargon(string text)
    {
        Problem problem = Assert.Single(Read(text).Problems);
        Assert.StartsWith("line 1", problem.Path, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", problem.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"quick\"")]
    public void Json_that_is_no_object_is_one_problem(string text) =>
        Assert.Equal("the file", Assert.Single(Read(text).Problems).Path);

    [Fact]
    public void A_name_given_twice_is_a_problem() =>
        Assert.Equal(
            "seeds: found the name a second time; allowed: each name once",
            $"{Assert.Single(Read("""
                { "name": "a", "seeds": 3, "seeds": 4, "worlds": [{ "world": "grove" }], "networks": [{ "network": "mlp" }] }
                """).Problems)}");

    [Theory]
    [InlineData("con fusion")]
    [InlineData("..")]
    [InlineData("-rf")]
    [InlineData("a.")]
    [InlineData("")]
    [InlineData("a\n")]
    public void A_name_unfit_for_a_folder_is_refused(string name) =>
        Assert.Equal("name", Assert.Single(Validation.Problems(GroveSpec.Experiment with { Name = name })).Path);

    [Fact]
    public void Networks_of_one_shape_at_different_learning_rates_are_different_cells() =>
        Assert.Empty(Validation.Problems(GroveSpec.Experiment with
        {
            Networks = [new MlpSpec { LearningRates = [1e-3] }, new MlpSpec { LearningRates = [2e-3, 3e-3] }],
        }));

    [Fact]
    public void A_world_entry_is_read_alone()
    {
        (WorldSpec? world, IReadOnlyList<Problem> problems) = ExperimentFile.ParseWorld("""{ "world": "grove", "size": 13 }""", GroveSpec.Catalog);
        Assert.Empty(problems);
        Assert.Equal(new GroveSpec { Size = 13 }, world);
    }

    [Fact]
    public void A_network_entry_is_read_alone_and_its_problems_are_told_from_it_on()
    {
        (NetworkSpec? network, IReadOnlyList<Problem> problems) = ExperimentFile.ParseNetwork("""{ "network": "rcnn", "channels": 8, "head": "flat" }""");
        Assert.Empty(problems);
        Assert.Equal(new RcnnSpec { Channels = 8, Head = HeadKind.Flat }, network);
        Assert.Equal(
            ["blocks: found 0; allowed: 1 to 16", "width: found 9; allowed: a multiple of the heads, 2"],
            ExperimentFile.ParseNetwork("""{ "network": "transformer", "width": 9, "blocks": 0 }""").Problems.Select(p => $"{p}"));
    }

    [Fact]
    public void Null_stands_for_what_may_be_left_out()
    {
        ExperimentReading reading = Read("""
            {
              "name": "a", "worlds": [{ "world": "grove", "alphas": null, "training": { "steps": null } }],
              "networks": [{ "network": "mlp", "seeds": null, "learningRates": null }],
            }
            """);
        Assert.Empty(reading.Problems);
        Assert.Equal(new MlpSpec(), Assert.Single(reading.Experiment!.Networks));
    }

    [Fact]
    public void A_world_within_another_may_be_its_name_alone_and_one_of_a_list_may_not()
    {
        Assert.Equal(
            new OversightSpec { Of = new CornerSpec() },
            Assert.Single(Read("""{ "name": "a", "worlds": [{ "world": "oversight", "of": "corner" }], "networks": [{ "network": "mlp" }] }""").Experiment!.Worlds));
        string all = string.Join(", ", GroveSpec.Catalog.Worlds.Select(w => w.Name));
        Assert.Equal(
            [
                $"worlds[0]: found \"door\"; allowed: an object with \"world\": {all}",
                $"worlds[1].world: found 3; allowed: {all}",
                $"worlds[2].of: found \"dor\"; allowed: {all} (did you mean door?)",
            ],
            Read("""
                { "name": "a", "worlds": ["door", { "world": 3 }, { "world": "oversight", "of": "dor" }], "networks": [{ "network": "mlp" }] }
                """).Problems.Select(p => $"{p}"));
    }

    [Fact]
    public void Numbers_beyond_their_type_and_long_texts_are_told_as_they_stand_or_cut_off()
    {
        string sixty = $"\"{new string('x', 58)}\"", longer = $"\"{new string('x', 59)}\"";
        Assert.Equal(
            [
                "seeds: found 4294967297; allowed: a whole number", "training.steps: found 1e30; allowed: a whole number", "training.clip: found 1e999; allowed: a number",
                $"training.epochs: found {sixty}; allowed: a whole number", $"training.discount: found {longer[..57]}...; allowed: a number",
            ],
            Read($$"""
                {
                  "name": "a", "worlds": [{ "world": "grove" }], "networks": [{ "network": "mlp" }], "seeds": 4294967297,
                  "training": { "steps": 1e30, "clip": 1e999, "epochs": {{sixty}}, "discount": {{longer}} },
                }
                """).Problems.Select(p => $"{p}"));
    }

    [Fact]
    public void Problems_of_a_world_entry_are_told_from_the_entry_on() => Assert.Equal(
        ["training.environments: found 40; allowed: a multiple of 16", "size: found 8; allowed: 7, 9, 13"],
        ExperimentFile.ParseWorld("""{ "world": "grove", "size": 8, "training": { "environments": 40 } }""", GroveSpec.Catalog).Problems
            .Select(p => $"{p}").OrderDescending(StringComparer.Ordinal));

    private static ExperimentReading Read(string json) => ExperimentFile.Parse(json, GroveSpec.Catalog);

    [Fact]
    public void A_problem_hides_none_of_a_setting_whose_name_begins_with_its_own() => Assert.Equal(
        ["levels.training", "levels.trainingDistinguishing"],
        ExperimentFile.Parse("""
            {
              "name": "a", "levels": { "training": "x", "trainingDistinguishing": -1 },
              "worlds": [{ "world": "door" }], "networks": [{ "network": "mlp" }],
            }
            """).Problems.Select(p => p.Path).Order(StringComparer.Ordinal));

    [Fact]
    public void A_trainer_that_cannot_train_in_several_worlds_is_told_of_each() => Assert.Equal(
        ["imitation in monster-open7", "imitation in tree-open7", "imitation in follow-open7"],
        ExperimentFile.Parse("""
            {
              "name": "a", "worlds": [{ "world": "monster" }, { "world": "door" }, { "world": "tree" }, { "world": "follow" }],
              "networks": [{ "network": "mlp" }], "trainers": [{ "trainer": "imitation" }],
            }
            """).Problems.Where(p => p.Path == "trainers[0].trainer").Select(p => p.Found));

    [Fact]
    public void A_schema_is_named_at_the_top_alone()
    {
        const string Rest = """ "name": "a", "worlds": [{ "world": "door" }], "networks": [{ "network": "mlp" }] }""";
        Assert.Empty(ExperimentFile.Parse("""{ "$schema": "mesabench.schema.json",""" + Rest).Problems);
        Assert.Equal("training.$schema", Assert.Single(ExperimentFile.Parse("""{ "training": { "$schema": "x" },""" + Rest).Problems).Path);
    }
}
