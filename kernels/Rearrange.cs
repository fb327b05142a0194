using System.Runtime.CompilerServices;
using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>to = 0, [row][column], a row a work item.</summary>
internal struct ZeroRows : IKernel
{
    public Matrix To;
    public int Rows, Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int row = item % Rows;
        int agent = item / Rows;
        long to = To.Row(agent, row);
        for (int lane = 0; lane < Lanes; lane++) Store(To.Data, to + lane * LaneWidth, Splat(0f));
    }
}

/// <summary>to = from, [row][column], a row a work item.</summary>
internal struct CopyRows : IKernel
{
    public Matrix From, To;
    public int Rows, Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int row = item % Rows;
        int agent = item / Rows;
        long from = From.Row(agent, row), to = To.Row(agent, row);
        for (int lane = 0; lane < Lanes; lane++)
            Store(To.Data, to + lane * LaneWidth, Load(From.Data, from + lane * LaneWidth));
    }
}

/// <summary>to = from, [row][column] of ints, a row a work item.</summary>
internal struct CopyIntRows : IKernel
{
    public Table From, To;
    public int Rows, Columns;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int row = item % Rows;
        int agent = item / Rows;
        long from = From.Row(agent, row), to = To.Row(agent, row);
        for (int column = 0; column < Columns; column++) To.Data[to + column] = From.Data[from + column];
    }
}

/// <summary>to += from, [row][column], a row a work item.</summary>
internal struct AddRows : IKernel
{
    public Matrix From, To;
    public int Rows, Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int row = item % Rows;
        int agent = item / Rows;
        long from = From.Row(agent, row), to = To.Row(agent, row);
        for (int lane = 0; lane < Lanes; lane++)
            Store(To.Data, to + lane * LaneWidth, Add(Load(To.Data, to + lane * LaneWidth), Load(From.Data, from + lane * LaneWidth)));
    }
}

/// <summary>
/// Transposes each of <see cref="Blocks"/> blocks of [row][column] into [column][row]. One work item owns an output row.
/// </summary>
internal struct TransposeBlocks : IKernel
{
    public Matrix From, To;
    public int Blocks, Rows, Columns;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Columns;
        int rest = item / Columns;
        int block = rest % Blocks;
        int agent = rest / Blocks;
        long from = From.Row(agent, block * Rows) + column;
        long to = To.Row(agent, block * Columns + column);
        for (int row = 0; row < Rows; row++, from += From.RowStride) To.Data[to + row] = From.Data[from];
    }
}

/// <summary>planes[column][row] = rows[row][column] for the first <see cref="Columns"/> columns. One work item owns 16 rows.</summary>
internal struct RowsToPlanesKernel : IKernel
{
    public Matrix From, To;
    public int Blocks, Columns;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int row = item % Blocks * 16;
        int agent = item / Blocks;
        for (int column = 0; column < Columns; column++)
        {
            long from = From.Row(agent, row) + column, to = To.Row(agent, column) + row;
            for (int i = 0; i < 16; i++, from += From.RowStride) To.Data[to + i] = From.Data[from];
        }
    }
}

/// <summary>
/// rows[row][column] = planes[column][row] for the first <see cref="Columns"/> columns; other columns keep their zeros. One work item
/// owns 16 rows.
/// </summary>
internal struct PlanesToRowsKernel : IKernel
{
    public Matrix From, To;
    public int Blocks, Columns;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int row = item % Blocks * 16;
        int agent = item / Blocks;
        for (int column = 0; column < Columns; column++)
        {
            long from = From.Row(agent, column) + row, to = To.Row(agent, row) + column;
            for (int i = 0; i < 16; i++, to += To.RowStride) To.Data[to] = From.Data[from + i];
        }
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(Zero o) =>
        Launch(o.To.Agents, o.To.Rows, new ZeroRows { To = View(o.To), Rows = o.To.Rows, Lanes = Lanes(o.To) });

    private void Perform(Copy o)
    {
        Tensor[] t = InLongRows(o.From, o.To);
        Launch(o.From.Agents, t[0].Rows, new CopyRows { From = View(t[0]), To = View(t[1]), Rows = t[0].Rows, Lanes = Lanes(t[0]) });
    }

    private void Perform(CopyInts o) =>
        Launch(o.From.Agents, o.From.Rows, new CopyIntRows { From = View(o.From), To = View(o.To), Rows = o.From.Rows, Columns = o.From.Columns });

    private void Perform(Add o)
    {
        Tensor[] t = InLongRows(o.From, o.To);
        Launch(o.From.Agents, t[0].Rows, new AddRows { From = View(t[0]), To = View(t[1]), Rows = t[0].Rows, Lanes = Lanes(t[0]) });
    }

    private void Perform(Transpose o) =>
        Launch(o.From.Agents, o.Blocks * o.From.Columns, new TransposeBlocks
        {
            From = View(o.From), To = View(o.To), Blocks = o.Blocks, Rows = o.From.Rows / o.Blocks, Columns = o.From.Columns,
        });

    private void Perform(RowsToPlanes o) =>
        Launch(o.From.Agents, o.From.Rows / 16, new RowsToPlanesKernel { From = View(o.From), To = View(o.To), Blocks = o.From.Rows / 16, Columns = o.Columns });

    private void Perform(PlanesToRows o) =>
        Launch(o.To.Agents, o.To.Rows / 16, new PlanesToRowsKernel { From = View(o.From), To = View(o.To), Blocks = o.To.Rows / 16, Columns = o.Columns });
}
