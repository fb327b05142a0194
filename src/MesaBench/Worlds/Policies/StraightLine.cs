namespace MesaBench.Worlds;

/// <summary>
/// Goes as the crow flies: of the free cells beside it, to those that are nearest to what it heads for by steps without walls, all such
/// alike. Where every nearer cell is a wall it steps back, and comes again. What lies in the way it walks over. All actions alike where nothing is left to head for, or no cell
/// beside it is free.
/// </summary>
/// <param name="Toward">What it heads for, whichever object of it is nearest.</param>
public sealed record StraightLine(Toward Toward) : ITeacher
{
    /// <inheritdoc/>
    public TaughtActions On(World world, Level level, int number, double discount)
    {
        ArgumentNullException.ThrowIfNull(level);
        Heading heading = new(world, level, Toward);
        int[] neighbours = Paths.Neighbours(level.Size);
        return (live, cell) =>
        {
            int[] goals = heading.Goals(live);
            if (goals.Length == 0) return Heading.AllActions;
            (int actions, int least) = (0, int.MaxValue);
            for (int action = 0; action < Paths.Actions; action++)
            {
                int next = neighbours[cell * Paths.Actions + action];
                if (next == cell || level.Walls[next]) continue;
                int distance = heading.Distance(next, goals);
                if (distance < least) (actions, least) = (0, distance);
                if (distance == least) actions |= 1 << action;
            }
            return actions == 0 ? Heading.AllActions : actions;
        };
    }
}
