using System.Reflection;
using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>
/// Turns an engine's named operations into kernels. It is compiled for each target together with them; a target adds memory, copies and
/// <see cref="Launch"/>.
/// </summary>
internal abstract partial class KernelEngine : IEngine
{
    public abstract long AllocatedBytes { get; }

    public abstract void Wait();

    public abstract TimeSpan Time(Action operations);

    public abstract void Clear();

    public abstract void Upload(ReadOnlySpan<float> from, Tensor to);

    public abstract void Upload(ReadOnlySpan<int> from, IntTensor to);

    public abstract float[] Download(Tensor from);

    public abstract int[] Download(IntTensor from);

    public abstract void Dispose();

    /// <inheritdoc/>
    public virtual int PreferredRows => int.MaxValue;

    /// <summary>Rows a weight-gradient pass takes at once; a target with a cache cuts them so that a block stays in it.</summary>
    protected virtual int RowBlock => int.MaxValue;

    /// <summary>The most lanes of a product's tile. Tests ask for fewer, so that also a target of short lanes runs every kernel.</summary>
    internal int WidestTile { get; init; } = 4;

    /// <summary>
    /// Runs a kernel's work items [0, agents x itemsPerAgent), of which each agent's follow each other. An agent's items read and write what
    /// is its own, and read what all share; a target may therefore run the next launch's items of an agent as soon as this one's are done.
    /// </summary>
    protected abstract void Launch<T>(int agents, long itemsPerAgent, T kernel)
        where T : struct, IKernel;

    /// <summary>Performs a product by a form of the target's own that gives the same bits, where it has one that suits; false: it has not.</summary>
    protected virtual bool OwnForm(Product o) => false;

    /// <inheritdoc cref="OwnForm(Product)"/>
    protected virtual bool OwnForm(WeightGradient o) => false;

    /// <inheritdoc cref="OwnForm(Product)"/>
    protected virtual bool OwnForm(LocalWeightGradient o) => false;

    /// <summary>Computes the first outputs of every cell by such a form; how many they are.</summary>
    protected virtual int OwnForm(LocalProduct o, LocalTerms terms) => 0;

    /// <summary>The view of a float storage.</summary>
    protected abstract Floats FloatsOf(Storage storage);

    /// <summary>The view of an int storage.</summary>
    protected abstract Ints IntsOf(Storage storage);

    /// <summary>New memory for so many floats or ints, all zero.</summary>
    protected abstract Storage Allocate(long elements);

    /// <inheritdoc/>
    public void Run<T>(T operation)
        where T : struct, IOperation => Performer<T>.Perform(this, operation);

    /// <summary>Finds, once for each operation, the overload of <c>Perform</c> that stands beside its kernels.</summary>
    private static class Performer<T>
    {
        public static readonly Action<KernelEngine, T> Perform =
            typeof(KernelEngine).GetMethod(nameof(Perform), BindingFlags.Instance | BindingFlags.NonPublic, [typeof(T)])
                ?.CreateDelegate<Action<KernelEngine, T>>()
            ?? ((_, _) => throw new NotSupportedException($"found operation {typeof(T).Name}, for which there is no kernel"));
    }

    public Tensor Floats(int agents, int rows, int columns)
    {
        int stride = Tensor.Pad(columns);
        return new Tensor(Allocate((long)agents * rows * stride), 0, (long)rows * stride, stride, agents, rows, columns);
    }

    public IntTensor Ints(int agents, int rows, int columns) =>
        new(Allocate((long)agents * rows * columns), 0, (long)rows * columns, columns, agents, rows, columns);

    /// <summary>Lanes of the widest tile, four, two or one, that so many lanes are a multiple of.</summary>
    private int TileOf(int lanes) => lanes % 4 == 0 && WidestTile >= 4 ? 4 : lanes % 2 == 0 && WidestTile >= 2 ? 2 : 1;

    /// <summary>Lanes of a row.</summary>
    protected static int Lanes(Tensor tensor) => Tensor.Pad(tensor.Columns) / LaneWidth;

    private static int Strips(Tensor tensor) => Tensor.Pad(tensor.Columns) / StripWidth;

    /// <summary>Whether a work item gains by owning much: where items run one after the other, on a core.</summary>
    private static bool HasBroadStrips => StripWidth == LaneWidth;

    /// <summary>
    /// Tensors of equal shape with up to 16 rows taken for one, if these follow each other without a gap in all of them: where work items run one after
    /// the other, on a core, few long ones are quicker than many short ones. A device keeps its threads.
    /// </summary>
    private static Tensor[] InLongRows(params Tensor[] tensors)
    {
        if (!HasBroadStrips || tensors.Any(t => t.RowStride != Tensor.Pad(t.Columns))) return tensors;
        int count = 1;
        while (count < 16 && tensors[0].Rows % (2 * count) == 0) count *= 2;
        return count == 1 ? tensors : [.. tensors.Select(t => t.JoinRows(count))];
    }

    /// <summary>A float tensor as kernels see it.</summary>
    protected Matrix View(Tensor tensor) => new()
    {
        Data = FloatsOf(tensor.Storage), Offset = tensor.Offset, AgentStride = tensor.AgentStride, RowStride = tensor.RowStride,
    };

    /// <summary>An int tensor as kernels see it.</summary>
    protected Table View(IntTensor tensor) => new()
    {
        Data = IntsOf(tensor.Storage), Offset = tensor.Offset, AgentStride = tensor.AgentStride, RowStride = tensor.RowStride,
    };

    private WorldData ViewOf(WorldTensors world) => new()
    {
        Agents = View(world.Agents), Levels = View(world.Levels), Kinds = View(world.Kinds), Rewards = View(world.Rewards),
    };

    /// <summary>An epilogue; views it does not read stand for the result itself, since a device takes no empty ones.</summary>
    protected Epilogue EpilogueOf(Tensor y, Tensor? addend, Activation activation, Tensor? output) => new()
    {
        Activation = (int)activation, HasAddend = addend is null ? 0 : 1, Addend = View(addend ?? y), Output = View(output ?? y),
    };
}
