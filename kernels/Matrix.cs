using System.Runtime.CompilerServices;

namespace MesaBench.Kernels;

/// <summary>One work item of a kernel; every field of the implementing struct is data or a view of device memory.</summary>
internal interface IKernel
{
    /// <summary>
    /// Computes the outputs that work item <paramref name="item"/> owns. Implementations are marked for full optimisation from the first
    /// call, since a long launch would otherwise run to its end in unoptimised code.
    /// </summary>
    void Execute(int item);
}

/// <summary>A float tensor as kernels see it: [agent][row][column], columns contiguous, rows padded with zeros to a multiple of 16.</summary>
internal struct Matrix
{
    public Floats Data;
    public long Offset;
    public long AgentStride;
    public int RowStride;

    /// <summary>Index of the first column of a row. A row stride of 0 repeats one row; an agent stride of 0 one matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Row(int agent, int row) => Offset + agent * AgentStride + (long)row * RowStride;
}

/// <summary>An int tensor as kernels see it: [agent][row][column].</summary>
internal struct Table
{
    public Ints Data;
    public long Offset;
    public long AgentStride;
    public int RowStride;

    /// <summary>Index of the first column of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Row(int agent, int row) => Offset + agent * AgentStride + (long)row * RowStride;
}

/// <summary>What tiles of four lanes share.</summary>
internal static class FourLanes
{
    /// <summary>Stores four neighbouring lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(Floats memory, long at, Lane l0, Lane l1, Lane l2, Lane l3)
    {
        Store(memory, at, l0);
        Store(memory, at + LaneWidth, l1);
        Store(memory, at + 2 * LaneWidth, l2);
        Store(memory, at + 3 * LaneWidth, l3);
    }
}
