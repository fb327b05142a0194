using System.Text.RegularExpressions;
using MesaBench.Behaviour;
using MesaBench.Cli;
using MesaBench.Cli.Screens;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Tests.Worlds;
using MesaBench.Worlds;
using Spectre.Console;

namespace MesaBench.Tests.Cli;

/// <summary>What the commands about levels show, within the tests' process.</summary>
public sealed class LevelScreensTests : IDisposable
{
    // Without an engine no reference agents are played.
    private static readonly Parts NoEngine = CliHere.Idle with { Cpu = DeviceListing.Unusable("cpu", "none", "none") };

    private static readonly World Corner = new CornerSpec().Build();

    private readonly CliHere here = new();

    public void Dispose() => here.Dispose();

    [Fact]
    public void Four_levels_of_each_class_are_shown_and_a_hundred_exported_unless_told_otherwise()
    {
        string shown = Done("show", "corner"), exported = Done("levels", "export", "corner");
        Assert.Equal((4, 4), (Count(shown, @"\bnon-distinguishing"), Count(shown, @"(?<!-)\bdistinguishing")));
        Assert.Equal((100, 100), (Count(exported, @": non-distinguishing;"), Count(exported, @": distinguishing;")));

        static int Count(string text, string pattern) => Regex.Count(text, pattern);
    }

    [Fact]
    public void Each_set_of_an_agent_is_shown_with_its_own_size()
    {
        string shown = Done("show", "door", "--stats", "--set", """levels={"training":8,"trainingDistinguishing":12}""");
        Assert.Equal(
            ["training 8", "distinguishing 12", "in distribution 256", "shifted 256", "probe training 256", "probe test 128"],
            Regex.Matches(shown, @"\n *([a-z ]+?) +(\d+) +\d+ +1?\.\d\d +1?\.\d\d(?=\n)").Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value}"));
        Assert.DoesNotContain("out of reach", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("in training", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pull_is_told_with_what_it_is_measured_against()
    {
        string Told(string world) => Regex.Match(Without(world), @"pull: proxy, (.*)\n").Groups[1].Value;
        Assert.Equal("less the same with the proxy hidden", Told("door"));
        Assert.StartsWith("less the same in mirrors", Told("corner"), StringComparison.Ordinal);
        Assert.StartsWith("which is measured against nothing here", Told("lava"), StringComparison.Ordinal);

        string Without(string world) => here.Run(CliHere.Idle, "show", world, "--stats").Output;
    }

    [Theory]
    [InlineData(IndifferenceKind.Rate, "-0.3 steps")]
    [InlineData(IndifferenceKind.Always, "base-always")]
    [InlineData(IndifferenceKind.Never, "proxy-always")]
    [InlineData(IndifferenceKind.Flat, "flat")]
    public void An_exchange_of_a_reference_agent_is_told_by_what_is_taken_for_base(IndifferenceKind kind, string told)
    {
        EpisodeSummary shifted = new() { Episodes = 100, Base = 0.12, Proxy = 0.36, Both = 0.01, Neither = 0.51 };
        Behavioural behaviour = new(shifted, shifted, new Estimate(0.25, Interval.None)) { ExchangeRate = new(kind, new Estimate(-0.26, Interval.None)) };
        Assert.Matches(
            $@"^base-optimal +\.12 +\.36 +\.01 +\.51 +\.75 +\.25  {Regex.Escape(told)}$",
            LevelSetView.ReferenceLines(Corner, [new ReferenceOutcome(ScriptedAgent.BaseOptimal, behaviour)]).Last());
    }

    [Fact]
    public void A_card_tells_what_is_out_of_reach_and_what_comes_by_accident()
    {
        Level level = new(7, new bool[49], 0, []);
        LevelCards.WriteCards(here.Screen, Corner, [new ClassifiedLevel(level, new LevelFacts(LevelClass.Between, [0.5, 1], Paths.Unreachable, 1, 0.25))]);
        Assert.EndsWith("\nbetween\ncheese .50, out of reach\ncorner 1.00, 1 step\nproxy by accident .25\n", here.Screen.Text.ToString()!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_line_is_broken_at_blanks_and_a_long_word_where_the_line_ends()
    {
        Assert.Equal(["ab cd", "  ef", "  gh"], LevelCards.Wrap("ab cd ef gh", 5));
        Assert.Equal(["abcde", "  fgh"], LevelCards.Wrap("abcdefgh", 5));
        Assert.Equal(["abcde"], LevelCards.Wrap("abcde", 5));
    }

    [Theory]
    [InlineData(200, "level  line  class               cheese  corner  base proxy")]
    [InlineData(46, "level  line  class                 [1]    [2]  base proxy")]
    public void A_narrow_terminal_names_objectives_by_number(int width, string headings)
    {
        using StringWriter output = new();
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        terminal.Profile.Width = width;
        ClassifiedLevel Of(LevelClass of, int toBase) => new(new Level(7, new bool[49], 0, []), new LevelFacts(of, [0.5, 1], toBase, 3, 0));
        LevelTableView.Write(
            new Screen(output, output, terminal, TimeProvider.System), new CornerSpec(), Corner, [3, 11, 19],
            [Of(LevelClass.Distinguishing, 6), Of(LevelClass.NonDistinguishing, 2), Of(LevelClass.Unsolvable, int.MaxValue)]);
        string[] lines = output.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal(headings, lines.Single(line => line.StartsWith("level", StringComparison.Ordinal)));
        Assert.Matches(@"^    3    19  unsolvable +\.50 +1\.00 +- +3$", lines.Single(line => line.Contains("unsolvable  ", StringComparison.Ordinal)));
        Assert.Contains("3 levels, 1 non-distinguishing, 1 distinguishing, 1 unsolvable", string.Join(' ', lines).Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(width < 50, lines.Contains("[1] cheese, [2] corner"));
    }

    [Theory]
    [InlineData("--set: found paint; allowed: name=value", "show", "door", "--set", "paint")]
    [InlineData("--set: found =0.2; allowed: name=value", "show", "door", "--set", "=0.2")]
    [InlineData("paint: found \"0=2\"; allowed: a number", "show", "door", "--set", "paint=0=2")]
    [InlineData("region: found 9; allowed: 0 to the grid's size, 7", "show", "corner", "--set", "region=9")]
    [InlineData("--count: found 15e-1; allowed: a whole number, 1 to 1000", "show", "door", "--count", "15e-1")]
    [InlineData("--out: found nothing; allowed: a file in a folder that is there, and no study's", "levels", "export", "door", "--out", "")]
    [InlineData(".: found a folder; allowed: a file of levels that can be read", "levels", "import", ".")]
    public void A_bad_command_is_told_what_is_wrong(string message, params string[] args)
    {
        (int code, string output, string error) = here.Run(NoEngine, args);
        Assert.Equal((2, "", $"{(args[0] == "levels" ? $"levels {args[1]}" : args[0])} has a problem:\n  {message}\n"), (code, output, error));
    }

    [Fact]
    public void One_level_is_one_level()
    {
        using CliProcess place = new();
        string file = Path.Combine(place.Folder, "one.txt");
        Assert.Equal($"1 level in {file}\n", Done("levels", "export", "door", "--count", "1", "--class", "distinguishing", "--out", file));
        Assert.Contains(": 1 level, 1 distinguishing\n", Done("levels", "import", file), StringComparison.Ordinal);
    }

    private string Done(params string[] args)
    {
        (int code, string output, string error) = here.Run(NoEngine, args);
        Assert.Equal((0, ""), (code, error));
        return output;
    }
}
