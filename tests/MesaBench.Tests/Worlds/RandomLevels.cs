using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

/// <summary>Worlds with arbitrary rules and levels with arbitrary contents, for comparisons with a reference.</summary>
internal static class RandomLevels
{
    /// <summary>A world of <paramref name="kinds"/> random kinds: rewards in {-1, -1/2, 0, 1/2, 1}, ending, consumed, or not.</summary>
    public static World World(Random random, int size, int kinds = 5, int objectives = 3) => new()
    {
        Name = "random",
        Size = size,
        Layout = Layout.Blocks,
        Planes = ["agent", "walls", "a", "b"],
        Kinds =
        [
            .. Enumerable.Range(0, kinds).Select(k => new ObjectKind(
                $"kind {k}", (char)('a' + k), random.Next(3) switch { 0 => [], 1 => [2], _ => [2, 3] },
                [.. Enumerable.Range(0, objectives).Select(_ => random.Next(2) == 0 ? 0 : random.Next(-2, 3) / 2f)],
                Ends: random.Next(3) == 0, Consumed: random.Next(3) > 0)),
        ],
        Objectives = [.. Enumerable.Range(0, objectives).Select(o => $"objective {o}")],
        Draw = (_, _) => throw new NotSupportedException(),
        DistinctLayouts = _ => double.PositiveInfinity,
    };

    /// <summary>A level with walls, a start and objects anywhere but in walls and on the start; objects in reading order.</summary>
    public static Level Level(Random random, World world, int objects)
    {
        bool[] walls = [.. Enumerable.Range(0, world.Cells).Select(_ => random.NextDouble() < 0.2)];
        int start = random.Next(world.Cells);
        walls[start] = false;
        int[] floor = [.. Enumerable.Range(0, world.Cells).Where(c => !walls[c] && c != start)];
        if (floor.Length == 0) objects = 0;
        return new Level(world.Size, walls, start,
        [
            .. Enumerable.Range(0, objects)
                .Select(_ => new PlacedObject(random.Next(world.Kinds.Count), floor[random.Next(floor.Length)])).OrderBy(o => o.Cell),
        ]);
    }

    /// <summary>
    /// A world with something of every rule: things to hold and to need, refusals, counts, marks, terrain, planes of what is ready, what
    /// follows a path, and, with <paramref name="chance"/>, what chases and what grows again.
    /// </summary>
    public static World RichWorld(Random random, int size, bool chance, int objectives = 3, float unit = 0.5f)
    {
        float[] Rewards() => [.. Enumerable.Range(0, objectives).Select(_ => random.Next(2) == 0 ? 0 : random.Next(-2, 3) * unit)];
        List<ObjectKind> kinds =
        [
            new("ground", '~', [4], Rewards(), Ends: false, Consumed: false) { IsTerrain = true, Marks = [random.Next(2)] },
            new("key", 'k', [2], Rewards(), Ends: false) { Gives = 1, LastMarks = [random.Next(objectives)] },
            new("chest", 't', [3], Rewards(), Ends: false)
            {
                LeastHeld = 1, Gives = -1, Counts = true, ReadyPlanes = [5], Refusal = Rewards(),
            },
            new("door", 'd', [2, 3], Rewards(), Ends: random.Next(2) == 0, Consumed: false) { MostHeld = random.Next(2), Marks = [0, 1] },
            new("mat", 'm', [], Rewards(), Ends: false, Consumed: random.Next(2) == 0),
            new("guide", 'l', [7], Rewards(), Ends: false, Consumed: false)
            {
                Motion = Motion.OnPath, Marks = [], LeastHeld = random.Next(2), Refusal = Rewards(),
            },
        ];
        if (chance)
        {
            kinds.Add(new("beast", 'b', [8], Rewards(), Ends: false)
            {
                Motion = Motion.Chasing, LeastHeld = 1, Gives = -1, Refusal = Rewards(), LastMarks = [0], Regrowth = [0.4, 0.2],
            });
            kinds.Add(new("tree", 'T', [9], Rewards(), Ends: false)
            {
                Regrowth = [0.1, 0.9, 0.5, 1], LastMarks = [1], Gives = random.Next(2),
            });
        }
        return new World
        {
            Name = "rich",
            Size = size,
            Layout = Layout.Blocks,
            Planes = ["agent", "walls", "a", "b", "ground", "ready", "held", "guide", "beast", "tree"],
            Kinds = kinds,
            Objectives = [.. Enumerable.Range(0, objectives).Select(o => $"objective {o}")],
            HeldPlane = 6,
            MostShown = 3,
            ChaseTwice = 0.3,
            Trained = random.Next(objectives),
            Draw = (_, _) => throw new NotSupportedException(),
            DistinctLayouts = _ => double.PositiveInfinity,
        };
    }

    /// <summary>A level of such a world: but for mats one object that stays a cell, some not there yet, a goal, targets and a path.</summary>
    public static Level RichLevel(Random random, World world, int objects)
    {
        Level bare = Level(random, world, 0);
        int[] floor = [.. Enumerable.Range(0, world.Cells).Where(c => !bare.Walls[c] && c != bare.Start)];
        random.Shuffle(floor);
        List<PlacedObject> placed = [.. floor.Take(objects).Select(cell => Placed(random, world, cell))];
        bool hasMat = placed.Any(o => world.Kinds[o.Kind].Name == "mat");
        if (floor.Length > 0 && random.Next(3) > 0 && !hasMat) placed.Add(new PlacedObject(4, floor[0]));
        int[] path = new int[random.Next(1, 9)];
        path[0] = bare.Start;
        for (int i = 1; i < path.Length; i++)
        {
            int next = Paths.Neighbours(world.Size)[path[i - 1] * Paths.Actions + random.Next(Paths.Actions)];
            path[i] = bare.Walls[next] ? path[i - 1] : next;
        }
        placed.Insert(0, new PlacedObject(5, path[0]));
        return bare with
        {
            Objects = [.. placed],
            Path = path,
            Goal = random.Next(4),
            Targets = [.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(1, 3))],
            Steps = random.Next(2) == 0 ? 0 : random.Next(3, world.MaxSteps + 1),
        };
    }

    private static PlacedObject Placed(Random random, World world, int cell)
    {
        int kind;
        do kind = random.Next(world.Kinds.Count);
        while (world.Kinds[kind].Motion == Motion.OnPath);
        return new PlacedObject(kind, cell, IsAbsent: world.Kinds[kind].Regrowth is not null && random.Next(2) == 0);
    }

    /// <summary>Candidates of a world, of both classes in turn.</summary>
    public static IEnumerable<Level> Candidates(World world, int count) => Enumerable.Range(0, count).Select(i =>
        world.Draw(new LevelRandom(77, (uint)i), new LevelWish(i % 2 == 0 ? LevelClass.NonDistinguishing : LevelClass.Distinguishing)));
}
