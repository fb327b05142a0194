using MesaBench.Engines.Operations;

namespace MesaBench.Engines;

/// <summary>
/// An engine that looks at every operation's tensors before another engine runs it: agents, rows, columns, padding, what its kernels
/// presuppose, and that slices lie where they should. Kernels work on bare memory and would leave rows unwritten, or write over others'.
/// What ints and floats say (feature numbers, actions) is not looked at.
/// </summary>
/// <param name="inner">The engine that does the work.</param>
internal sealed class CheckedEngine(IEngine inner) : IEngine
{
    // Read once, so that a release build without the switch makes no checked engine at all: there nothing is slower. Debug builds check, and
    // so do tests in release builds, whose project sets the switch; [Conditional("DEBUG")] would leave those unchecked.
    private static readonly bool IsOn = AppContext.TryGetSwitch("MesaBench.CheckShapes", out bool isOn) ? isOn : IsDebug;

#if DEBUG
    private const bool IsDebug = true;
#else
    private const bool IsDebug = false;
#endif

    private readonly Dictionary<Storage, long> lengths = [];

    /// <summary>The engine, checked if this process checks; to be called by whoever makes engines.</summary>
    public static IEngine Around(IEngine engine) => IsOn ? new CheckedEngine(engine) : engine;

    /// <inheritdoc/>
    public long AllocatedBytes => inner.AllocatedBytes;

    /// <inheritdoc/>
    public int PreferredRows => inner.PreferredRows;

    /// <inheritdoc/>
    public void Wait() => inner.Wait();

    /// <inheritdoc/>
    public TimeSpan Time(Action operations) => inner.Time(operations);

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();

    /// <inheritdoc/>
    public Tensor Floats(int agents, int rows, int columns)
    {
        _ = Check(nameof(Floats), agents).AtLeast(agents, 1).AtLeast(rows, 0).AtLeast(columns, 1);
        Tensor tensor = inner.Floats(agents, rows, columns);
        lengths.Add(tensor.Storage, agents * tensor.AgentStride);
        return tensor;
    }

    /// <inheritdoc/>
    public IntTensor Ints(int agents, int rows, int columns)
    {
        _ = Check(nameof(Ints), agents).AtLeast(agents, 1).AtLeast(rows, 0).AtLeast(columns, 1);
        IntTensor tensor = inner.Ints(agents, rows, columns);
        lengths.Add(tensor.Storage, agents * tensor.AgentStride);
        return tensor;
    }

    /// <inheritdoc/>
    public void Clear()
    {
        lengths.Clear();
        inner.Clear();
    }

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<float> from, Tensor to)
    {
        _ = Check(nameof(Upload), to.Agents).In(to).Equal(to.RowStride, Tensor.Pad(to.Columns))
            .Equal(from.Length, (long)to.Agents * to.Rows * to.RowStride);
        inner.Upload(from, to);
    }

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<int> from, IntTensor to)
    {
        _ = Check(nameof(Upload), to.Agents).In(to).Equal(to.RowStride, to.Columns)
            .Equal(from.Length, (long)to.Agents * to.Rows * to.RowStride);
        inner.Upload(from, to);
    }

    /// <inheritdoc/>
    public float[] Download(Tensor from)
    {
        _ = Check(nameof(Download), from.Agents).In(from).Equal(from.RowStride, Tensor.Pad(from.Columns));
        return inner.Download(from);
    }

    /// <inheritdoc/>
    public int[] Download(IntTensor from)
    {
        _ = Check(nameof(Download), from.Agents).In(from).Equal(from.RowStride, from.Columns);
        return inner.Download(from);
    }

    /// <inheritdoc/>
    public void Run<T>(T operation)
        where T : struct, IOperation
    {
        operation.Check(Check(typeof(T).Name, operation.Agents));
        inner.Run(operation);
    }

    private OperationCheck Check(string operation, int agents) => new(operation, agents, lengths);
}
