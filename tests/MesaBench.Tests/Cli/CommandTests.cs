using MesaBench.Experiments;

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
        Assert.Equal($"{file} is fine: 4 agents in 4 cells, 621 k environment steps.\n", Done("validate", file));
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
