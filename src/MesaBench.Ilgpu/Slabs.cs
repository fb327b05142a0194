using ILGPU.Runtime;
using MesaBench.Engines;

namespace MesaBench.Ilgpu;

/// <summary>
/// An engine's share of a device's memory. It is taken in a few large pieces and kept until the engine ends: freeing device memory waits
/// for all that the device does, other engines' work included. What is handed out comes back all at once.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="share">Bytes that the engine may take; beyond, it is out of memory, whatever the device has left for others.</param>
internal sealed class Slabs(IlgpuDevice device, long share) : IDisposable
{
    private const long LeastBytes = 16 << 20;

    /// <summary>What is handed out is a multiple of so many elements: 256 bytes, as a device's own allocations are aligned.</summary>
    public const int Granularity = 64;

    private readonly List<Slab> slabs = [];
    private long taken;

    /// <summary>Bytes handed out.</summary>
    public long UsedBytes => slabs.Sum(s => s.Used) * sizeof(float);

    /// <summary>Room for so many elements of four bytes.</summary>
    /// <exception cref="OutOfDeviceMemoryException">The share is used up, or the device has no more.</exception>
    public Room Take(long elements)
    {
        long length = (Math.Max(elements, 1) + Granularity - 1) / Granularity * Granularity;
        Slab slab = slabs.Find(s => s.Length - s.Used >= length) ?? Add(length);
        Room room = new(slab.Buffer, slab.Used, length);
        slab.Used += length;
        return room;
    }

    /// <summary>Takes everything back that was handed out.</summary>
    public void Reset()
    {
        foreach (Slab slab in slabs) slab.Used = 0;
    }

    public void Dispose()
    {
        foreach (Slab slab in slabs) slab.Buffer.Dispose();
        slabs.Clear();
    }

    private Slab Add(long elements)
    {
        // Four pieces, so that the end of one, too short for the next tensor, is little; OpenCL devices give a quarter of their memory at once.
        long least = elements * sizeof(float), usual = Math.Max(share / 4, LeastBytes);
        long bytes = Math.Max(least, Math.Min(usual, share - taken));
        if (taken + bytes > share) throw new OutOfDeviceMemoryException(device.Name);
        long length = bytes / sizeof(float) / Granularity * Granularity;
        Slab slab = new(device.Accelerator.AllocateRaw(length, sizeof(float)), length);
        taken += length * sizeof(float);
        slabs.Add(slab);
        return slab;
    }

    private sealed class Slab(MemoryBuffer buffer, long length)
    {
        public MemoryBuffer Buffer { get; } = buffer;

        public long Length { get; } = length;

        public long Used { get; set; }
    }
}

/// <summary>Part of a device's memory.</summary>
/// <param name="buffer">The piece it lies in.</param>
/// <param name="first">Its first element there.</param>
/// <param name="length">Its elements, of four bytes each.</param>
internal sealed class Room(MemoryBuffer buffer, long first, long length) : Storage
{
    public MemoryBuffer Buffer { get; } = buffer;

    public long First { get; } = first;

    public long Length { get; } = length;
}
