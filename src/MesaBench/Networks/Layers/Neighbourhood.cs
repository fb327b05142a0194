namespace MesaBench.Networks;

/// <summary>Which cell lies under each of the nine taps of a 3x3 convolution. Tap t looks at row t / 3 - 1, column t % 3 - 1 from a cell.</summary>
internal static class Neighbourhood
{
    /// <summary>The cell under a tap, or -1 beyond the border.</summary>
    public static int Under(int size, int tap, int cell)
    {
        int row = cell / size + tap / 3 - 1, column = cell % size + tap % 3 - 1;
        return row < 0 || row >= size || column < 0 || column >= size ? -1 : row * size + column;
    }
}
