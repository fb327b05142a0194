using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace MesaBench.Ilgpu;

/// <summary>
/// Page-locked host memory through which an engine copies. The device fetches from it by itself, so that an upload returns once its data
/// lie there, and kernels go on meanwhile.
/// </summary>
/// <param name="accelerator">The accelerator.</param>
/// <param name="stream">The engine's stream: copies and kernels run in its order.</param>
internal sealed class Staging(Accelerator accelerator, AcceleratorStream stream) : IDisposable
{
    private const int Capacity = 8 << 20; // in elements of four bytes

    private PageLockedArray1D<int>? memory;
    private int used;

    /// <summary>Copies to the device; the data may be changed as soon as this returns.</summary>
    public void Upload<T>(ReadOnlySpan<T> from, ArrayView<T> to)
        where T : unmanaged
    {
        for (int done = 0, count; done < from.Length; done += count)
        {
            count = Math.Min(from.Length - done, Capacity);
            int first = Reserve(count);
            from.Slice(done, count).CopyTo(MemoryMarshal.Cast<int, T>(memory!.Span.Slice(first, count)));
            using CPUMemoryBuffer part = Part(first, count);
            to.SubView(done, count).CopyFrom(stream, part.AsArrayView<T>(0, count));
        }
    }

    /// <summary>Copies from the device, when all that was queued before is done.</summary>
    public void Download<T>(ArrayView<T> from, Span<T> to)
        where T : unmanaged
    {
        for (int done = 0, count; done < to.Length; done += count)
        {
            count = Math.Min(to.Length - done, Capacity);
            int first = Reserve(count);
            using CPUMemoryBuffer part = Part(first, count);
            from.SubView(done, count).CopyTo(stream, part.AsArrayView<T>(0, count));
            stream.Synchronize();
            MemoryMarshal.Cast<int, T>(memory!.Span.Slice(first, count)).CopyTo(to.Slice(done, count));
            used = 0;
        }
    }

    public void Dispose() => memory?.Dispose();

    /// <summary>Part of the memory as a buffer of its own: ILGPU's OpenCL copies take the length of the host's buffer, not of a view of it.</summary>
    private CPUMemoryBuffer Part(int first, int count) =>
        CPUMemoryBuffer.Create(accelerator, memory!.ArrayView.SubView(first, count).LoadEffectiveAddressAsPtr(), count, sizeof(int));

    /// <summary>Room for so many elements; waits for the copies in flight when there is none.</summary>
    private int Reserve(int count)
    {
        memory ??= accelerator.AllocatePageLocked1D<int>(Capacity);
        if (used + count > Capacity)
        {
            stream.Synchronize();
            used = 0;
        }
        int first = used;
        used += count;
        return first;
    }
}
