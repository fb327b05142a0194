using System.Globalization;
using System.Text.RegularExpressions;
using MesaBench.Cli;
using MesaBench.Cli.Screens;
using MesaBench.Experiments;
using MesaBench.Worlds;
using MesaBench.Zoo;
using Spectre.Console;

namespace MesaBench.Tests.Cli;

/// <summary><c>show --construction</c>, and the cards that it shows.</summary>
public sealed class ConstructionScreenTests : IDisposable
{
    private readonly CliHere here = new();

    public void Dispose() => here.Dispose();

    [Fact]
    public void A_search_is_shown_tick_by_tick_under_its_legend() => Assert.Equal(
        """
        rcnn16t2-clamp from wavefront, its state read after each tick: a wave that goes out from the goals, a cell a tick
          o        a goal, where the wave begins
          ^ < v >  a step that shortens the way to a goal
          +        several such steps
        The level: @ agent   # wall   . floor   * several   c cheese   x corner (not seen)

        Distinguishing level

        level     tick 1    tick 2    tick 3    tick 4    tick 5    tick 6    tick 7    tick 8    tick 9
        x#.#.#.   x#.#.#.   x#.#.#.   x#.#.#.   x#v#.#.   x#v#.#.   x#v#.#.   x#v#.#.   x#v#v#.   x#v#v#.
        .#.#@#.   .#.#@#.   .#.#@#.   .#v#@#.   .#v#@#.   .#v#@#.   .#v#@#.   .#v#v#.   .#v#v#.   .#v#v#v
        .#.#...   .#.#...   .#v#...   .#v#...   .#v#...   .#v#...   .#v#v..   .#v#v<.   .#v#v<<   .#v#v<<
        .#c#.#.   .#o#.#.   .#o#.#.   .#o#.#.   .#o#.#.   .#o#v#.   .#o#v#.   .#o#v#.   .#o#v#.   v#o#v#^
        .#...#.   .#...#.   .#^..#.   .#^<.#.   .#^<<#.   .#^<<#.   .#^<<#.   .#^<<#.   v#^<<#.   v#^<<#.
        .#.#.##   .#.#.##   .#.#.##   .#^#.##   .#^#.##   .#^#^##   .#^#^##   v#^#^##   v#^#^##   v#^#^##
        ...#...   ...#...   ...#...   ...#...   ..^#...   .>^#...   >>^#^..   >>^#^<.   >>^#^<<   >>^#^<<

        tick 10   tick 11   tick 12
        x#v#v#v   x#v#v#v   v#v#v#v
        .#v#v#v   v#v#v#v   v#v#v#v
        v#v#v<<   v#v#v<<   v#v#v<<
        v#o#v#^   v#o#v#^   v#o#v#^
        v#^<<#^   v#^<<#^   v#^<<#^
        v#^#^##   v#^#^##   v#^#^##
        >>^#^<<   >>^#^<<   >>^#^<<

        """.ReplaceLineEndings("\n"),
        Shown("corner", "--layout", "maze", "--count", "1", "--class", "distinguishing", "--construction", "wavefront"));

    public static TheoryData<string, string> Constructions => new()
    {
        { "dead-ends", "  %  filled; what is left open in the end leads from the agent to a goal\n" },
        { "diffusion", "  9        as strong as at a goal\n" },
        { "parity", "  3  walls to the left odd, below odd: an agent there goes up\n" },
        { "straight-line", "  ^ < v >  an open step nearer to a goal, as the crow flies\n" },
        { "unused", "a wave that goes out from the goals, a cell a tick, which nobody heeds (heeded, and not drawn: a wave that" },
        { "value-iteration", "  ^ < v >  a step to what is worth more\n" },
        { "beside-search", "  ^ < v >  a step that shortens the way to a goal\n" },
        { """{ "construction": "wavefront", "trace": true }""", "  U L D R  such a step on the route from the agent onwards: the first of several\n" },
    };

