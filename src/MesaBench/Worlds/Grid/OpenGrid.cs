namespace MesaBench.Worlds;

/// <summary>Paths in a grid without walls, for counting layouts: their lengths are |dr| + |dc|.</summary>
internal static class OpenGrid
{
    /// <summary>Steps from one cell to another.</summary>
    public static int Length(int size, int a, int b) => Math.Abs(a / size - b / size) + Math.Abs(a % size - b % size);

    /// <summary>Whether a shortest path from the start to the one cell crosses the other, or the reverse.</summary>
    public static bool Cross(int size, int start, int a, int b) =>
        Math.Abs(Length(size, start, a) - Length(size, start, b)) == Length(size, a, b);

    /// <summary>Ordered pairs of two cells, as wanted, for which some start makes paths that do not cross.</summary>
    public static int PairsApart(int size, Func<int, int, bool> isWanted)
    {
        int cells = size * size, pairs = 0;
        for (int a = 0; a < cells; a++)
            for (int b = 0; b < cells; b++)
                if (a != b && isWanted(a, b) && IsApartFromSomewhere(a, b)) pairs++;
        return pairs;

        bool IsApartFromSomewhere(int a, int b)
        {
            for (int start = 0; start < cells; start++)
                if (start != a && start != b && !Cross(size, start, a, b)) return true;
            return false;
        }
    }
}
