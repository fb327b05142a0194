using System.Runtime.InteropServices;

namespace MesaBench.Tests.Ptx;

/// <summary>
/// A group of threads that wait for each other: the memory they share, and what each of them keeps while it waits. It runs one group of a
/// grid after the other.
/// </summary>
/// <remarks>
/// PTX ISA, "bar, barrier": a barrier without a count waits for all threads of the group that have not ended. With .aligned, which is in
/// bar.sync, all threads of a warp must stand at the same instruction; here all threads of the group must.
/// </remarks>
internal sealed unsafe class PtxGroup : IDisposable
{
    /// <summary>A thread's state: the address of the group's shared memory, the number of the barrier it waits at, then its registers.</summary>
    public const int SharedOffset = 0, BarrierOffset = 8, RegistersOffset = 16;

    private const int AtStart = 0, Ended = -1, Alignment = 64;
    private readonly PtxCode code;
    private readonly int[] order; // [thread]
    private readonly byte* shared, states;

    public PtxGroup(PtxCode code, int threads)
    {
        this.code = code;
        order = new int[threads];
        shared = (byte*)NativeMemory.AlignedAlloc((nuint)(code.SharedBytes + Alignment), Alignment);
        states = (byte*)NativeMemory.AlignedAlloc((nuint)(threads * code.StateBytes + Alignment), Alignment);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(shared);
        NativeMemory.AlignedFree(states);
    }

    /// <summary>Runs a group's threads, each up to the next barrier, then each up to the one after that, until all have ended.</summary>
    public void Run(byte* parameters, int group, int groups, PtxOrder next)
    {
        // What no thread of the group has written, no thread may read: it is NaN, or -1.
        new Span<byte>(shared, code.SharedBytes).Fill(0xFF);
        for (int i = 0; i < order.Length; i++)
        {
            *(byte**)(State(i) + SharedOffset) = shared;
            BarrierOf(i) = AtStart;
        }

        do next(order);
        while (RunToBarrier(parameters, group, groups));
    }

    /// <summary>Runs every thread that has not ended to where it waits or ends. False: all have ended.</summary>
    private bool RunToBarrier(byte* parameters, int group, int groups)
    {
        int? waiting = null;
        foreach (int i in order)
        {
            if (BarrierOf(i) == Ended) continue;
            int barrier = code.Thread(parameters, group, groups, i, order.Length, State(i));
            BarrierOf(i) = barrier == PtxCode.NoBarrier ? Ended : barrier;
            if (barrier == PtxCode.NoBarrier) continue;
            waiting ??= i;
            if (BarrierOf(waiting.Value) != barrier) throw Apart(group, waiting.Value, i);
        }

        return waiting is not null;
    }

    private InvalidOperationException Apart(int group, int first, int second) => new(
        $"Line {LineOf(second)}: thread {second} of group {group} waits at this barrier, " +
        $"but thread {first} waits at that of line {LineOf(first)}.");

    private int LineOf(int thread) => code.BarrierLines[BarrierOf(thread) - 1];

    private byte* State(int thread) => states + (long)thread * code.StateBytes;

    private ref int BarrierOf(int thread) => ref *(int*)(State(thread) + BarrierOffset);
}
