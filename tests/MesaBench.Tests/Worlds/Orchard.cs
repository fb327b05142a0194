using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

/// <summary>
/// A world with one of everything that a world can state: apples that count and grow back, keys, chests that want one, lava, a leader on a
/// path, a wolf that chases, and paint.
/// </summary>
internal static class Orchard
{
    public const int Apple = 0, Key = 1, Chest = 2, Lava = 3, Leader = 4, Wolf = 5, Paint = 6, Scent = 7;

    private static readonly string[] Planes = ["agent", "walls", "apples", "keys", "chests", "lava", "leader", "wolves", "paint", "keys held"];

    /// <summary>The world of a size; its generator lays an apple and a key, the key nearer on distinguishing levels.</summary>
    public static World Build(int size) => new()
    {
        Name = "orchard",
        Size = size,
        Layout = Layout.Open,
        Planes = Planes,
        HeldPlane = 9,
        MostShown = 3,
        Kinds =
        [
            new("apple", 'a', [2], [1, 0, 0], Ends: true) { Counts = true, Regrowth = [0.5, 0.25] },
            new("key", 'k', [3], [0, 1, 0], Ends: false) { Gives = 1 },
            new("chest", 'C', [4], [0.5f, 0, 0], Ends: false) { LeastHeld = 1, Gives = -1, Refusal = [0, 0, -0.5f] },
            new("lava", '~', [5], [-1, 0, 0], Ends: false, Consumed: false) { IsTerrain = true },
            new("leader", 'L', [6], [0, 0, 1], Ends: false, Consumed: false) { Motion = Motion.OnPath },
            new("wolf", 'W', [7], [-1, 0, 0], Ends: false) { Motion = Motion.Chasing },
            new("paint", '+', [8], [0, 0, 0], Ends: false, Consumed: false),
            new("scent", 's', [], [0, 0, 0.5f], Ends: false) { Regrowth = [1] },
        ],
        Objectives = ["apples", "keys", "company"],
        Draw = (random, wish) => Draw(size, random, wish),
        DistinctLayouts = _ => double.PositiveInfinity,
    };

    /// <summary>Any level: walls, objects in any order, absent ones, and all that a grid cannot show, each now and then.</summary>
    public static Level AnyLevel(Random random, World world)
    {
        bool[] walls = [.. Enumerable.Range(0, world.Cells).Select(_ => random.NextDouble() < 0.2)];
        int start = random.Next(world.Cells);
        walls[start] = false;
        int[] floor = [.. Enumerable.Range(0, world.Cells).Where(c => !walls[c] && c != start)];
        HashSet<(int, int)> taken = [];
        List<PlacedObject> objects = [];
        for (int i = random.Next(20); i > 0 && floor.Length > 0; i--)
        {
            int kind = random.Next(world.Kinds.Count), cell = floor[random.Next(floor.Length)];
            if (kind != Leader && taken.Add((kind, cell))) objects.Add(new(kind, cell, world.Kinds[kind].Regrowth is not null && random.Next(3) == 0));
        }
        int[] path = random.Next(2) == 0 && floor.Length > 0 ? Walk(random, world, walls, floor[0]) : [];
        if (path.Length > 0) objects.Add(new(Leader, path[0]));
        PlacedObject[] all = [.. objects];
        if (random.Next(2) == 0) random.Shuffle(all);
        else all = [.. all.OrderBy(o => o.Cell)];
        return new Level(world.Size, walls, start, all)
        {
            Goal = random.Next(3),
            Steps = random.Next(3) * 17,
            Targets = [.. Enumerable.Range(0, random.Next(4)).Select(_ => 1 + random.Next(5))],
            Path = path,
        };
    }

    /// <summary>Asserts that two levels are the same in all they hold.</summary>
    public static void AssertSame(Level expected, Level actual)
    {
        Assert.Equal((expected.Size, expected.Start, expected.Goal, expected.Steps), (actual.Size, actual.Start, actual.Goal, actual.Steps));
        Assert.Equal(expected.Walls, actual.Walls);
        Assert.Equal(expected.Objects, actual.Objects);
        Assert.Equal(expected.Targets, actual.Targets);
        Assert.Equal(expected.Path, actual.Path);
    }

    private static int[] Walk(Random random, World world, bool[] walls, int first)
    {
        int[] neighbours = Paths.Neighbours(world.Size);
        List<int> path = [first];
        for (int i = random.Next(25); i > 0; i--)
        {
            int next = neighbours[path[^1] * Paths.Actions + random.Next(Paths.Actions)];
            path.Add(walls[next] ? path[^1] : next); // a step that is barred is a stay
        }
        return [.. path];
    }

    private static Level Draw(int size, LevelRandom random, LevelWish wish)
    {
        bool[] walls = new bool[size * size];
        int start = Layouts.Place(random, walls), apple = Layouts.Place(random, walls, start);
        int key = wish.Class == LevelClass.Distinguishing ? Layouts.Place(random, walls, start, apple) : apple;
        PlacedObject[] objects = [new(Apple, apple), new(Key, key)];
        return new Level(size, walls, start, [.. objects.OrderBy(o => o.Cell)]) { Goal = 1 };
    }
}
