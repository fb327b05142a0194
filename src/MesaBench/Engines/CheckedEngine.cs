namespace MesaBench.Engines;

/// <summary>
/// An engine that looks at every operation's tensors before another engine runs it: agents, rows, columns, padding, what its kernels
/// presuppose, and that slices lie where they should. Kernels work on bare memory and would leave rows unwritten, or write over others'.
/// What ints and floats say (feature numbers, actions) is not looked at.
/// </summary>
/// <param name="inner">The engine that does the work.</param>
internal sealed partial class CheckedEngine(IEngine inner) : IEngine
{
    private const int Lane = 16;

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
    public void Zero(Tensor tensor)
    {
        _ = Check(nameof(Zero), tensor.Agents).In(tensor);
        inner.Zero(tensor);
    }

    /// <inheritdoc/>
    public void Copy(Tensor from, Tensor to)
    {
        _ = Check(nameof(Copy), to.Agents).In(from).In(to).Equal(from.Rows, to.Rows).Equal(from.Columns, to.Columns);
        inner.Copy(from, to);
    }

    /// <inheritdoc/>
    public void Copy(IntTensor from, IntTensor to)
    {
        _ = Check(nameof(Copy), to.Agents).In(from).In(to).Equal(from.Rows, to.Rows).Equal(from.Columns, to.Columns);
        inner.Copy(from, to);
    }

    /// <inheritdoc/>
    public void Add(Tensor from, Tensor to)
    {
        _ = Check(nameof(Add), to.Agents).In(from).In(to).Equal(from.Rows, to.Rows).Equal(from.Columns, to.Columns);
        inner.Add(from, to);
    }

    /// <inheritdoc/>
    public void CarryState(Tensor from, IntTensor fresh, Tensor to)
    {
        _ = Check(nameof(CarryState), to.Agents).In(from).In(fresh).In(to)
            .Equal(from.Rows, to.Rows).Equal(from.Columns, to.Columns).Equal(fresh.Rows, 1).Multiple(from.Rows, fresh.Columns);
        inner.CarryState(from, fresh, to);
    }

    /// <inheritdoc/>
    public void Transpose(Tensor from, Tensor to, int blocks = 1, bool reverse = false)
    {
        _ = Check(nameof(Transpose), to.Agents).In(from).In(to)
            .Multiple(from.Rows, blocks).Equal(to.Rows, (long)blocks * from.Columns).Equal(to.Columns, from.Rows / blocks);
        inner.Transpose(from, to, blocks, reverse);
    }

    /// <inheritdoc/>
    public void RowsToPlanes(Tensor from, Tensor to, int columns)
    {
        _ = Check(nameof(RowsToPlanes), to.Agents).In(from).In(to)
            .Multiple(from.Rows, Lane).Equal(to.Columns, from.Rows).AtLeast(from.Columns, columns).AtLeast(to.Rows, columns);
        inner.RowsToPlanes(from, to, columns);
    }

    /// <inheritdoc/>
    public void PlanesToRows(Tensor from, Tensor to, int columns)
    {
        _ = Check(nameof(PlanesToRows), to.Agents).In(from).In(to)
            .Multiple(to.Rows, Lane).AtLeast(from.Columns, to.Rows).AtLeast(to.Columns, columns).AtLeast(from.Rows, columns);
        inner.PlanesToRows(from, to, columns);
    }

    /// <inheritdoc/>
    public void Capture(Tensor from, IntTensor chosen, Tensor to, int step)
    {
        _ = Check(nameof(Capture), to.Agents).In(from).In(chosen).In(to)
            .Equal(chosen.Rows, 1).Multiple(from.Rows, chosen.Columns).AtLeast(to.Rows, from.Rows).Equal(from.Columns, to.Columns);
        inner.Capture(from, chosen, to, step);
    }

    /// <inheritdoc/>
    public void Capture(IntTensor from, IntTensor chosen, IntTensor to, int step)
    {
        _ = Check(nameof(Capture), to.Agents).In(from).In(chosen).In(to)
            .Equal(chosen.Rows, 1).Equal(from.Rows, chosen.Columns).AtLeast(to.Rows, from.Rows).Equal(from.Columns, to.Columns);
        inner.Capture(from, chosen, to, step);
    }

    /// <inheritdoc/>
    public void SpreadFeatures(IntTensor features, Tensor to)
    {
        _ = Check(nameof(SpreadFeatures), to.Agents).In(features).In(to).Multiple(to.Rows, features.Rows);
        inner.SpreadFeatures(features, to);
    }

    private OperationCheck Check(string operation, int agents) => new(operation, agents, lengths);
}
