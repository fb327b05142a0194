using ILGPU;
using ILGPU.Runtime;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Ilgpu.Launching;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu;

/// <summary>
/// The kernels on an ILGPU accelerator: launches for all agents, queued on one stream. Nothing waits for the device but
/// downloads, allocations and uploads that find no room in page-locked memory.
/// </summary>
internal sealed partial class IlgpuEngine : KernelEngine
{
    // A chain saves some dozen microseconds a launch, and takes about a second to compile.
    private const int OftenAsked = 64;

    private readonly IlgpuDevice device;
    private readonly AcceleratorStream stream;
    private readonly Staging staging;
    private readonly Slabs slabs;
    private readonly LaunchQueue queue;

    /// <summary>
    /// An engine that may take a share of the device's memory, in bytes. Kernels are launched on its own stream, or by
    /// <paramref name="launcher"/> on memory that the host shares.
    /// </summary>
    /// <param name="device">The device.</param>
    /// <param name="share">Bytes.</param>
    /// <param name="isPrepared">Whether chains of kernels are launched as such from the first, and compiled before anything goes on.</param>
    /// <param name="launcher">Who launches, if not the device.</param>
    public IlgpuEngine(IlgpuDevice device, long share, bool isPrepared = false, ILauncher? launcher = null)
    {
        this.device = device;
        slabs = new Slabs(device, share);
        (stream, staging) = Failures.Told(device, () =>
        {
            device.Accelerator.Bind();
            AcceleratorStream own = device.Accelerator.CreateStream();
            return (own, new Staging(device.Accelerator, own));
        });
        queue = new LaunchQueue(launcher ?? new DeviceLauncher(device, stream, isPrepared), isPrepared ? 1 : OftenAsked);
    }

    /// <inheritdoc/>
    public override long AllocatedBytes => slabs.UsedBytes;

    /// <inheritdoc/>
    public override void Wait()
    {
        queue.Flush();
        Failures.Told(device, stream.Synchronize);
    }

    /// <inheritdoc/>
    public override TimeSpan Time(Action operations) => Failures.Told(device, () =>
    {
        Wait();
        using ProfilingMarker before = stream.AddProfilingMarker();
        operations();
        queue.Flush();
        using ProfilingMarker after = stream.AddProfilingMarker();
        stream.Synchronize();
        return after.MeasureFrom(before);
    });

    /// <inheritdoc/>
    public override void Clear()
    {
        queue.Drop();
        slabs.Reset();
    }

    /// <inheritdoc/>
    public override void Upload(ReadOnlySpan<float> from, Tensor to) =>
        Upload(from, FloatsOf(to.Storage), to.Offset, to.AgentStride, checked(to.Rows * to.RowStride), to.Agents);

    /// <inheritdoc/>
    public override void Upload(ReadOnlySpan<int> from, IntTensor to) =>
        Upload(from, IntsOf(to.Storage), to.Offset, to.AgentStride, checked(to.Rows * to.RowStride), to.Agents);

    /// <inheritdoc/>
    public override float[] Download(Tensor from) =>
        Download(FloatsOf(from.Storage), from.Offset, from.AgentStride, checked(from.Rows * from.RowStride), from.Agents);

    /// <inheritdoc/>
    public override int[] Download(IntTensor from) =>
        Download(IntsOf(from.Storage), from.Offset, from.AgentStride, checked(from.Rows * from.RowStride), from.Agents);

    /// <inheritdoc/>
    public override void Dispose()
    {
        try
        {
            queue.Drop();
            stream.Synchronize();
            slabs.Dispose();
            staging.Dispose();
            stream.Dispose();
        }
        catch (AcceleratorException)
        {
            // The device has failed and was said to; its memory goes with the process.
        }
    }

    /// <inheritdoc/>
    protected override void Launch<T>(int agents, long itemsPerAgent, T kernel) => queue.Add(agents, itemsPerAgent, kernel);

    /// <inheritdoc/>
    protected override ArrayView<float> FloatsOf(Storage storage) => ViewOf<float>((Room)storage);

    /// <inheritdoc/>
    protected override ArrayView<int> IntsOf(Storage storage) => ViewOf<int>((Room)storage);

    private static ArrayView<T> ViewOf<T>(Room room)
        where T : unmanaged => room.Buffer.AsArrayView<T>(room.First, room.Length);

    /// <inheritdoc/>
    protected override Storage Allocate(long elements)
    {
        Room room = Failures.Told(device, () => slabs.Take(elements));
        // By a kernel: ILGPU's OpenCL memset takes an offset in bytes for one in elements.
        Run(new Zero(new Tensor(room, 0, 0, Slabs.Granularity, 1, checked((int)(room.Length / Slabs.Granularity)), Slabs.Granularity)));
        return room;
    }

    private void Upload<T>(ReadOnlySpan<T> from, ArrayView<T> to, long offset, long agentStride, int size, int agents)
        where T : unmanaged
    {
        queue.Flush();
        try
        {
            long read = 0;
            foreach ((long first, long length) in Runs(offset, agentStride, size, agents))
            {
                staging.Upload(from.Slice(checked((int)read), checked((int)length)), to.SubView(first, length));
                read += length;
            }
        }
        catch (AcceleratorException e)
        {
            throw Failures.Of(device, e);
        }
    }

    private T[] Download<T>(ArrayView<T> from, long offset, long agentStride, int size, int agents)
        where T : unmanaged
    {
        if ((long)agents * size > Array.MaxLength) throw new OutOfDeviceMemoryException(device.Name, "a tensor is too long for one array");
        T[] to = GC.AllocateUninitializedArray<T>(agents * size);
        queue.Flush();
        try
        {
            int written = 0;
            foreach ((long first, long length) in Runs(offset, agentStride, size, agents))
            {
                staging.Download(from.SubView(first, length), to.AsSpan(written, (int)length));
                written += (int)length;
            }
        }
        catch (AcceleratorException e)
        {
            throw Failures.Of(device, e);
        }
        return to;
    }

    /// <summary>Where a tensor lies: one run when its agents follow each other without a gap, else one for each.</summary>
    private static IEnumerable<(long First, long Length)> Runs(long offset, long agentStride, long size, int agents) =>
        agentStride == size || agents == 1
            ? [(offset, size * agents)]
            : Enumerable.Range(0, agents).Select(agent => (offset + agent * agentStride, size));
}
