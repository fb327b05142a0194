using FsCheck;
using FsCheck.Fluent;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class AsciiTests
{
    private static readonly World Corner = CornerWorld.Build(3, Layout.Open);
    private static readonly World Everything = Orchard.Build(3);

    public static TheoryData<string> Worlds => new(Catalog.Default.Worlds.Select(w => w.Name));

    [Fact]
    public void Any_level_comes_back_as_it_was() => Prop.ForAll<int>(seed =>
    {
        Random random = new(seed);
        World world = Orchard.Build(2 + random.Next(5));
        Level level = Orchard.AnyLevel(random, world);
        Orchard.AssertSame(level, Ascii.Parse(world, Ascii.Draw(world, level)));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Levels_of_every_world_come_back_as_they_were(string name)
    {
        foreach (string settings in new[] { "", ", \"layout\": \"blocks\"", ", \"layout\": \"maze\", \"size\": 9" })
        {
            if (ExperimentFile.ParseWorld($$"""{ "world": "{{name}}"{{settings}} }""").World?.Build() is not { } world) continue;
            foreach (Level level in RandomLevels.Candidates(world, 100))
                Orchard.AssertSame(level, Ascii.Parse(world, Ascii.Draw(world, level)));
        }
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Every_kind_of_a_world_has_a_glyph_of_its_own(string name)
    {
        World world = ExperimentFile.ParseWorld($$"""{ "world": "{{name}}" }""").World!.Build();
        Assert.Distinct(world.Kinds.Select(k => k.Glyph).Concat("#.@*;"));
        Assert.DoesNotContain(world.Kinds, k => char.IsWhiteSpace(k.Glyph) || k.Glyph > 126);
    }

    [Fact]
    public void What_a_grid_cannot_show_stands_below_it()
    {
        const string Picture = """
            *.W
            #~.
            @.L
            * k+
            absent a 2,2 2,3
            absent s 2,3
            goal 2
            targets 1 3
            steps 56
            path 3,3 uldruldrul d..
            order 7 1 2 6 5 4 3 8

            """;
        Level level = Ascii.Parse(Everything, Picture);
        Assert.Equal((2, 56, 6), (level.Goal, level.Steps, level.Start));
        Assert.Equal([1, 3], level.Targets);
        Assert.Equal([8, 5, 4, 7, 8, 5, 4, 7, 8, 5, 4, 7, 7, 7], level.Path);
        Assert.Equal(
        [
            new(Orchard.Scent, 5, IsAbsent: true), new(Orchard.Key, 0), new(Orchard.Paint, 0), new(Orchard.Apple, 5, IsAbsent: true),
            new(Orchard.Apple, 4, IsAbsent: true), new(Orchard.Lava, 4), new(Orchard.Wolf, 2), new(Orchard.Leader, 8),
        ], level.Objects);
        Assert.Equal(Picture.ReplaceLineEndings("\n"), Ascii.Draw(Everything, level));
    }

    [Fact]
    public void Lines_below_a_grid_may_come_in_any_order_with_comments_and_blanks_between()
    {
        Level level = Ascii.Parse(Everything, "; by hand\n..a\n...\n@.* \n\n".TrimEnd() + "\npath 3,3 u l\r\nsteps   9\n* L+\n; done\nabsent a 1,1\nabsent a 1,2\n\n");
        Orchard.AssertSame(Ascii.Parse(Everything, "..a\n...\n@.*\n* L+\nabsent a 1,1 1,2\nsteps 9\npath 3,3 ul"), level);
    }

    [Fact]
    public void A_path_that_jumps_cannot_be_drawn()
    {
        Level level = Ascii.Parse(Everything, "@..\n...\n..a") with { Path = [3, 5] };
        Assert.Contains("from 2,1 2,3 at step 1", Assert.Throws<ArgumentException>(() => Ascii.Draw(Everything, level)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.?\n...\n@.c", 0, 2, "'?'", "'c' cheese")]
    [InlineData("x..\n..\n@.c", 1, 2, "the end", "3 rows and columns")]
    [InlineData("x..\n....\n@.c", 1, 3, ".", "the end of the line")]
    [InlineData("x..\n...", 2, 0, "the end", "3 rows and columns")]
    [InlineData("x..\n...\n@.c\nmore", 3, 0, "more", "the end")]
    [InlineData("x..\n..@\n@.c", 2, 0, "a second '@'", "one '@'")]
    [InlineData("x..\n...\n..c", 0, 0, "no agent", "one '@'")]
    [InlineData("*..\n...\n@..", 3, 0, "the end", "'* '")]
    [InlineData("*..\n...\n@..\n* c", 3, 0, "* c", "two or more")]
    [InlineData("*..\n...\n@..\n* c.", 3, 3, "'.'", "'x' corner")]
    [InlineData("x..\n...\n@.c\n* cx", 3, 0, "* cx", "which has 0")]
    [InlineData("x..\n...\n..*\n* #@", 3, 3, "the agent in a wall", "floor")]
    [InlineData("x..\n...\n..*\n* @c", 3, 3, "cheese under the agent", "what does nothing")]
    [InlineData("*..\n...\n@..\n* cc", 3, 3, "cheese on a cell that shows on plane 'cheese' already", "one object a cell and plane")]
    [InlineData("x..\n...\n@.c\ngoal 1", 3, 5, "1", "nothing counts")]
    [InlineData("x..\n...\n@.c\ntargets 2", 3, 8, "2", "1: an episode ends with the first cheese")]
    [InlineData("x..\n...\n@.c\npath 1,1 r", 3, 5, "1,1", "nothing moves along one in this world")]
    [InlineData("x..\n...\n@.c\nabsent c 1,1", 3, 7, "c", "kinds that may appear later: none")]
    public void A_picture_of_no_level_is_refused_with_the_place_what_was_found_and_what_is_allowed(
        string picture, int row, int column, string found, string allowed) => AssertRefused(Corner, picture, row, column, found, allowed);

    [Theory]
    [InlineData("goal two", 5, "two", "a whole number, 1 to 10000")]
    [InlineData("goal -2", 5, "-2", "a whole number, 1 to 10000")]
    [InlineData("goal", 4, "the end of the line", "a whole number")]
    [InlineData("goal 2 3", 7, "3", "the end of the line")]
    [InlineData("goal 2\ngoal 3", 0, "a second goal", "one line goal", 4)]
    [InlineData("targets 1 x", 10, "x", "a whole number, 1 to 10000")]
    [InlineData("targets 0", 8, "0", "a whole number, 1 to 10000")]
    [InlineData("targets 1 1 1 1", 14, "1", "at most one for each objective: apples, keys, company")]
    [InlineData("steps 4.5", 6, "4.5", "a whole number, 1 to 100000")]
    [InlineData("steps 2147483647", 6, "2147483647", "a whole number, 1 to 100000")]
    [InlineData("steps 99999999999", 6, "99999999999", "a whole number, 1 to 100000")]
    [InlineData("path", 4, "the end of the line", "its first cell")]
    [InlineData("path 3;3", 5, "3;3", "row,column, each from 1 to 3")]
    [InlineData("path 4,1 u", 5, "4,1", "row,column, each from 1 to 3")]
    [InlineData("path 3,3 ux", 10, "'x'", "u up, l left, d down, r right")]
    [InlineData("path 3,3 uulld", 13, "'d', into a wall", "onto floor", 3, "@..\n#..\n..L")]
    [InlineData("path 3,3 ld", 10, "'d', out of the grid", "onto floor")]
    [InlineData("path 1,3", 5, "1,3, a wall", "floor", 3, "@.#\n...\n..a")]
    [InlineData("path 1,3 l", 5, "a path from elsewhere", "the cell of leader, 3,3")]
    [InlineData("absent k 1,2", 7, "k", "kinds that may appear later: 'a' apple, 's' scent")]
    [InlineData("absent apple 1,2", 7, "apple", "'a' apple")]
    [InlineData("absent a", 8, "the end of the line", "a kind's glyph, then cells")]
    [InlineData("absent a 1,2 1,0", 13, "1,0", "row,column, each from 1 to 3")]
    [InlineData("absent a 1,2 1,2", 13, "apple on a cell that shows on plane 'apples' already", "one object", 3, "@..\n...\n..k")]
    [InlineData("order 1 1", 6, "1 1", "each number from 1 to 2 once", 3, "@..\n...\na.k")]
    [InlineData("order 1", 6, "1", "there is no object", 3, "@..\n...\n...")]
    [InlineData("gaol 2", 0, "gaol 2", "a line that begins with *, absent, goal,")]
    public void A_line_that_means_nothing_is_refused_with_the_place(
        string line, int column, string found, string allowed, int row = 3, string grid = "@..\n...\n..L") =>
        AssertRefused(Everything, $"{grid}\n{line}", row, column, found, allowed, firstOf: true);

    [Fact]
    public void More_objects_than_a_level_has_room_for_are_refused()
    {
        World world = Orchard.Build(7);
        string row = "aaaaaaa\n";
        AssertRefused(world, row + row + row + row + "aaaa@..\n.......\n.......", 4, 3, "32 objects that do something", "at most 31");
        AssertRefused(world, "WWWWWWW\n.......\n...@...\n.......\n.......\n.......\n....WW.", 6, 5, "9 objects that move", "at most 8");
        Assert.NotNull(Ascii.Parse(world, row + row + row + row + "aaa@~~~\n~~~~~~~\n+++++++"));
    }

    [Fact]
    public void A_leader_of_a_file_needs_a_path_which_a_picture_may_leave_out()
    {
        LevelFormatException mistake = Assert.Single(Ascii.Read(Everything, ["@..", "...", "..L"]).Mistakes);
        Assert.Equal((2, 2, "leader without a path"), (mistake.Row, mistake.Column, mistake.Found));
        Assert.Empty(Ascii.Parse(Everything, "@..\n...\n..L").Path);
    }

    [Fact]
    public void All_mistakes_of_a_picture_are_told_at_once()
    {
        (Level? level, IReadOnlyList<LevelFormatException> mistakes) = Ascii.Read(Everything, ["?.", "..@.", "#Q@", "goal x", "stesp 4"], firstRow: 10);
        Assert.Null(level);
        Assert.Equal([(10, 0), (10, 2), (11, 3), (12, 1), (12, 2), (13, 5), (14, 0)], mistakes.Select(m => (m.Row, m.Column)));
    }

    private static void AssertRefused(World world, string picture, int row, int column, string found, string allowed, bool firstOf = false)
    {
        LevelFormatException e = Assert.Throws<LevelFormatException>(() => Ascii.Parse(world, picture));
        Assert.Equal((row, column, found), (e.Row, e.Column, e.Found));
        Assert.Contains(allowed, e.Allowed, StringComparison.Ordinal);
        Assert.Contains($"line {row + 1}, column {column + 1}", e.Message, StringComparison.Ordinal);
        if (!firstOf) Assert.Single(Ascii.Read(world, picture.Split('\n')).Mistakes);
    }
}
