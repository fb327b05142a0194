using System.Runtime.InteropServices;
using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Studies;

/// <summary>What an operation has written: its name and a tensor, float or int, as bits.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Agents">Agents.</param>
/// <param name="Rows">Rows an agent.</param>
/// <param name="Stride">Numbers a row, with padding.</param>
/// <param name="Read">Downloads the bits.</param>
internal sealed record Written(string Operation, int Agents, int Rows, int Stride, Lazy<int[]> Read)
{
    /// <summary>[agent][row][column]. To be asked for before the next operation, if at all: they are downloaded then, once.</summary>
    public int[] Bits => Read.Value;
}

/// <summary>An engine that shows whatever an operation has written, as soon as it has.</summary>
/// <param name="inner">The engine that does the work.</param>
/// <param name="see">Called after every operation, once for each tensor that it writes.</param>
internal class WatchedEngine(IEngine inner, Action<Written> see) : IEngine
{
    // Slices are looked at through a copy that has no gaps.
    private readonly Dictionary<(bool IsFloat, int Agents, int Rows, int Columns), object> copies = [];

    /// <inheritdoc/>
    public long AllocatedBytes => inner.AllocatedBytes;

    /// <summary>All rows, whatever the engine would like: operations are compared with another engine's, one by one.</summary>
    public int PreferredRows => int.MaxValue;

    /// <inheritdoc/>
    public void Wait() => inner.Wait();

    /// <inheritdoc/>
    public TimeSpan Time(Action operations) => inner.Time(operations);

    /// <inheritdoc/>
    public Tensor Floats(int agents, int rows, int columns) => inner.Floats(agents, rows, columns);

    /// <inheritdoc/>
    public IntTensor Ints(int agents, int rows, int columns) => inner.Ints(agents, rows, columns);

    /// <inheritdoc/>
    public void Clear()
    {
        copies.Clear();
        inner.Clear();
    }

    /// <inheritdoc/>
    public float[] Download(Tensor from) => inner.Download(from);

    /// <inheritdoc/>
    public int[] Download(IntTensor from) => inner.Download(from);

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<float> from, Tensor to)
    {
        inner.Upload(from, to);
        See(nameof(Upload), [to]);
    }

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<int> from, IntTensor to)
    {
        inner.Upload(from, to);
        See(nameof(Upload), [to]);
    }

    /// <inheritdoc/>
    public virtual void Run<T>(T operation)
        where T : struct, IOperation
    {
        inner.Run(operation);
        See(typeof(T).Name, operation.Writes);
    }

    private void See(string operation, IReadOnlyList<object> tensors)
    {
        foreach (object tensor in tensors)
        {
            see(tensor switch
            {
                Tensor floats => new Written(
                    operation, floats.Agents, floats.Rows, Tensor.Pad(floats.Columns),
                    new(() => MemoryMarshal.Cast<float, int>(Bits(floats)).ToArray())),
                IntTensor ints => new Written(operation, ints.Agents, ints.Rows, ints.Columns, new(() => Bits(ints))),
                _ => throw new ArgumentException($"{operation}: found {tensor}; allowed: tensors"),
            });
        }
    }

    private float[] Bits(Tensor tensor)
    {
        (bool, int, int, int) key = (true, tensor.Agents, tensor.Rows, tensor.Columns);
        if (!copies.TryGetValue(key, out object? copy)) copies.Add(key, copy = inner.Floats(tensor.Agents, tensor.Rows, tensor.Columns));
        inner.Run(new Copy(tensor, (Tensor)copy));
        return inner.Download((Tensor)copy);
    }

    private int[] Bits(IntTensor tensor)
    {
        (bool, int, int, int) key = (false, tensor.Agents, tensor.Rows, tensor.Columns);
        if (!copies.TryGetValue(key, out object? copy)) copies.Add(key, copy = inner.Ints(tensor.Agents, tensor.Rows, tensor.Columns));
        inner.Run(new CopyInts(tensor, (IntTensor)copy));
        return inner.Download((IntTensor)copy);
    }
}
