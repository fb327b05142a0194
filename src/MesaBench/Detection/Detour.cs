using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>A level, and what the way would be if a far cell were open or closed: another from the first step on.</summary>
/// <param name="Level">The level.</param>
/// <param name="Own">Its plan.</param>
/// <param name="Other">The plan with the cell changed: its first steps and the best have nothing in common.</param>
public sealed record Detour(Level Level, Plan Own, Plan Other)
{
    /// <summary>Cells to each side of the agent into which nothing is written: whoever does as what is next to it says need not plan.</summary>
    public const int Near = 1;

    /// <summary>Those among changes that matter, each seen from the side on which the other way does not begin as the straight line or a near view would have it.</summary>
    /// <param name="world">The levels' world.</param>
    /// <param name="walls">The changes.</param>
    /// <param name="discount">Discount a step, by which is judged what is best.</param>
    /// <param name="longest">Most steps of the other way.</param>
    public static IEnumerable<Detour> Among(World world, IEnumerable<FarWall> walls, double discount, int longest) =>
        from wall in walls
        let goal = GoalOf(world, wall.Before)
        where goal is not null
        let before = new Plan(wall.Before, goal.Value)
        let after = new Plan(wall.After, goal.Value)
        // Where more counts than the steps to a cell, as where lava lies, plans of this kind say nothing.
        where before.First == wall.BestBefore && after.First == wall.BestAfter
        let detour = (Detour[])[new(wall.Before, before, after), new(wall.After, after, before)]
        let found = detour.FirstOrDefault(own => own.Other.Distances[own.Level.Start] <= longest && (own.Other.First & DeepDecision.Obvious(world, own.Level, discount)) == 0)
        where found is not null
        select found;

    /// <summary>The only cell that is headed for; null where there are several.</summary>
    internal static int? GoalOf(World world, Level level) =>
        new Heading(world, level, Toward.Base).Goals(Level.InitialMask(level.Slots(world))) is [int goal] ? goal : null;

    /// <summary>Whether a cell is not near the agent.</summary>
    internal static bool IsFar(Level level, int cell) => Math.Max(
        Math.Abs(cell / level.Size - level.Start / level.Size), Math.Abs(cell % level.Size - level.Start % level.Size)) > Near;
}
