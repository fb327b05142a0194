using MesaBench.Experiments;
using MesaBench.Tests.Kernels;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

/// <summary>
/// Teachers that are not optimal. In pictures each cell shows the actions taken there: ^ up, &lt; left, v down, &gt; right, ** for all four, ## for a
/// wall.
/// </summary>
public class RulesOfThumbTests
{
    private static readonly World Door = DoorWorld.Build(5, Layout.Open, DoorPlanes.Joint, 0.1), Small = DoorWorld.Build(4, Layout.Open, DoorPlanes.Joint, 0.1);

    [Fact]
    public void Who_goes_straight_gets_stuck_behind_walls()
    {
        const string Level = """
            .....
            .###.
            ..g#.
            .##..
            @....
            """;
        AssertDraws("""
            v> >  <> <  <v
            v  ## ## ## v
            >  >  <  ## ^v
            ^  ## ## v> ^<
            ^> >  <> ^< ^<
            """, new StraightLine(Toward.Base), Level);
    }

    [Fact]
    public void Who_plans_in_a_square_goes_around_walls_that_it_sees_and_no_others()
    {
        const string Level = """
            .....
            .###.
            ..g#.
            .##..
            @....
            """;
        AssertDraws("""
            v> >  <> <  <v
            v  ## ## ## v
            >  >  <  ## v
            ^  ## ## v> ^<
            ^> >  >  ^< ^<
            """, new LocalView(Toward.Base, 1), Level);
        AssertDraws("""
            v  <  <  <  <v
            v  ## ## ## v
            >  >  <  ## v
            ^  ## ## v> ^<
            ^  <  <  ^< ^<
            """, new LocalView(Toward.Base, 2), Level);
        // All of the grid is seen from everywhere: shortest paths.
        AssertDraws("""
            v  <  <  <  <
            v  ## ## ## ^
            >  >  <  ## ^v
            ^  ## ## v  <v
            ^  <  <  <  <
            """, new LocalView(Toward.Base, 4), Level);
    }

    [Fact]
    public void Who_walks_along_walls_has_them_at_its_hand()
    {
        const string Level = """
            .....
            .##..
            .##..
            .....
            @.g..
            """;
        AssertDraws("""
            v  <  <  <  <
            ^  ## ## v  ^
            ^  ## ## v  ^
            v  <  <  ^  ^
            >  >  >  >  ^
            """, new WallFollower(Hand.Right), Level);
        AssertDraws("""
            >  <  <  >  v
            ^  ## ## ^  v
            ^  ## ## ^  v
            ^  >  >  ^  v
            ^  <  <  <  <
            """, new WallFollower(Hand.Left), Level);
    }

    [Theory]
    [InlineData(Toward.Base, 3, "> to g")]
    [InlineData(Toward.Proxy, 3, "< to R")]
    [InlineData(Toward.Nearest, 3, "< to R")]
    [InlineData(Toward.Proxy, 2, "> to g")] // R is gone
    [InlineData(Toward.Nearest, 2, "> to g")]
    [InlineData(Toward.Nearest, 1, "< to R")] // g is gone
    [InlineData(Toward.Base, 0, "** to nothing")]
    public void What_is_headed_for_is_what_is_left_of_it_and_then_base(Toward toward, int live, string wanted)
    {
        Level level = Ascii.Parse(Small, "....\nR@.g\n....\n....");
        foreach (ITeacher teacher in (ITeacher[])[new StraightLine(toward), new LocalView(toward, 3)])
            Assert.Equal(wanted.Split(' ')[0], Arrows(teacher.On(Small, level, 0, 0.95)(live, level.Start)).Trim());
    }

