namespace MesaBench.Worlds;

/// <summary>Smooth noise that covers a share of the floor in patches.</summary>
public static class Noise
{
    // Values are drawn on a grid of this spacing and lie on the straight lines between in rows and in columns.
    private const int Spacing = 4;

    /// <summary>
    /// The floor cells where value noise is highest: as many of them as the share allows, short of ties. All in whole numbers.
    /// </summary>
    /// <param name="size">Cells along a side.</param>
    /// <param name="walls">[cell] walls, which are not covered.</param>
    /// <param name="share">Share of the floor to cover, at most.</param>
    /// <param name="random">The candidate's random numbers.</param>
    /// <returns>[cell] whether it is covered.</returns>
    public static bool[] Cover(int size, ReadOnlySpan<bool> walls, double share, LevelRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> heights = stackalloc byte[size * size];
        Draw(size, heights, random);
        Span<int> floorAt = stackalloc int[256]; // [height] floor cells
        floorAt.Clear();
        int floor = 0;
        for (int cell = 0; cell < walls.Length; cell++)
        {
            if (walls[cell]) continue;
            floorAt[heights[cell]]++;
            floor++;
        }
        int left = (int)(share * floor), least = 256;
        while (least > 0 && left >= floorAt[least - 1]) left -= floorAt[--least];

        bool[] covered = new bool[walls.Length];
        for (int cell = 0; cell < covered.Length; cell++) covered[cell] = !walls[cell] && heights[cell] >= least;
        return covered;
    }

    /// <summary>Heights of all cells: bilinear between drawn ones, on a grid shifted by a drawn offset.</summary>
    private static void Draw(int size, Span<byte> heights, LevelRandom random)
    {
        int side = (size + 2 * Spacing - 2) / Spacing + 1;
        Span<int> drawn = stackalloc int[side * side];
        uint bits = 0;
        for (int i = 0; i < drawn.Length; i++)
        {
            if (i % 4 == 0) bits = random.Next();
            drawn[i] = (int)(bits >> (8 * (i % 4)) & 255);
        }
        uint shift = random.Next();
        (int down, int right) = ((int)(shift % Spacing), (int)(shift / Spacing % Spacing));
        for (int row = 0; row < size; row++)
        {
            (int above, int below) = ((row + down) / Spacing * side, (row + down) % Spacing);
            for (int column = 0; column < size; column++)
            {
                (int at, int beyond) = (above + (column + right) / Spacing, (column + right) % Spacing);
                int upper = drawn[at] * (Spacing - beyond) + drawn[at + 1] * beyond;
                int lower = drawn[at + side] * (Spacing - beyond) + drawn[at + side + 1] * beyond;
                heights[row * size + column] = (byte)((upper * (Spacing - below) + lower * below) / (Spacing * Spacing));
            }
        }
    }
}
