using System.Numerics;

namespace MesaBench.Worlds;

/// <summary>Path lengths to the slots of a level that stay where they are, for policies that go to the nearest of some.</summary>
internal sealed class SlotDistances
{
    private readonly PlacedObject[] slots;
    private readonly int[][] distances; // [slot][cell]; none of what moves
    private readonly int[] neighbours;
    private readonly bool[] walls;

    /// <summary>The path lengths in a level.</summary>
    public SlotDistances(World world, Level level)
    {
        walls = level.Walls;
        neighbours = Paths.Neighbours(world.Size);
        slots = level.Slots(world);
        distances =
        [
            .. slots.TakeWhile(s => world.Kinds[s.Kind].Motion == Motion.None)
                .Select(s => Paths.Distances(world.Size, level.Walls, s.Cell)),
        ];
    }

    /// <summary>The first slot of those that move.</summary>
    public int FirstMover => distances.Length;

    /// <summary>The slots that hold objects of a kind, a bit each.</summary>
    public int Of(int kind) => Enumerable.Range(0, slots.Length).Where(slot => slots[slot].Kind == kind).Sum(slot => 1 << slot);

    /// <summary>Steps from a cell to the nearest of some slots; <see cref="Paths.Unreachable"/> without one.</summary>
    public int ToNearest(int cell, int among)
    {
        int nearest = Paths.Unreachable;
        for (; among != 0; among &= among - 1) nearest = Math.Min(nearest, distances[BitOperations.TrailingZeroCount(among)][cell]);
        return nearest;
    }

    /// <summary>The cell to which an action leads.</summary>
    public int Next(int cell, int action) => neighbours[cell * Paths.Actions + action] is var next && walls[next] ? cell : next;
}
