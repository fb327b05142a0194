namespace MesaBench.Worlds;

/// <summary>
/// Path lengths from one cell to a few, by breadth-first search on bits: all cells that are equally far advance at once. What
/// <see cref="Paths.Distances(int, ReadOnlySpan{bool}, int, ReadOnlySpan{int})"/> finds, several times sooner.
/// </summary>
/// <param name="size">Cells along a side, at most <see cref="CellBits.MostSize"/>.</param>
internal sealed class Flood(int size)
{
    [ThreadStatic]
    private static Flood?[]? ofThread; // [size]

    private readonly CellBits bits = new(size);

    /// <summary>The calling thread's search in grids of a size, for those who keep none.</summary>
    public static Flood OfThread(int size)
    {
        ofThread ??= new Flood?[CellBits.MostSize + 1];
        return ofThread[size] ??= new Flood(size);
    }

    /// <summary>A cell as a set.</summary>
    public CellSet this[int cell] => bits[cell];

    /// <summary>The cells of a grid that are no walls.</summary>
    /// <param name="walls">[cell] whether a wall stands there.</param>
    public CellSet Floor(ReadOnlySpan<bool> walls) => bits.Where(walls, are: false);

    /// <summary>Path lengths in steps.</summary>
    /// <param name="floor">Cells that a path may enter.</param>
    /// <param name="from">Where paths begin.</param>
    /// <param name="stops">Cells that a path may enter but not leave; <paramref name="from"/> is none.</param>
    /// <param name="targets">Cells whose path lengths are wanted.</param>
    /// <param name="lengths">[cell] result, written for the targets alone; <see cref="Paths.Unreachable"/> where no path leads.</param>
    public void Measure(in CellSet floor, int from, CellSet stops, CellSet targets, Span<int> lengths)
    {
        CellSet front = bits[from], open = floor.Without(front), ending = stops.Without(front);
        for (int steps = 0; !front.IsEmpty; steps++)
        {
            CellSet met = front & targets;
            if (!met.IsEmpty)
            {
                Write(met, steps, lengths);
                targets = targets.Without(met);
                if (targets.IsEmpty) return;
            }
            front = front.Without(ending).Neighbours(bits.Row) & open;
            open = open.Without(front);
        }
        Write(targets, Paths.Unreachable, lengths);
    }

    private void Write(CellSet targets, int length, Span<int> lengths)
    {
        for (; !targets.IsEmpty; targets = targets.WithoutFirst()) lengths[bits.First(targets)] = length;
    }
}
