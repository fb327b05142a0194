using FsCheck;
using FsCheck.Fluent;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class AsciiTests
{
    private static readonly World Corner = CornerWorld.Build(3, Layout.Open);

    [Fact]
    public void Any_level_comes_back_as_it_was() => Prop.ForAll<int>(seed =>
    {
        Random random = new(seed);
        World world = RandomLevels.World(random, size: 2 + random.Next(5));
        Level level = RandomLevels.Level(random, world, objects: random.Next(12));
        Level back = Ascii.Parse(world, Ascii.Draw(world, level));
        return level.Size == back.Size && level.Start == back.Start
            && level.Walls.SequenceEqual(back.Walls) && level.Objects.SequenceEqual(back.Objects);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Drawn_levels_come_back_with_their_objects_in_order()
    {
        foreach (World world in new[] { Corner, new DoorSpec { Paint = 0.5, Layout = Layout.Maze }.Build() })
            foreach (Level level in RandomLevels.Candidates(world, 50))
                Assert.Equal(level.Objects, Ascii.Parse(world, Ascii.Draw(world, level)).Objects);
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
    public void A_picture_of_no_level_is_refused_with_the_place_what_was_found_and_what_is_allowed(
        string picture, int row, int column, string found, string allowed)
    {
        LevelFormatException e = Assert.Throws<LevelFormatException>(() => Ascii.Parse(Corner, picture));
        Assert.Equal((row, column, found), (e.Row, e.Column, e.Found));
        Assert.Contains(allowed, e.Allowed, StringComparison.Ordinal);
        Assert.Contains($"line {row + 1}, column {column + 1}", e.Message, StringComparison.Ordinal);
    }
}
