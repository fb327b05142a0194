using MesaBench.Engines;

namespace MesaBench.Networks;

/// <summary>Which cell lies under each of the nine taps of a 3x3 convolution. Tap t looks at row t / 3 - 1, column t % 3 - 1 from a cell.</summary>
internal static class Neighbourhood
{
    /// <summary>[1][tap][sample x cell] the row under a tap, or the row of zeros after the last sample.</summary>
    public static IntTensor Rows(IEngine engine, int size, int samples)
    {
        int cells = size * size, rows = samples * cells;
        int[] table = new int[9 * rows];
        for (int tap = 0; tap < 9; tap++)
        {
            for (int row = 0; row < rows; row++)
            {
                int under = Under(size, tap, row % cells);
                table[tap * rows + row] = under < 0 ? rows : row - row % cells + under;
            }
        }
        return Shared(engine, table, rows);
    }

    /// <summary>The cell under a tap, or -1 beyond the border.</summary>
    public static int Under(int size, int tap, int cell)
    {
        int row = cell / size + tap / 3 - 1, column = cell % size + tap % 3 - 1;
        return row < 0 || row >= size || column < 0 || column >= size ? -1 : row * size + column;
    }

    private static IntTensor Shared(IEngine engine, int[] table, int columns)
    {
        IntTensor tensor = engine.Ints(1, 9, columns);
        engine.Upload(table, tensor);
        return tensor with { AgentStride = 0 };
    }
}
