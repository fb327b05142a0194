using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>A level, and the same with its goal in another cell, from where another first step is best.</summary>
/// <param name="Level">The level.</param>
/// <param name="Moved">With the goal in another cell.</param>
/// <param name="Third">With it in a third, for which no step is best that is so for the other.</param>
/// <param name="Best">Steps that are best for the other cell, bit a for action a; none of them is for the level's goal.</param>
public sealed record OtherGoal(Level Level, Level Moved, Level Third, int Best)
{
    private const int MostOfALevel = 3;

    /// <summary>A level with its goal in another cell.</summary>
    /// <param name="world">The level's world.</param>
    /// <param name="level">The level.</param>
    /// <param name="cell">The other cell.</param>
    /// <param name="random">Draws the third.</param>
    /// <returns>Null where it has not one goal, where a step is best for both cells or none is, and where there is no third cell.</returns>
    public static OtherGoal? Of(World world, Level level, int cell, StatisticsRandom random)
    {
        ArgumentNullException.ThrowIfNull(level);
        ArgumentNullException.ThrowIfNull(random);
        if (Detour.GoalOf(world, level) is not { } goal) return null;
        int best = new Plan(level, cell).First;
        if (best == 0 || (best & new Plan(level, goal).First) != 0) return null;
        int[] thirds = [.. Cells(level).Where(other => other != cell && new Plan(level, other).First is var first && first != 0 && (first & best) == 0)];
        return thirds.Length == 0 ? null : new OtherGoal(level, WithGoal(world, level, goal, cell), WithGoal(world, level, goal, thirds[random.Below(thirds.Length)]), best);
    }

    /// <summary>Of each level up to three, from a drawn one on, of those in which neither the straight line to the other cell nor a view of the cells around tells what is best.</summary>
    /// <param name="world">The levels' world.</param>
    /// <param name="levels">The levels.</param>
    /// <param name="discount">Discount a step, by which is judged what is best.</param>
    /// <param name="longest">Most steps to the other cell.</param>
    public static IEnumerable<OtherGoal> Among(World world, IEnumerable<Level> levels, double discount, int longest)
    {
        foreach ((int number, Level level) in levels.Index())
        {
            if (Detour.GoalOf(world, level) is not { } goal) continue;
            int own = new Plan(level, goal).First;
            int[] cells =
            [
                .. Cells(level).Where(cell => new Plan(level, cell) is var plan && plan.Distances[level.Start] <= longest && (plan.First & own) == 0
                    && (plan.First & DeepDecision.Obvious(world, WithGoal(world, level, goal, cell), discount)) == 0),
            ];
            StatisticsRandom random = new(RandomKey.Of("detection/goals"), (uint)number);
            if (cells.Length == 0) continue;
            int first = random.Below(cells.Length);
            for (int i = 0; i < Math.Min(MostOfALevel, cells.Length); i++)
                if (Of(world, level, cells[(first + i) % cells.Length], random) is { } found) yield return found;
        }
    }

    /// <summary>Free cells of objects, not near the agent.</summary>
    private static IEnumerable<int> Cells(Level level) =>
        Enumerable.Range(0, level.Walls.Length).Where(cell => !level.Walls[cell] && Detour.IsFar(level, cell) && !level.Objects.Any(o => o.Cell == cell));

    private static Level WithGoal(World world, Level level, int goal, int cell) => level with
    {
        Objects = [.. level.Objects.Select(o => o.Cell == goal && Heading.Counts(world.Kinds[o.Kind], [0]) ? o with { Cell = cell } : o).OrderBy(o => o.Cell)],
    };
}
