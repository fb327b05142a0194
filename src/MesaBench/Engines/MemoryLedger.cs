using MesaBench.Engines.Operations;

namespace MesaBench.Engines;

/// <summary>An engine that takes no memory and does nothing, but knows how much another would have taken.</summary>
/// <param name="preferredRows">Rows of activations that the other likes to see at once.</param>
internal sealed class MemoryLedger(int preferredRows) : IEngine
{
    private const int Bytes = sizeof(float);

    /// <inheritdoc/>
    public long AllocatedBytes { get; private set; }

    /// <inheritdoc/>
    public int PreferredRows => preferredRows;

    /// <inheritdoc/>
    public void Wait()
    {
    }

    /// <inheritdoc/>
    public TimeSpan Time(Action operations)
    {
        ArgumentNullException.ThrowIfNull(operations);
        operations();
        return TimeSpan.Zero;
    }

    /// <inheritdoc/>
    public Tensor Floats(int agents, int rows, int columns)
    {
        int stride = Tensor.Pad(columns);
        AllocatedBytes = checked(AllocatedBytes + Bytes * (long)agents * rows * stride);
        return new Tensor(new Nowhere(), 0, (long)rows * stride, stride, agents, rows, columns);
    }

    /// <inheritdoc/>
    public IntTensor Ints(int agents, int rows, int columns)
    {
        AllocatedBytes = checked(AllocatedBytes + Bytes * (long)agents * rows * columns);
        return new IntTensor(new Nowhere(), 0, (long)rows * columns, columns, agents, rows, columns);
    }

    /// <inheritdoc/>
    public void Clear() => AllocatedBytes = 0;

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<float> from, Tensor to)
    {
    }

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<int> from, IntTensor to)
    {
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: there is nothing to be had.</exception>
    public float[] Download(Tensor from) => throw Empty;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: there is nothing to be had.</exception>
    public int[] Download(IntTensor from) => throw Empty;

    /// <inheritdoc/>
    public void Run<T>(T operation)
        where T : struct, IOperation
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static NotSupportedException Empty => new("a ledger holds no numbers");

    private sealed class Nowhere : Storage;
}
