using System.Collections.Concurrent;

namespace MesaBench.Worlds;

/// <summary>Moves and path lengths on a square grid. Actions: 0 up, 1 left, 2 down, 3 right.</summary>
public static class Paths
{
    /// <summary>Actions there are.</summary>
    public const int Actions = 4;

    /// <summary>The distance of a cell that no path reaches.</summary>
    public const int Unreachable = int.MaxValue;

    private static readonly ConcurrentDictionary<int, int[]> Tables = new();

    /// <summary>[cell * 4 + action] the neighbouring cell, or the cell itself where the move would leave the grid.</summary>
    public static int[] Neighbours(int size) => Tables.GetOrAdd(size, static n =>
    {
        int[] table = new int[n * n * Actions];
        for (int cell = 0; cell < n * n; cell++)
        {
            (int row, int column) = (cell / n, cell % n);
            table[cell * Actions + 0] = row > 0 ? cell - n : cell;
            table[cell * Actions + 1] = column > 0 ? cell - 1 : cell;
            table[cell * Actions + 2] = row < n - 1 ? cell + n : cell;
            table[cell * Actions + 3] = column < n - 1 ? cell + 1 : cell;
        }
        return table;
    });

    /// <summary>
    /// Path lengths in steps from a cell to all others, by breadth-first search.
    /// </summary>
    /// <param name="size">Cells along a side.</param>
    /// <param name="walls">[cell] walls, which no path enters.</param>
    /// <param name="from">Where paths begin.</param>
    /// <param name="stops">Cells that a path may enter but not leave, such as doors; not <paramref name="from"/>.</param>
    /// <param name="distances">[cell] result; <see cref="Unreachable"/> where no path leads.</param>
    /// <param name="queue">[cell] scratch.</param>
    /// <returns>How many cells were reached; they stand first in <paramref name="queue"/>, nearest first.</returns>
    public static int Distances(
        int size, ReadOnlySpan<bool> walls, int from, ReadOnlySpan<int> stops, Span<int> distances, Span<int> queue)
    {
        int[] neighbours = Neighbours(size);
        distances.Fill(Unreachable);
        distances[from] = 0;
        queue[0] = from;
        int reached = 1;
        for (int head = 0; head < reached; head++)
        {
            int cell = queue[head];
            if (cell != from && stops.Contains(cell)) continue;
            int distance = distances[cell] + 1;
            for (int action = 0; action < Actions; action++)
            {
                int next = neighbours[cell * Actions + action];
                if (walls[next] || distances[next] != Unreachable) continue;
                distances[next] = distance;
                queue[reached++] = next;
            }
        }
        return reached;
    }

    /// <summary>As above, into a new array.</summary>
    public static int[] Distances(int size, ReadOnlySpan<bool> walls, int from, params ReadOnlySpan<int> stops)
    {
        int[] distances = new int[size * size];
        _ = Distances(size, walls, from, stops, distances, new int[size * size]);
        return distances;
    }
}
