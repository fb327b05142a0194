using System.Numerics;

namespace MesaBench.Worlds;

/// <summary>
/// A set of cells as 192 bits: the cell of row r and column c is bit r * (size + 1) + c. The bit after each row stands for no cell, so
/// that a step over the border leads out of the set.
/// </summary>
/// <param name="low">Bits 0 to 63.</param>
/// <param name="middle">Bits 64 to 127.</param>
/// <param name="high">Bits 128 to 191.</param>
internal readonly struct CellSet(ulong low, ulong middle, ulong high)
{
    /// <summary>Bits there are.</summary>
    public const int Bits = 3 * 64;

    private readonly ulong low = low, middle = middle, high = high;

    /// <summary>Whether it holds no cell.</summary>
    public bool IsEmpty => (low | middle | high) == 0;

    /// <summary>The least bit that is set; the set is not empty.</summary>
    public int FirstBit => low != 0 ? BitOperations.TrailingZeroCount(low)
        : middle != 0 ? 64 + BitOperations.TrailingZeroCount(middle) : 128 + BitOperations.TrailingZeroCount(high);

    /// <summary>The set of one bit.</summary>
    public static CellSet OfBit(int bit) => OfRow(1, bit);

    /// <summary>The bits of a row, of which the first is bit <paramref name="first"/>.</summary>
    public static CellSet OfRow(ulong row, int first) => (first / 64) switch
    {
        0 => new(row << first, Carry(row, first), 0),
        1 => new(0, row << first, Carry(row, first)),
        _ => new(0, 0, row << first),
    };

    /// <summary>The set without its least bit; not of the empty set.</summary>
    public CellSet WithoutFirst() => low != 0 ? new(low & (low - 1), middle, high)
        : middle != 0 ? new(0, middle & (middle - 1), high) : new(0, 0, high & (high - 1));

    /// <summary>The set without another's cells.</summary>
    public CellSet Without(CellSet other) => new(low & ~other.low, middle & ~other.middle, high & ~other.high);

    /// <summary>All that is one step away, and bits that are no cells.</summary>
    /// <param name="row">Bits a row.</param>
    public CellSet Neighbours(int row) => Lower(1) | Higher(1) | Lower(row) | Higher(row);

    /// <summary>Cells of either.</summary>
    public static CellSet operator |(CellSet a, CellSet b) => new(a.low | b.low, a.middle | b.middle, a.high | b.high);

    /// <summary>Cells of both.</summary>
    public static CellSet operator &(CellSet a, CellSet b) => new(a.low & b.low, a.middle & b.middle, a.high & b.high);

    private CellSet Lower(int by) => new(low >> by | middle << (64 - by), middle >> by | high << (64 - by), high >> by);

    private CellSet Higher(int by) => new(low << by, middle << by | low >> (64 - by), high << by | middle >> (64 - by));

    private static ulong Carry(ulong row, int first) => first % 64 == 0 ? 0 : row >> (64 - first % 64);
}
