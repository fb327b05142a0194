namespace MesaBench.Worlds;

/// <summary>
/// Path lengths from one cell to a few, by breadth-first search on bits: all cells that are equally far advance at once. What
/// <see cref="Paths.Distances(int, ReadOnlySpan{bool}, int, ReadOnlySpan{int})"/> finds, several times sooner. It holds scratch memory: one a thread.
/// </summary>
internal sealed class Flood
{
    /// <summary>The largest grid: its cells and one bit a row fill 182 of 192 bits.</summary>
    public const int MostSize = 13;

    [ThreadStatic]
    private static Flood?[]? ofThread; // [size]

    private readonly int size;
    private readonly CellSet[] sets; // [cell] the cell alone
    private readonly int[] cells;    // [bit] its cell
    private CellSet floor;

    /// <summary>A search in grids of one size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A larger grid than <see cref="MostSize"/>.</exception>
    public Flood(int size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MostSize);
        this.size = size;
        sets = [.. Enumerable.Range(0, size * size).Select(cell => CellSet.OfBit(Bit(cell)))];
        cells = new int[CellSet.Bits];
        for (int cell = 0; cell < sets.Length; cell++) cells[Bit(cell)] = cell;
    }

    /// <summary>The calling thread's search in grids of a size, for those who keep none; good until the thread asks again.</summary>
    public static Flood OfThread(int size)
    {
        ofThread ??= new Flood?[MostSize + 1];
        return ofThread[size] ??= new Flood(size);
    }

    /// <summary>A cell as a set.</summary>
    public CellSet this[int cell] => sets[cell];

    /// <summary>Takes the walls of the searches that follow.</summary>
    public void Enter(ReadOnlySpan<bool> walls)
    {
        CellSet found = default;
        for (int row = 0; row < size; row++)
        {
            ulong open = 0;
            ReadOnlySpan<bool> line = walls.Slice(row * size, size);
            for (int column = 0; column < line.Length; column++) open |= (line[column] ? 0UL : 1UL) << column;
            found |= CellSet.OfRow(open, row * (size + 1));
        }
        floor = found;
    }

    /// <summary>Path lengths in steps.</summary>
    /// <param name="from">Where paths begin.</param>
    /// <param name="stops">Cells that a path may enter but not leave; <paramref name="from"/> is none.</param>
    /// <param name="targets">Cells whose path lengths are wanted.</param>
    /// <param name="lengths">[cell] result, written for the targets alone; <see cref="Paths.Unreachable"/> where no path leads.</param>
    public void Measure(int from, CellSet stops, CellSet targets, Span<int> lengths)
    {
        CellSet front = sets[from], open = floor.Without(front), ending = stops.Without(front);
        for (int steps = 0; !front.IsEmpty; steps++)
        {
            CellSet met = front & targets;
            if (!met.IsEmpty)
            {
                Write(met, steps, lengths);
                targets = targets.Without(met);
                if (targets.IsEmpty) return;
            }
            front = front.Without(ending).Neighbours(size + 1) & open;
            open = open.Without(front);
        }
        Write(targets, Paths.Unreachable, lengths);
    }

    private void Write(CellSet targets, int length, Span<int> lengths)
    {
        for (; !targets.IsEmpty; targets = targets.WithoutFirst()) lengths[cells[targets.FirstBit]] = length;
    }

    private int Bit(int cell) => cell / size * (size + 1) + cell % size;
}
