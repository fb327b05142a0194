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
        Assert.All(["run", "list", "show", "devices", "validate", "schema", "replay", "verify"], command => Assert.Contains($"\n  {command} ", help, StringComparison.Ordinal));
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
    public void The_schema_is_printed_as_it_stands_in_the_repository() => Assert.Equal(ExperimentSchema.Text(), Done("schema"));

    [Fact]
    public void Levels_are_shown_with_class_returns_and_distances()
    {
        string shown = Done("show", "door", "--layout", "blocks", "--count", "2", "--seed", "5");
        Assert.Contains("distinguishing", shown, StringComparison.Ordinal);
        Assert.Matches(@"green door   \.\d\d, \d+ steps", shown);
        Assert.Equal(7, shown.Split('\n').TakeWhile(l => !l.StartsWith("non", StringComparison.Ordinal)).Count(l => l.Length > 10 && !l.Contains(':') && !l.Contains('w')));
        Assert.Equal(shown, Done("show", "door", "--layout", "blocks", "--count", "2", "--seed", "5"));
        Assert.NotEqual(shown, Done("show", "door", "--layout", "blocks", "--count", "2", "--seed", "6"));
    }

    [Fact]
    public void Piped_output_has_no_control_codes() =>
        Assert.DoesNotContain('\u001b', Done("list") + Done("show", "corner", "--layout", "maze", "--size", "13") + Done("devices"));

    [Fact]
    public void The_level_sets_of_a_world_are_summed_up() =>
        Assert.Matches(@"shifted +256 +\d+ +\d+ +\d+ +\d+", Done("show", "door", "--stats"));

    private string Done(params string[] args)
    {
        (int exitCode, string output, string error) = cli.Run(args);
        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        return output.ReplaceLineEndings("\n");
    }
}
