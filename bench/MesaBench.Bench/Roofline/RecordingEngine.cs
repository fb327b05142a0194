using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Bench.Roofline;

/// <summary>An engine that tells of each operation after another engine has run it, and remembers what tables were uploaded.</summary>
/// <param name="inner">The engine that does the work.</param>
/// <param name="tell">Hears of each operation.</param>
internal sealed class RecordingEngine(IEngine inner, Action<IOperation> tell) : IEngine
{
    /// <summary>What was uploaded to tables of ints.</summary>
    public UploadedTables Tables { get; } = new();

    /// <inheritdoc/>
    public long AllocatedBytes => inner.AllocatedBytes;

    /// <inheritdoc/>
    public int PreferredRows => inner.PreferredRows;

    /// <inheritdoc/>
    public void Wait() => inner.Wait();

    /// <inheritdoc/>
    public TimeSpan Time(Action operations) => inner.Time(operations);

    /// <inheritdoc/>
    public Tensor Floats(int agents, int rows, int columns) => inner.Floats(agents, rows, columns);

    /// <inheritdoc/>
    public IntTensor Ints(int agents, int rows, int columns) => inner.Ints(agents, rows, columns);

    /// <inheritdoc/>
    public void Clear() => inner.Clear();

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<float> from, Tensor to) => inner.Upload(from, to);

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<int> from, IntTensor to)
    {
        Tables.Add(to, from);
        inner.Upload(from, to);
    }

    /// <inheritdoc/>
    public float[] Download(Tensor from) => inner.Download(from);

    /// <inheritdoc/>
    public int[] Download(IntTensor from) => inner.Download(from);

    /// <inheritdoc/>
    public void Run<T>(T operation)
        where T : struct, IOperation
    {
        inner.Run(operation);
        tell(operation);
    }

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();
}
