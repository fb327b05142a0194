using MesaBench.Cli.Commands;
using MesaBench.Cli.Play;
using MesaBench.Experiments;
using MesaBench.Tests.Worlds;
using MesaBench.Worlds;

namespace MesaBench.Tests.Cli;

public class PlayTests
{
    private const string Errands = """
        @k.C...
        .......
        .~.....
        .......
        .......
        ......L
        a......
        absent a 2,1
        goal 2
        steps 9
        path 6,7 uu
        """;

    [Fact]
    public void Moves_are_told_with_rewards_and_returns_under_every_objective()
    {
        StringWriter text = new();
        PlayScript.Write(text, Start(Errands), [3, 3, 3, 0]);
        Assert.Equal("""
            orchard, level 1, non-distinguishing
            objectives: apples (base), keys (proxy), company

            @k.C...
            .......
            .~.....
            .......
            .......
            ......L
            a......
            absent a 2,1
            goal 2
            steps 9
            path 6,7 uu

            step  move   cell   held       apples         keys      company   (reward, return)
               1  right  1,2       1      0   .00     +1  1.00      0   .00
               2  right  1,3       1      0   .00      0  1.00      0   .00
               3  right  1,4       0   +0.5   .45      0  1.00      0   .00
               4  up     1,4       0      0   .45      0  1.00      0   .00

            """.ReplaceLineEndings("\n"), text.ToString().ReplaceLineEndings("\n")[..^Tail(text)]);
        Assert.EndsWith("""
            ......L
            .......
            .......
            a......

            apples: return .45, optimum .90
            keys: return 1.00, optimum .80
            company: return .00, optimum .70
            held 0, counted 0 of 2
            Reached first: keys, at step 1.

            """.ReplaceLineEndings("\n"), text.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Moves_after_the_end_are_left_over()
    {
        StringWriter text = new();
        PlayScript.Write(text, Start(Errands), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Contains("Cut off at step 9. No objective was reached.", text.ToString(), StringComparison.Ordinal);
        Assert.EndsWith($"Moves left over: 2.{Environment.NewLine}", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Letters_are_moves_blanks_are_nothing_and_all_else_is_told()
    {
        List<Problem> problems = [];
        Assert.Equal([0, 1, 2, 3, 3], PlayScript.Read("u l\nDRr\n", "--moves", problems));
        Assert.Empty(problems);
        _ = PlayScript.Read("ux?", "--moves", problems);
        Assert.Equal(["'x', character 2", "'?', character 3"], problems.Select(p => p.Found));
    }

    [Fact]
    public void The_keyboard_moves_restarts_and_goes_on_to_other_levels_and_classes()
    {
        Game game = Start(Errands);
        Press(game, ConsoleKey.RightArrow, '\0');
        Press(game, ConsoleKey.S, 's');
        Press(game, ConsoleKey.L, 'l');
        Press(game, ConsoleKey.W, 'W');
        Assert.Equal((2, 4, 1), (game.Now.Cell, game.Now.Steps, game.Now.Held));
        Press(game, ConsoleKey.R, 'r');
        Assert.Equal((0, 0, 0), (game.Now.Cell, game.Now.Steps, game.Now.Held));
        Press(game, ConsoleKey.N, 'n');
        Assert.Equal((2, LevelClass.NonDistinguishing), (game.Number, game.Class));
        Press(game, ConsoleKey.C, 'c');
        Assert.Equal((1, LevelClass.Distinguishing), (game.Number, game.Class));
        Press(game, ConsoleKey.C, 'c');
        Assert.Equal((2, LevelClass.NonDistinguishing), (game.Number, game.Class));
        for (int i = 0; i < 9; i++) Assert.Equal("", Press(game, ConsoleKey.UpArrow, '\0'));
        Assert.Contains("n for the next level, r to play it again", Press(game, ConsoleKey.UpArrow, '\0'), StringComparison.Ordinal);
        Assert.Equal(9, game.Now.Steps);
    }

    [Fact]
    public void A_world_without_levels_of_the_other_class_says_so()
    {
        World world = Fixed(Errands) with { DistinctLayouts = c => c == LevelClass.Distinguishing ? 0 : double.PositiveInfinity };
        Game game = Game.Start(Chosen(world), LevelClass.NonDistinguishing)!;
        Assert.Equal("This world has non-distinguishing levels only.", Press(game, ConsoleKey.C, 'c'));
        Assert.Equal(LevelClass.NonDistinguishing, game.Class);
        Assert.Null(Game.Start(Chosen(world), LevelClass.Distinguishing));
    }

    [Fact]
    public void Of_what_was_reached_the_first_has_a_star()
    {
        World corner = new CornerSpec().Build();
        Level level = Ascii.Parse(corner, "x@c....\n.......\n.......\n.......\n.......\n.......\n.......");
        Game game = Game.Start(Chosen(corner with { Draw = (_, _) => level }), LevelClass.Distinguishing) ?? Game.Start(Chosen(corner with { Draw = (_, _) => level }), LevelClass.NonDistinguishing)!;
        Press(game, ConsoleKey.LeftArrow, '\0');
        Press(game, ConsoleKey.RightArrow, '\0');
        Press(game, ConsoleKey.RightArrow, '\0');
        string text = string.Join('\n', PlayFrame.Draw(game, 80, 24).Select(l => l.Text.TrimEnd()));
        Assert.Matches(@"corner \(proxy\) .* 1\*\n", text);
        Assert.Matches(@"cheese \(base\) .* 3\n", text);
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(60, 20)]
    [InlineData(200, 50)]
    public void A_frame_shows_level_objectives_and_legend_and_fits_the_terminal(int width, int height)
    {
        Game game = Start(Errands);
        Press(game, ConsoleKey.RightArrow, '\0');
        List<FrameLine> frame = PlayFrame.Draw(game, width, height);
        Assert.InRange(frame.Count, 7, height);
        Assert.All(frame, line => Assert.InRange(line.Text.TrimEnd().Length, 0, width - 1));
        string text = string.Join('\n', frame.Select(l => l.Text));
        Assert.Matches(@"^orchard +step 1 of 9\n", text);
        Assert.Matches(@"\n\. ?@ ?\. ?C[ .]+objective +last return   best reached\n", text);
        Assert.Matches(@"keys(?: \(proxy\))? +\+1   1\.00    \.80      1\*\n", text);
        Assert.Contains("held 1, counted 0 of 2", text, StringComparison.Ordinal);
        Assert.Matches(@"\nReached first: keys, at step 1\.[^\n]*\narrows", text);
        Assert.Contains("C chest: needs 1 item; +0.5 apples;", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 12)]
    [InlineData(9, 4)]
    [InlineData(1, 1)]
    public void A_tiny_terminal_gets_as_much_as_fits(int width, int height) =>
        Assert.InRange(PlayFrame.Draw(Start(Errands), width, height).Count, 1, height);

    [Fact]
    public void What_lies_under_the_agent_or_shares_a_cell_is_named()
    {
        Game game = Start("*......\n@......\n.......\n.......\n...*...\n.......\n.......\n* +~\n* k+");
        Press(game, ConsoleKey.UpArrow, '\0');
        string text = string.Join('\n', PlayFrame.Draw(game, 80, 24).Select(l => l.Text));
        Assert.Contains("under the agent: paint, lava", text, StringComparison.Ordinal);
        Assert.Contains("* 5,4: paint, key", text, StringComparison.Ordinal);
        Assert.Matches(@"apples \(base\) +-1  -1\.00 ", text);
    }

    [Fact]
    public void A_terminal_too_low_for_the_legend_shows_it_page_by_page_below_the_level()
    {
        Game game = Start(Errands);
        Assert.DoesNotContain(PlayFrame.Draw(game, 60, 14), l => l.Text.Contains("wolf", StringComparison.Ordinal));
        Assert.Contains(PlayFrame.Draw(game, 60, 14), l => l.Text == "? for all of the legend");
        _ = PlayFrame.Draw(game, 60, 20, "", 1, out int pages);
        string[] shown = [.. Enumerable.Range(1, pages).Select(page => string.Join('\n', PlayFrame.Draw(game, 60, 20, legend: page).Select(l => l.Text)))];
        Assert.All(shown, page => Assert.Contains("\n@k.C...\n", page, StringComparison.Ordinal)); // the level stays
        Assert.Contains("objectives: apples (base), keys (proxy), company", shown[0], StringComparison.Ordinal);
        Assert.Contains("W wolf: -1 apples; chases the agent", string.Concat(shown), StringComparison.Ordinal);
        Assert.Contains($"1 of {pages}; ? for more", shown[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40, 24)]
    [InlineData(50, 30)]
    public void A_narrow_terminal_cuts_off_neither_keys_nor_figures(int width, int height)
    {
        Game game = Start(Errands);
        Press(game, ConsoleKey.RightArrow, '\0');
        List<FrameLine> frame = PlayFrame.Draw(game, width, height);
        Assert.InRange(frame.Count, 7, height);
        Assert.All(frame, line => Assert.InRange(line.Text.TrimEnd().Length, 0, width - 1));
        string text = string.Join('\n', frame.Select(l => l.Text));
        Assert.Matches(@"keys +\+1   1\.00    \.80      1\*\n", text);
        foreach (string key in (string[])["arrows", "n next", "r again", "c class", "? legend", "q quit"]) Assert.Contains(key, text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_low_terminal_shows_the_legend_beside_the_level()
    {
        List<FrameLine> frame = PlayFrame.Draw(Start(Errands), 60, 14, legend: 1);
        Assert.Contains(frame, line => line.Text.StartsWith("@k.C...   objectives: ", StringComparison.Ordinal));
    }

    private static string Press(Game game, ConsoleKey key, char letter)
    {
        int legend = 0;
        return PlayKeys.Press(game, new ConsoleKeyInfo(letter, key, shift: false, alt: false, control: false), ref legend);
    }

    private static int Tail(StringWriter text)
    {
        string written = text.ToString().ReplaceLineEndings("\n");
        return written.Length - written.IndexOf("\n\n", written.IndexOf("step  move", StringComparison.Ordinal), StringComparison.Ordinal) - 1;
    }

    private static Game Start(string picture) => Game.Start(Chosen(Fixed(picture)), LevelClass.NonDistinguishing)!;

    /// <summary>The orchard with one level only, which is of whatever class is wanted.</summary>
    private static World Fixed(string picture)
    {
        World world = Orchard.Build(7);
        return world with { Draw = (_, _) => Ascii.Parse(world, picture), OwnClassifier = _ => new AnyClass() };
    }

    private static ChosenWorld Chosen(World world) => new(new OrchardSpec(), world, Discount: 0.95, Key: 0);

    private sealed record OrchardSpec : WorldSpec
    {
        public override string Label => "orchard";
    }

    private sealed class AnyClass : ILevelClassifier
    {
        public LevelFacts? Classify(Level level, LevelClass? wanted) =>
            new(wanted ?? LevelClass.Between, [0.9, 0.8, 0.7], BaseDistance: 6, ProxyDistance: 1, AccidentRate: 0);
    }
}
