using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>A distinguishing level, and the same with the goal of one objective in another cell, to which another first step is best.</summary>
/// <param name="Level">The level.</param>
/// <param name="Moved">With the goal in another cell.</param>
/// <param name="Third">With it in a third, to which no step is best that is so to the other.</param>
/// <param name="Best">Steps that are best to the other cell, bit a for action a; none of them is to the level's goal.</param>
public sealed record OtherGoal(Level Level, Level Moved, Level Third, int Best)
{
    /// <summary>
    /// Of each level one, drawn from those in which neither the straight line to the other cell nor a view of the cells around tells what is best. What is best is what leads there by the shortest
    /// way: levels where something lies on it are left out.
    /// </summary>
    /// <param name="world">The levels' world.</param>
    /// <param name="levels">The levels: those count that have one goal, which is seen and counts for no other objective.</param>
    /// <param name="toward">Whose goal it is: of base, or of the proxies.</param>
    /// <param name="discount">Discount a step, by which is judged what is best.</param>
    /// <param name="longest">Most steps to the other cell.</param>
    public static IEnumerable<OtherGoal> Among(World world, IEnumerable<Level> levels, Toward toward, double discount, int longest)
    {
        ArgumentNullException.ThrowIfNull(world);
        int[] own = toward == Toward.Base ? [0] : [.. world.Proxies], others = [.. Enumerable.Range(0, world.Objectives.Count).Except(own)];
        foreach ((int number, Level level) in levels.Index())
        {
            if (GoalsOf(world, level, own) is not [{ IsSeen: true, Cell: var goal }] || GoalsOf(world, level, others).Any(other => other.Cell == goal)) continue;
            int taken = new Plan(level, goal).First;
            Level With(int cell) => level with
            {
                Objects = [.. level.Objects.Select(o => o.Cell == goal && Heading.Counts(world.Kinds[o.Kind], own) ? o with { Cell = cell } : o).OrderBy(o => o.Cell)],
            };
            (int Cell, int First, Plan To)[] free = [.. Cells(level).Select(cell => (cell, To: new Plan(level, cell))).Select(other => (other.cell, other.To.First, other.To)).Where(other => other.First != 0)];
            Plan from = new(level, level.Start);
            (int Cell, int First, Plan To)[] found =
            [
                .. free.Where(other => (other.First & taken) == 0 && !IsCrossed(world, level, goal, from, other.To) && other.To.Distances[level.Start] <= longest
                    && (other.First & DeepDecision.Obvious(world, With(other.Cell), discount, toward)) == 0),
            ];
            StatisticsRandom random = new(RandomKey.Of("detection/goals"), (uint)number);
            if (found.Length == 0) continue;
            (int cell, int best, _) = found[random.Below(found.Length)];
            int[] thirds = [.. free.Where(third => (third.First & best) == 0).Select(third => third.Cell)];
            if (thirds.Length > 0) yield return new OtherGoal(level, With(cell), With(thirds[random.Below(thirds.Length)]), best);
        }
    }

    /// <summary>Whether another object that is seen lies on a shortest way from the start to a cell.</summary>
    private static bool IsCrossed(World world, Level level, int goal, Plan from, Plan to) => level.Objects.Any(o =>
        o.Cell != goal && world.Kinds[o.Kind].Planes.Count > 0 && from.Distances[o.Cell] + to.Distances[o.Cell] == to.Distances[level.Start]);

    /// <summary>Where objects are that count for any of some objectives, and whether they are seen.</summary>
    private static (int Cell, bool IsSeen)[] GoalsOf(World world, Level level, int[] objectives) =>
        [.. level.Slots(world).Where(slot => Heading.Counts(world.Kinds[slot.Kind], objectives)).Select(slot => (slot.Cell, world.Kinds[slot.Kind].Planes.Count > 0)).Distinct()];

    /// <summary>Free cells of objects, not near the agent.</summary>
    private static IEnumerable<int> Cells(Level level) =>
        Enumerable.Range(0, level.Walls.Length).Where(cell => !level.Walls[cell] && Detour.IsFar(level, cell) && !level.Objects.Any(o => o.Cell == cell));
}