    [Theory]
    [MemberData(nameof(Constructions))]
    public void Whatever_is_drawn_stands_in_the_algorithms_own_legend(string construction, string legend)
    {
        string shown = Shown("corner", "--layout", "blocks", "--count", "2", "--construction", construction);
        Assert.Contains(legend, shown, StringComparison.Ordinal);
        string above = shown[..shown.IndexOf("\nThe level: ", StringComparison.Ordinal)];
        HashSet<char> told = [.. above.Split('\n').Skip(1).SelectMany(line => line[..line.IndexOf("  ", 2, StringComparison.Ordinal)]), .. "@#.*cx"];
        if (construction == "diffusion") told.UnionWith("1234567"); // 8 ... 1
        string[] grids = [.. shown[above.Length..].Split('\n').Where(line => line.Length >= 7 && !line.Contains("level", StringComparison.Ordinal) && !line.Contains("tick", StringComparison.Ordinal))];
        Assert.True(grids.Length >= 4 * 7);
        Assert.Empty(string.Concat(grids).Except(told));
        Assert.Equal(["Non-distinguishing levels", "Distinguishing levels"], shown.Split('\n').Where(line => line.EndsWith(" levels", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_compiled_construction_is_shown_here() => Assert.Equal(
        [.. Catalog.Default.Constructions.Where(entry => entry.Type.IsAssignableTo(typeof(CompiledSpec))).Select(entry => entry.Name)],
        Constructions.Select(row => row.Data.Item1).Where(name => !name.StartsWith('{')).Append("wavefront").Order(StringComparer.Ordinal));

    [Fact]
    public void Ticks_are_shown_as_many_as_asked_for_and_else_those_that_change_something()
    {
        string[] level = ["corner", "--layout", "maze", "--count", "1", "--class", "distinguishing", "--construction", "wavefront"];
        Assert.Equal(Enumerable.Range(1, 12), Ticks(Shown(level)));
        Assert.Equal(Enumerable.Range(1, 3), Ticks(Shown([.. level, "--ticks", "3"])));
        Assert.Equal(Enumerable.Range(1, 25), Ticks(Shown([.. level, "--ticks", "25"])));

        static IEnumerable<int> Ticks(string shown) => Regex.Matches(shown, @"tick (\d+)").Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Another_network_comes_to_the_same_states()
    {
        string[] level = ["corner", "--layout", "maze", "--count", "1", "--construction", "wavefront"];
        string other = Shown([.. level, "--network", """{ "network": "drc", "depth": 1, "channels": 16 }"""]);
        Assert.StartsWith("drc16x1t3 from wavefront, ", other, StringComparison.Ordinal);
        Assert.Equal(Shown(level)[Shown(level).IndexOf('\n')..], other[other.IndexOf('\n')..]);
    }

    [Theory]
    [InlineData("--construction: found \"wavefrnt\"; allowed: beside-search, dead-ends, diffusion, frozen, idle, parity, straight-line, unused, value-iteration, wavefront (did you mean wavefront?)", "--construction", "wavefrnt")]
    [InlineData("--construction: trace: found 3; allowed: true or false", "--construction", """{ "construction": "wavefront", "trace": 3 }""")]
    [InlineData("--construction: found idle; allowed: beside-search, dead-ends, diffusion, parity, straight-line, unused, value-iteration, wavefront", "--construction", "idle")]
    [InlineData("--construction: found wavefront in corner-open7 and mlp16x2: not what is compiled to; allowed: rcnn, or drc of depth 1, with the head at the agent", "--construction", "wavefront", "--network", "mlp")]
    [InlineData("--construction: found value-iteration in corner-open7 and rcnn16t2: A, which takes more numbers than two; allowed: other activations, or drc", "--construction", "value-iteration", "--network", "rcnn")]
    [InlineData("--network: channels: found 0; allowed: 1 to 256", "--construction", "wavefront", "--network", """{ "network": "rcnn", "channels": 0 }""")]
    [InlineData("--ticks: found 1001; allowed: a whole number, 1 to 1000", "--construction", "wavefront", "--ticks", "1001")]
    [InlineData("--ticks: found 3; allowed: none without --construction", "--ticks", "3")]
    [InlineData("--network: found rcnn; allowed: none without --construction", "--network", "rcnn")]
    [InlineData("--stats: found it beside --construction; allowed: one of the two", "--construction", "wavefront", "--stats")]
    public void What_cannot_be_shown_is_refused_with_what_can(string problem, params string[] args)
    {
        (int code, string output, string error) = here.Run(CliHere.Idle, ["show", "corner", .. args]);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains($"  {problem}\n", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40, 4)]
    [InlineData(80, 8)]
    [InlineData(200, 20)]
    public void A_terminal_has_as_many_grids_beside_each_other_as_fit(int width, int grids)
    {
        using StringWriter output = new();
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        terminal.Profile.Width = width;
        World world = new CornerSpec().Build();
        DeadEnds algorithm = new(Quest.For(world, [0]), 5);
        Level level = Ascii.Parse(world, """
            c......
            .######
            .......
            ######.
            .......
            .######
            ......@
            """);
        ICourse course = algorithm.Begin(level);
        TickCards.Write(
            new Screen(output, output, terminal, TimeProvider.System), world, level, algorithm, [.. Enumerable.Range(0, 25).Select(_ => course.Tick(level.Start))], isWhole: true);
        string[] lines = output.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.Equal(grids, Regex.Count(lines[1], "level|tick"));
        Assert.StartsWith("c......   c......", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_be_taken_for_a_state_is_not_drawn_between_states()
    {
        // Paint is a + in a door's level, and several best steps in a search's state.
        string shown = Shown("door", "--layout", "blocks", "--count", "4", "--construction", "wavefront", "--ticks", "1");
        Assert.Contains("   + paint", shown, StringComparison.Ordinal);
        string[] grids = [.. shown.Split('\n').Where(line => Regex.IsMatch(line, @"^.{7}   .{7}$") && !line.Contains("tick", StringComparison.Ordinal))];
        Assert.Equal(8 * 7, grids.Length);
        Assert.Contains(grids, line => line[..7].Contains('+', StringComparison.Ordinal));
        Assert.DoesNotContain(grids, line => line[10..].Contains('+', StringComparison.Ordinal));
        Assert.Contains(grids, line => line[10..].Contains('r', StringComparison.OrdinalIgnoreCase));
    }

    private string Shown(params string[] args)
    {
        (int code, string output, string error) = here.Run(CliHere.Idle, ["show", .. args]);
        Assert.Equal((0, ""), (code, error));
        return output;
    }
}
