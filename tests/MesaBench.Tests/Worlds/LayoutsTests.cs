using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class LayoutsTests
{
    private static readonly LevelClass[] Classes = [LevelClass.NonDistinguishing, LevelClass.Distinguishing];

    [Fact]
    public void Things_that_look_alike_are_laid_out_in_fewer_ways()
    {
        Assert.Equal(9 * 8 / 2 * 7, Placements.Count(Layout.Open, 3, 2, 1));
        Assert.Equal(9 * 8 * 7, Placements.Count(Layout.Open, 3, 1, 1, 1));
        Assert.Equal(double.PositiveInfinity, Placements.Count(Layout.Blocks, 3, 1));
        Assert.Equal(192 * 17 * 16, Placements.Count(Layout.Maze, 5, 1, 1));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(13)]
    public void A_maze_is_a_tree_that_joins_all_rooms(int size)
    {
        for (uint i = 0; i < 50; i++)
        {
            bool[] walls = Layouts.Draw(Layout.Maze, size, new LevelRandom(5, i));
            int side = (size + 1) / 2;
            Assert.Equal(2 * side * side - 1, walls.Count(w => !w)); // rooms, and one passage fewer
            int[] distances = Paths.Distances(size, walls, 0);
            for (int cell = 0; cell < walls.Length; cell++)
            {
                if (cell / size % 2 == 0 && cell % size % 2 == 0) Assert.False(walls[cell]);
                if (cell / size % 2 == 1 && cell % size % 2 == 1) Assert.True(walls[cell]);
                Assert.Equal(walls[cell], distances[cell] == Paths.Unreachable);
            }
        }
    }

    [Fact]
    public void Every_spanning_tree_is_drawn_equally_often()
    {
        const int Draws = 19200;
        Dictionary<string, int> drawn = [];
        for (uint i = 0; i < Draws; i++)
        {
            string maze = string.Concat(Layouts.Draw(Layout.Maze, 5, new LevelRandom(6, i)).Select(w => w ? '#' : '.'));
            drawn[maze] = drawn.GetValueOrDefault(maze) + 1;
        }
        Assert.Equal(Layouts.Count(Layout.Maze, 5), drawn.Count); // 192
        double expected = Draws / 192.0;
        double chiSquare = drawn.Values.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.InRange(chiSquare, 191 - 5 * 19.5, 191 + 5 * 19.5); // mean and 5 standard deviations at 191 degrees of freedom
    }

    [Theory]
    [InlineData(Layout.Open, 7, 1)]
    [InlineData(Layout.Maze, 3, 4)]
    [InlineData(Layout.Maze, 5, 192)]
    [InlineData(Layout.Maze, 7, 100352)]
    [InlineData(Layout.Blocks, 7, double.PositiveInfinity)]
    public void The_number_of_layouts_is_known(Layout layout, int size, double expected) => Assert.Equal(expected, Layouts.Count(layout, size));

    [Fact]
    public void A_quarter_of_the_blocks_are_walls_and_never_the_cell_to_be_kept_clear()
    {
        bool[][] drawn = [.. Enumerable.Range(0, 400).Select(i => Layouts.Draw(Layout.Blocks, 7, new LevelRandom(7, (uint)i), clear: 0))];
        Assert.DoesNotContain(drawn, walls => walls[0]);
        Assert.InRange(drawn.Average(walls => walls.Skip(1).Average(w => w ? 1.0 : 0)), 0.24, 0.26);
    }

    [Fact]
    public void Blocks_leave_room_for_a_start_and_two_objects() => Assert.Equal(
        [0, 1], Enumerable.Range(0, 200).Select(i => Layouts.Draw(Layout.Blocks, 2, new LevelRandom(7, (uint)i)).Count(w => w)).Distinct().Order());

    [Fact]
    public void A_maze_of_even_size_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Layouts.Draw(Layout.Maze, 6, new LevelRandom(1, 1)));

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Worlds_without_walls_count_their_layouts_as_an_enumeration_of_all_levels_does(int size)
    {
        World corner = CornerWorld.Build(size, Layout.Open);
        World door = DoorWorld.Build(size, Layout.Open, DoorPlanes.Separate, 0);
        foreach (LevelClass of in Classes)
        {
            Assert.Equal(CountByDrawing(corner, of), corner.DistinctLayouts(of));
            Assert.Equal(CountByDrawing(door, of), door.DistinctLayouts(of));
        }
    }

    private static int CountByDrawing(World world, LevelClass of)
    {
        Classifier classifier = new(world, 0.95);
        HashSet<ulong> layouts = [];
        for (uint i = 0; i < 20000; i++)
        {
            Level level = world.Draw(new LevelRandom(8, i), new LevelWish(of));
            if (classifier.Classify(level, of) is not null) layouts.Add(LevelHash.Layout(world, level));
        }
        return layouts.Count;
    }
}