    [Fact]
    public void Who_goes_straight_takes_all_free_cells_that_are_nearest_by_their_coordinates() => Everywhere((level, goals, cell, live) =>
    {
        (int Action, int Distance)[] free = [.. Free(level, cell).Select(move => (move.Action, goals.Min(goal => Apart(level, move.Next, goal))))];
        int wanted = free.Where(move => move.Distance == free.Min(m => m.Distance)).Aggregate(0, (actions, move) => actions | 1 << move.Action);
        Assert.Equal(free.Length == 0 ? 15 : wanted, new StraightLine(Toward.Nearest).On(Small, level, 0, 0.95)(live, cell));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Who_plans_in_a_square_takes_what_a_list_of_all_paths_in_it_says(int radius) => Everywhere((level, goals, cell, live) =>
    {
        List<int[]> paths = [];
        Walk([cell], level, next => Math.Abs(next / 4 - cell / 4) <= radius && Math.Abs(next % 4 - cell % 4) <= radius, paths);
        // Goals before all else, then cells by their distance to one, then by the length of the path.
        (int, int) Rank(int[] path) => (goals.Contains(path[^1]) ? -1 : goals.Min(goal => Apart(level, path[^1], goal)), path.Length);
        int wanted = paths.Where(path => Rank(path) == paths.Min(Rank)).Select(path => Free(level, cell).Single(move => move.Next == path[1]).Action)
            .Aggregate(0, (actions, action) => actions | 1 << action);
        Assert.Equal(paths.Count == 0 ? 15 : wanted, new LocalView(Toward.Nearest, radius).On(Small, level, 0, 0.95)(live, cell));
    });

    [Fact]
    public void A_table_holds_what_a_rule_of_thumb_says()
    {
        World world = new CornerSpec { Layout = Layout.Maze }.Build();
        ClassifiedLevel[] levels = [.. LevelStores.Of(world, [.. RandomLevels.Candidates(world, 6)]).Levels];
        foreach (Teacher teacher in (Teacher[])[Teacher.StraightLine, Teacher.LocalView, Teacher.WallFollower])
        {
            ITeacher who = new ImitationSpec { Teacher = teacher, Toward = Toward.Proxy, Hand = Hand.Left }.Who;
            ActionTable table = ActionTable.Of(world, levels, new LevelRange(0, levels.Length), who, 0.95);
            for (int i = 0; i < levels.Length; i++)
            {
                TaughtActions taught = who.On(world, levels[i].Level, i, 0.95);
                foreach (int cell in Enumerable.Range(0, world.Cells))
                    Assert.Equal(levels[i].Level.Walls[cell] ? 0 : taught(3, cell), table.At(i, 3, cell));
            }
        }
    }

    private static void AssertDraws(string wanted, ITeacher teacher, string picture)
    {
        Level level = Ascii.Parse(Door, picture);
        TaughtActions taught = teacher.On(Door, level, 0, 0.95);
        Assert.Equal(wanted, string.Join('\n', Enumerable.Range(0, level.Walls.Length)
            .Select(cell => level.Walls[cell] ? "##" : Arrows(taught(1, cell)).PadRight(2)).Chunk(level.Size).Select(row => string.Join(' ', row).TrimEnd())));
    }

    private static string Arrows(int actions) => actions == 15 ? "**" : string.Concat("^<v>".Where((_, action) => (actions >> action & 1) == 1));

    /// <summary>In every free cell and with everything that may be left of random small levels.</summary>
    private static void Everywhere(Action<Level, int[], int, int> check)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Level level = RandomLevels.Level(new Random(seed), Small, objects: 3);
            PlacedObject[] slots = level.Slots(Small);
            for (int live = 0; live < 1 << slots.Length; live++)
            {
                int[] goals = [.. slots.Where((slot, i) => (live >> i & 1) == 1 && Small.Kinds[slot.Kind].Marked.Any(o => o is 0 or 1)).Select(slot => slot.Cell)];
                if (goals.Length == 0) continue;
                for (int cell = 0; cell < Small.Cells; cell++)
                    if (!level.Walls[cell]) check(level, goals, cell, live);
            }
        }
    }

    /// <summary>All simple paths from where one has come to, further than its first cell.</summary>
    private static void Walk(int[] path, Level level, Func<int, bool> isSeen, List<int[]> found)
    {
        if (path.Length > 1) found.Add(path);
        foreach ((_, int next) in Free(level, path[^1]))
            if (isSeen(next) && !path.Contains(next)) Walk([.. path, next], level, isSeen, found);
    }

    private static IEnumerable<(int Action, int Next)> Free(Level level, int cell)
    {
        (int row, int column) = (cell / level.Size, cell % level.Size);
        (int Row, int Column)[] beside = [(row - 1, column), (row, column - 1), (row + 1, column), (row, column + 1)];
        return beside.Select((at, action) => (action, at)).Where(move => move.at.Row >= 0 && move.at.Row < level.Size && move.at.Column >= 0 && move.at.Column < level.Size)
            .Select(move => (move.action, move.at.Row * level.Size + move.at.Column)).Where(move => !level.Walls[move.Item2]);
    }

    private static int Apart(Level level, int a, int b) => Math.Abs(a / level.Size - b / level.Size) + Math.Abs(a % level.Size - b % level.Size);
}
