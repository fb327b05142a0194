using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MesaBench.Engines;
using MesaBench.Kernels;

namespace MesaBench.Cpu;

/// <summary>The kernels on one CPU thread: every launch is a loop over its work items.</summary>
/// <param name="preferredRows">256 rows of four layers of 64 columns are 256 KiB: well within a second-level cache.</param>
internal sealed unsafe class CpuEngine(int preferredRows = 256) : KernelEngine
{
    private readonly List<Memory> memories = [];

    /// <inheritdoc/>
    public override long AllocatedBytes => memories.Sum(m => m.Bytes);

    /// <inheritdoc/>
    public override int PreferredRows { get; } = preferredRows;

    /// <summary>64 rows of 64 columns are 16 KiB: two such blocks stay in a first-level cache of 32 KiB.</summary>
    protected override int RowBlock => 64;

    /// <inheritdoc/>
    public override void Wait()
    {
    }

    /// <inheritdoc/>
    public override TimeSpan Time(Action operations)
    {
        long start = Stopwatch.GetTimestamp();
        operations();
        return Stopwatch.GetElapsedTime(start);
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        foreach (Memory memory in memories) memory.Free();
        memories.Clear();
    }

    /// <inheritdoc/>
    public override void Dispose() => Clear();

    /// <inheritdoc/>
    public override void Upload(ReadOnlySpan<float> from, Tensor to)
    {
        int size = checked(to.Rows * to.RowStride);
        for (int agent = 0; agent < to.Agents; agent++)
            from.Slice(agent * size, size).CopyTo(new Span<float>(FloatsOf(to.Storage).Data + to.Offset + agent * to.AgentStride, size));
    }

    /// <inheritdoc/>
    public override void Upload(ReadOnlySpan<int> from, IntTensor to)
    {
        int size = checked(to.Rows * to.RowStride);
        for (int agent = 0; agent < to.Agents; agent++)
            from.Slice(agent * size, size).CopyTo(new Span<int>(IntsOf(to.Storage).Data + to.Offset + agent * to.AgentStride, size));
    }

    /// <inheritdoc/>
    public override float[] Download(Tensor from)
    {
        int size = checked(from.Rows * from.RowStride);
        float[] to = new float[checked(from.Agents * size)];
        for (int agent = 0; agent < from.Agents; agent++)
            new Span<float>(FloatsOf(from.Storage).Data + from.Offset + agent * from.AgentStride, size).CopyTo(to.AsSpan(agent * size));
        return to;
    }

    /// <inheritdoc/>
    public override int[] Download(IntTensor from)
    {
        int size = checked(from.Rows * from.RowStride);
        int[] to = new int[checked(from.Agents * size)];
        for (int agent = 0; agent < from.Agents; agent++)
            new Span<int>(IntsOf(from.Storage).Data + from.Offset + agent * from.AgentStride, size).CopyTo(to.AsSpan(agent * size));
        return to;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Launch<T>(int agents, long itemsPerAgent, T kernel)
    {
        int count = checked((int)(agents * itemsPerAgent));
        for (int item = 0; item < count; item++) kernel.Execute(item);
    }

    /// <inheritdoc/>
    protected override FloatPointer FloatsOf(Storage storage) => new((float*)((Memory)storage).Pointer);

    /// <inheritdoc/>
    protected override IntPointer IntsOf(Storage storage) => new((int*)((Memory)storage).Pointer);

    /// <inheritdoc/>
    protected override Storage Allocate(long elements)
    {
        Memory memory = new(elements * sizeof(float));
        memories.Add(memory);
        return memory;
    }

    /// <summary>Zeroed native memory aligned to a cache line.</summary>
    private sealed class Memory : Storage
    {
        public Memory(long bytes)
        {
            Bytes = bytes;
            Pointer = NativeMemory.AlignedAlloc((nuint)Math.Max(bytes, 64), 64);
            NativeMemory.Clear(Pointer, (nuint)bytes);
        }

        public long Bytes { get; }

        public void* Pointer { get; private set; }

        public void Free()
        {
            NativeMemory.AlignedFree(Pointer);
            Pointer = null;
        }
    }
}
