namespace MesaBench.Worlds;

/// <summary>Which bit of a <see cref="CellSet"/> stands for which cell of grids of one size.</summary>
internal sealed class CellBits
{
    /// <summary>The largest grid: its cells and one bit a row fill 182 of 192 bits.</summary>
    public const int MostSize = 13;

    private readonly CellSet[] sets; // [cell] the cell alone
    private readonly int[] cells;    // [bit] its cell

    /// <summary>The bits of grids of one size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A larger grid than <see cref="MostSize"/>.</exception>
    public CellBits(int size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MostSize);
        Size = size;
        sets = new CellSet[size * size];
        cells = new int[CellSet.Bits];
        for (int cell = 0; cell < sets.Length; cell++)
        {
            int bit = cell / size * Row + cell % size;
            sets[cell] = CellSet.OfBit(bit);
            cells[bit] = cell;
        }
    }

    /// <summary>Cells along a side.</summary>
    public int Size { get; }

    /// <summary>Bits a row.</summary>
    public int Row => Size + 1;

    /// <summary>A cell as a set.</summary>
    public CellSet this[int cell] => sets[cell];

    /// <summary>The cell of the least bit of a set that is not empty.</summary>
    public int First(CellSet set) => cells[set.FirstBit];

    /// <summary>The cells for which a flag is as asked.</summary>
    /// <param name="flags">[cell] flags.</param>
    /// <param name="are">What they are to be.</param>
    public CellSet Where(ReadOnlySpan<bool> flags, bool are)
    {
        CellSet found = default;
        for (int row = 0; row < Size; row++)
        {
            ulong bits = 0;
            ReadOnlySpan<bool> line = flags.Slice(row * Size, Size);
            for (int column = 0; column < line.Length; column++) bits |= (line[column] == are ? 1UL : 0UL) << column;
            found |= CellSet.OfRow(bits, row * Row);
        }
        return found;
    }
}
