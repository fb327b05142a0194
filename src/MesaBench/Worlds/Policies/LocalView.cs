namespace MesaBench.Worlds;

/// <summary>
/// Sees the square of cells around it and plans within it alone: a shortest path inside to what it heads for, where that can be reached
/// inside; else to the cell, reached inside and other than its own, that is nearest to it by steps without walls. Of several such it takes
/// those that are the fewest steps away, all alike. What lies in the way it walks over. All actions alike where nothing is left to head for, or no cell can be reached.
/// </summary>
/// <param name="Toward">What it heads for.</param>
/// <param name="Radius">Cells that it sees to each side.</param>
public sealed record LocalView(Toward Toward, int Radius) : ITeacher
{
    /// <inheritdoc/>
    public TaughtActions On(World world, Level level, int number, double discount)
    {
        ArgumentNullException.ThrowIfNull(level);
        Heading heading = new(world, level, Toward);
        List<Way>?[] ways = new List<Way>?[level.Walls.Length];
        return (live, cell) =>
        {
            int[] goals = heading.Goals(live);
            List<Way> around = ways[cell] ??= Around(level, cell);
            if (goals.Length == 0 || around.Count == 0) return Heading.AllActions;
            (int actions, int least, int steps) = (0, int.MaxValue, 0);
            foreach (Way way in around)
            {
                int distance = heading.Distance(way.Cell, goals);
                if (distance < least) (actions, least, steps) = (0, distance, way.Steps);
                if (distance == least && way.Steps == steps) actions |= way.First;
            }
            return actions;
        };
    }

    /// <summary>The shortest paths inside the square around a cell, by breadth-first search: nearest cells first, without its own.</summary>
    private List<Way> Around(Level level, int from)
    {
        int[] neighbours = Paths.Neighbours(level.Size);
        List<Way> found = [new(from, 0, 0)];
        for (int head = 0; head < found.Count; head++)
        {
            for (int action = 0; action < Paths.Actions; action++)
            {
                int next = neighbours[found[head].Cell * Paths.Actions + action];
                if (level.Walls[next] || !IsSeen(next)) continue;
                int first = head == 0 ? 1 << action : found[head].First, known = found.FindIndex(way => way.Cell == next);
                if (known < 0) found.Add(new Way(next, found[head].Steps + 1, first));
                else if (found[known].Steps == found[head].Steps + 1) found[known] = found[known] with { First = found[known].First | first };
            }
        }
        found.RemoveAt(0);
        return found;

        bool IsSeen(int cell) =>
            Math.Abs(cell / level.Size - from / level.Size) <= Radius && Math.Abs(cell % level.Size - from % level.Size) <= Radius;
    }

    /// <summary>The shortest ways to a cell.</summary>
    /// <param name="Cell">The cell.</param>
    /// <param name="Steps">How many steps they have.</param>
    /// <param name="First">The actions that they begin with, a bit each.</param>
    private readonly record struct Way(int Cell, int Steps, int First);
}
