namespace MesaBench.Engines;

/// <summary>A block of an engine's memory. Engines derive their own.</summary>
public abstract class Storage;

/// <summary>
/// Floats on an engine: [agent][row][column], columns contiguous and padded with zeros to a multiple of 16. A slice shares its storage.
/// </summary>
/// <param name="Storage">The memory.</param>
/// <param name="Offset">Index of the first float.</param>
/// <param name="AgentStride">Floats between agents; 0 when all share one matrix.</param>
/// <param name="RowStride">Floats between rows; 0 when one row stands for all.</param>
/// <param name="Agents">Agents.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns, without padding.</param>
public sealed record Tensor(Storage Storage, long Offset, long AgentStride, int RowStride, int Agents, int Rows, int Columns)
{
    /// <summary>Columns rounded up to whole lanes.</summary>
    public static int Pad(int columns) => (columns + 15) / 16 * 16;

    /// <summary>The rows [first, first + count).</summary>
    public Tensor RowRange(int first, int count) => this with { Offset = Offset + (long)first * RowStride, Rows = count };

    /// <summary>The columns [first, first + count); first is a multiple of 16.</summary>
    public Tensor ColumnRange(int first, int count) => this with { Offset = Offset + first, Columns = count };

    /// <summary>The same memory with each <paramref name="count"/> rows read as one long row.</summary>
    public Tensor JoinRows(int count) => this with { RowStride = RowStride * count, Rows = Rows / count, Columns = RowStride * count };

    /// <summary>One row that stands for every row, e.g. a bias.</summary>
    public Tensor Repeated => this with { RowStride = 0 };
}

/// <summary>Ints on an engine: [agent][row][column]; as <see cref="Tensor"/>, without padding.</summary>
/// <param name="Storage">The memory.</param>
/// <param name="Offset">Index of the first int.</param>
/// <param name="AgentStride">Ints between agents; 0 when all share one table.</param>
/// <param name="RowStride">Ints between rows.</param>
/// <param name="Agents">Agents.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
public sealed record IntTensor(Storage Storage, long Offset, long AgentStride, int RowStride, int Agents, int Rows, int Columns)
{
    /// <summary>The rows [first, first + count).</summary>
    public IntTensor RowRange(int first, int count) => this with { Offset = Offset + (long)first * RowStride, Rows = count };
}
