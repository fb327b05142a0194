namespace MesaBench.Worlds;

/// <summary>
/// Levels in a mirror: walls, start, objects, those that nobody sees among them, and paths are moved by a symmetry of the square, all else
/// stays. What was reached in the mirrored level is then what lies in the mirrored place.
/// </summary>
public static class Mirror
{
    /// <summary>The level with left and right exchanged.</summary>
    public static Level LeftRight(Level level) => Move(level, static (size, row, column) => row * size + size - 1 - column);

    /// <summary>The level with up and down exchanged.</summary>
    public static Level UpDown(Level level) => Move(level, static (size, row, column) => (size - 1 - row) * size + column);

    /// <summary>The level in both mirrors, that is, turned by half a turn.</summary>
    public static Level HalfTurn(Level level) => LeftRight(UpDown(level));

    private static Level Move(Level level, Func<int, int, int, int> to)
    {
        ArgumentNullException.ThrowIfNull(level);
        int size = level.Size;
        int Moved(int cell) => to(size, cell / size, cell % size);
        bool[] walls = new bool[level.Walls.Length];
        for (int cell = 0; cell < walls.Length; cell++) walls[Moved(cell)] = level.Walls[cell];
        return level with
        {
            Walls = walls,
            Start = Moved(level.Start),
            // In reading order, as levels have them; what shares a cell keeps its order, in which it takes effect.
            Objects = [.. level.Objects.Select(o => o with { Cell = Moved(o.Cell) }).OrderBy(o => o.Cell)],
            Path = [.. level.Path.Select(Moved)],
        };
    }
}
