using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

/// <summary>Worlds with arbitrary rules and levels with arbitrary contents, for comparisons with a reference.</summary>
internal static class RandomLevels
{
    /// <summary>A world of <paramref name="kinds"/> random kinds: rewards in {-1, -1/2, 0, 1/2, 1}, ending or not, consumed or not.</summary>
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

    /// <summary>Candidates of a world, of both classes in turn.</summary>
    public static IEnumerable<Level> Candidates(World world, int count) => Enumerable.Range(0, count).Select(i =>
        world.Draw(new LevelRandom(77, (uint)i), new LevelWish(i % 2 == 0 ? LevelClass.NonDistinguishing : LevelClass.Distinguishing)));
}
