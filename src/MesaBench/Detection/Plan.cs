using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>What a plan says of a cell.</summary>
public enum WrittenConcept
{
    /// <summary>How many steps it is to the goal.</summary>
    Distance,

    /// <summary>Which steps are best there: arrows everywhere, as a search holds them.</summary>
    Field,

    /// <summary>Whether the agent's way leads over it, and by which step it leaves: of several best ones the first.</summary>
    Route,
}

/// <summary>The shortest ways of a level to a cell.</summary>
public sealed class Plan
{
    private readonly Level level;

    /// <summary>Works them out, by breadth-first search.</summary>
    /// <param name="level">The level; nothing but walls is in the way.</param>
    /// <param name="goal">The cell, no wall.</param>
    public Plan(Level level, int goal)
    {
        ArgumentNullException.ThrowIfNull(level);
        this.level = level;
        Distances = Paths.Distances(level.Size, level.Walls, goal);
    }

    /// <summary>[cell] steps to the goal; <see cref="Paths.Unreachable"/> for walls and where no way leads.</summary>
    public IReadOnlyList<int> Distances { get; }

    /// <summary>The best steps at the start, bit a for action a.</summary>
    public int First => Best(level.Start);

    /// <summary>The best steps at a cell, bit a for action a; none at the goal and where no way leads.</summary>
    public int Best(int cell) => Distances[cell] == Paths.Unreachable ? 0 : Enumerable.Range(0, Paths.Actions)
        .Where(action => Distances[Next(cell, action)] == Distances[cell] - 1).Sum(action => 1 << action);

    /// <summary>How many classes a concept has.</summary>
    /// <param name="concept">The concept.</param>
    /// <param name="farthest">The largest distance that is told from larger ones.</param>
    public static int Classes(WrittenConcept concept, int farthest) =>
        concept == WrittenConcept.Distance ? farthest + 1 : concept == WrittenConcept.Field ? 1 << Paths.Actions : Paths.Actions + 1;

    /// <summary>[cell] the class of a concept; -1 where the plan says nothing: of walls, and of what no way leads from.</summary>
    /// <param name="concept">The concept.</param>
    /// <param name="farthest">The largest distance that is told from larger ones.</param>
    public int[] Of(WrittenConcept concept, int farthest)
    {
        int[] classes = [.. Distances.Select((distance, cell) => distance == Paths.Unreachable ? -1
            : concept == WrittenConcept.Distance ? Math.Min(distance, farthest) : concept == WrittenConcept.Field ? Best(cell) : 0)];
        if (concept != WrittenConcept.Route) return classes;
        for (int cell = level.Start, steps = First; steps != 0; steps = Best(cell))
        {
            int action = System.Numerics.BitOperations.TrailingZeroCount(steps);
            classes[cell] = 1 + action;
            cell = Next(cell, action);
        }
        return classes;
    }

    private int Next(int cell, int action) => Paths.Neighbours(level.Size)[cell * Paths.Actions + action];
}
