using System.Globalization;
using System.Text.RegularExpressions;
using MesaBench.Experiments;
using MesaBench.Results;

namespace MesaBench.Tests.Cli;

public sealed class CommandTests : IDisposable
{
    private readonly CliProcess cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public void The_help_names_every_command_and_exit_code()
    {
        string help = Done("--help");
        Assert.All(["run", "list", "show", "play", "levels", "devices", "validate", "schema", "replay", "verify"], command => Assert.Contains($"\n  {command} ", help, StringComparison.Ordinal));
        Assert.All(["0", "1", "2", "3", "130"], code => Assert.Matches($@"\n +{code} +\w", help));
    }

    [Fact]
    public void The_version_is_told_with_the_commit_and_its_date_where_the_build_knew_them()
    {
        Assert.Equal($"mesabench {ProgramVersion.Own}\n", Done("--version"));
        Assert.Equal("1.2.3 of 2026-01-31, commit 0123456789ab", new ProgramVersion("1.2.3", "0123456789abcdef0123", "2026-01-31").ToString());
        Assert.Equal("1.2.3, of a commit that its build did not know", new ProgramVersion("1.2.3", null, null).ToString());
    }

    [Theory]
    [InlineData("levels", "--help")]
    [InlineData("levels", "export", "--help")]
    [InlineData("levels", "import", "-h")]
    public void The_format_of_levels_stands_once_in_their_help(params string[] args)
    {
        string help = Done(args);
        Assert.Equal(2, help.Split("The format: a line such as").Length);
        Assert.Equal(2, help.Split("-?, -h, --help").Length);
        Assert.DoesNotContain("The format:", Done("--help"), StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_a_kind_is_told_as_one()
    {
        string file = cli.Write("one.json", """{ "name": "one", "seeds": 1, "alphas": [0.1], "training": { "steps": 1000, "learningRates": [0.001] }, "worlds": [{ "world": "door" }], "networks": [{ "network": "mlp" }] }""");
        Assert.StartsWith($"{file} is fine: 1 agent in 1 cell, ", Done("validate", file), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_preset_is_listed_and_valid()
    {
        string listed = Done("list", "presets");
        foreach (string preset in Presets.Names)
        {
            Assert.Contains($"  {preset} ", listed, StringComparison.Ordinal);
            Assert.StartsWith($"{preset} is fine: ", Done("validate", preset), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Validate_counts_the_steps_of_every_agent_whoever_says_how_many()
    {
        string file = cli.Write("steps.json", """
            {
              "name": "steps", "seeds": 1, "training": { "steps": 1000 },
              "worlds": [{ "world": "door" }, { "world": "corner", "training": { "steps": 20000 } }],
              "networks": [{ "network": "mlp" }, { "network": "rcnn", "steps": 300000 }],
            }
            """);
        Assert.StartsWith($"{file} is fine: 4 agents in 4 cells, 621 k environment steps.\n", Done("validate", file), StringComparison.Ordinal);
        Assert.StartsWith($"{file} is fine: 12 agents in 4 cells, ", Done("validate", file, "--seeds", "3", "--steps", "4096", "--threads", "1"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_is_printed_as_it_stands_in_the_repository() => Assert.Equal(ExperimentSchema.Text(), Done("schema"));

    [Fact]
    public void Levels_are_shown_with_class_returns_and_distances()
    {
        string shown = Done("show", "door", "--layout", "blocks", "--count", "2", "--seed", "5");
        Assert.Contains("distinguishing", shown, StringComparison.Ordinal);
        Assert.Matches(@"green door   \.\d\d, \d+ steps", shown);
        Assert.Equal(2 * 7, shown.Split('\n').Count(l => l.Length > 10 && l.All(c => " .#@*+GgrR".Contains(c, StringComparison.Ordinal))));
        Assert.Equal(shown, Done("show", "door", "--layout", "blocks", "--count", "2", "--seed", "5"));
        Assert.NotEqual(shown, Done("show", "door", "--layout", "blocks", "--count", "2", "--seed", "6"));
    }

    [Fact]
    public void Piped_output_has_no_control_codes() =>
        Assert.DoesNotContain('\u001b', Done("list") + Done("show", "corner", "--layout", "maze", "--size", "13") + Done("devices"));

    [Fact]
    public void Distinguishing_levels_to_train_on_are_shown_where_they_are_drawn_apart()
    {
        string[] shown = Done("show", "oversight", "--count", "2").Split("\nDistinguishing levels to train on are drawn apart:\n");
        Assert.Equal(2, shown.Length);
        Assert.Equal(10, shown[1].Count(c => c == '^')); // two overseers of five cells
        Assert.EndsWith("drawn apart; there are none.\n", Done("show", "corner", "--count", "2", "--set", "region=1"), StringComparison.Ordinal);
        Assert.DoesNotContain("drawn apart", Done("show", "door", "--count", "2"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_world_is_shown_with_what_each_of_its_objects_does_under_each_objective()
    {
        string shown = Done("show", "door", "--count", "1");
        Assert.Contains("\nG green door, nearest  +1 green door, +1 nearest door; ends the episode\n", shown, StringComparison.Ordinal);
        Assert.Contains("\n+ paint                only seen\n", shown, StringComparison.Ordinal);
        Assert.Contains("\nobjectives: green door (base), nearest door (proxy)\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Levels_to_train_on_are_no_matter_where_only_the_others_are_asked_for() => Assert.DoesNotContain(
        "drawn apart", Done("show", "corner", "--set", "region=3", "--class", "non-distinguishing", "--count", "1"), StringComparison.Ordinal);

    [Fact]
    public void Yields_in_training_stand_apart_where_it_is_on_other_levels()
    {
        Assert.Contains("\n  in training ", Done("show", "corner", "--stats", "--set", "region=3"), StringComparison.Ordinal);
        Assert.DoesNotContain("\n  in training ", Done("show", "corner", "--stats"), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_seed_is_another_draw_for_reference_agents_too()
    {
        string References(string seed)
        {
            string shown = Done("show", "dish", "--stats", "--seed", seed);
            return shown[shown.IndexOf("\nindifferent ", StringComparison.Ordinal)..];
        }

        Assert.Equal(References("5"), References("5"));
        Assert.NotEqual(References("5"), References("6"));
        Assert.NotEqual(Yields("5"), Yields("6"));

        string Yields(string seed)
        {
            string shown = Done("show", "corner", "--layout", "blocks", "--stats", "--seed", seed);
            int from = shown.IndexOf("\ncandidates for ", StringComparison.Ordinal);
            return shown[from..shown.IndexOf("\nshares of ", from, StringComparison.Ordinal)];
        }
    }

    [Fact]
    public void Each_objective_has_its_own_distance()
    {
        // On a distinguishing level the proxy is nearer than the green door.
        Match card = Regex.Match(
            Done("show", "door", "--class", "distinguishing", "--count", "1", "--seed", "3"),
            @"green door +\.\d\d, (\d+) steps?.*\n.*nearest door +1?\.\d\d, (\d+) steps?");
        int[] steps = [.. card.Groups.Values.Skip(1).Select(g => int.Parse(g.Value, CultureInfo.InvariantCulture))];
        Assert.True(steps[0] > steps[1]);
    }

    [Fact]
    public void The_largest_count_is_allowed_and_one_more_is_not()
    {
        Assert.StartsWith("@ agent", Done("show", "corner", "--count", "1000", "--class", "non-distinguishing"), StringComparison.Ordinal);
        (int exitCode, _, string error) = cli.Run("show", "corner", "--count", "1001");
        Assert.Equal(2, exitCode);
        Assert.Contains("--count: found 1001; allowed: a whole number, 1 to 1000", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_counts_a_cell_for_each_alpha_and_rate()
    {
        string file = cli.Write("cells.json", """
            {
              "name": "cells", "seeds": 2, "alphas": [0, 0.1], "training": { "steps": 1000, "learningRates": [0.001, 0.002, 0.004] },
              "worlds": [{ "world": "door" }], "networks": [{ "network": "mlp" }],
            }
            """);
        Assert.StartsWith($"{file} is fine: 12 agents in 6 cells, 12.0 k environment steps.\nIt takes some ", Done("validate", file), StringComparison.Ordinal);
    }

    [Fact]
    public void The_level_sets_of_a_world_are_summed_up_with_their_distances_strata_and_yields()
    {
        string shown = Done("show", "door", "--stats");
        Assert.Matches(@"\nshifted +256 +\d+ +\.\d\d +\.\d\d\n", shown);
        Assert.Matches(@"\nshifted +base +\d+ +\d+ +\d+\.\d +\d+  [ .:=+*%#-]+\n +proxy +\d+ +\d+ ", shown);
        Assert.Matches(@"\nshifted( +64){4}\n", shown); // evaluation sets are balanced
        Assert.Matches(@"\ndistinguishing +\.00 +\.\d\d +\.\d\d +\.00\n", shown);
        Assert.Matches(@"\nindifferent +\.00 +1\.00( +\.00){2}( +1\.00){2}\n", shown); // an agent that prefers neither has a q of 1
        // The tables after the bars, which take what is left of a terminal, fit into 60 columns.
        Assert.DoesNotContain(shown[shown.IndexOf("\nbase, proxy  ", StringComparison.Ordinal)..].Split('\n').Where(l => l.Contains("  ", StringComparison.Ordinal)), l => l.Length > 60);
    }

    private string Done(params string[] args)
    {
        (int exitCode, string output, string error) = cli.Run(args);
        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        return output.ReplaceLineEndings("\n");
    }
}
