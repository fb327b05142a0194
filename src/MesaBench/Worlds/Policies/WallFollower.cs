namespace MesaBench.Worlds;

/// <summary>A side of the body.</summary>
public enum Hand
{
    /// <summary>The right one.</summary>
    Right,

    /// <summary>The left one.</summary>
    Left,
}

/// <summary>
/// Walks along walls, wherever anything lies: of up, left, down and right in this order it takes the first whose cell is free while the one
/// at its hand is not, walking that way; else the first whose cell is free; all actions alike where none is. It knows where it stands and
/// not where it came from, so that it may go to and fro.
/// </summary>
/// <param name="Hand">The hand that it has at the wall.</param>
public sealed record WallFollower(Hand Hand) : ITeacher
{
    /// <inheritdoc/>
    public TaughtActions On(World world, Level level, int number, double discount)
    {
        ArgumentNullException.ThrowIfNull(level);
        int[] neighbours = Paths.Neighbours(level.Size);
        // Actions turn to the left, one after the other.
        int turn = Hand == Hand.Left ? 1 : Paths.Actions - 1;
        return (_, cell) =>
        {
            int[] free = [.. Enumerable.Range(0, Paths.Actions).Where(action => IsFree(cell, action))];
            int[] along = [.. free.Where(action => !IsFree(cell, (action + turn) % Paths.Actions))];
            return along.Concat(free).Select(action => 1 << action).FirstOrDefault(Heading.AllActions);
        };

        bool IsFree(int cell, int action) => neighbours[cell * Paths.Actions + action] is var next && next != cell && !level.Walls[next];
    }
}
