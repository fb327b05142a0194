using System.Reflection;
using System.Runtime.InteropServices;
using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Tests.Engines;

/// <summary>
/// Performs every operation on two engines and asserts that both write the same bits, NaNs' payloads apart. Its tensors are the first
/// one's; for each, the other engine has a twin.
/// </summary>
/// <param name="engine">The one under test.</param>
/// <param name="reference">The other one.</param>
internal sealed class ComparedEngine(IEngine engine, IEngine reference) : IEngine
{
    private static readonly MethodInfo Clone = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private readonly Dictionary<Storage, Storage> twins = [];

    // Slices with gaps are read through a copy that has none.
    private readonly Dictionary<(IEngine On, int Agents, int Rows, int Columns), Tensor> copies = [];

    public long AllocatedBytes => engine.AllocatedBytes;

    public int PreferredRows => engine.PreferredRows;

    public void Wait() => engine.Wait();

    public TimeSpan Time(Action operations) => engine.Time(operations);

    public Tensor Floats(int agents, int rows, int columns)
    {
        Tensor tensor = engine.Floats(agents, rows, columns);
        twins.Add(tensor.Storage, reference.Floats(agents, rows, columns).Storage);
        return tensor;
    }

    public IntTensor Ints(int agents, int rows, int columns)
    {
        IntTensor tensor = engine.Ints(agents, rows, columns);
        twins.Add(tensor.Storage, reference.Ints(agents, rows, columns).Storage);
        return tensor;
    }

    public void Clear()
    {
        twins.Clear();
        copies.Clear();
        engine.Clear();
        reference.Clear();
    }

    public void Upload(ReadOnlySpan<float> from, Tensor to)
    {
        engine.Upload(from, to);
        reference.Upload(from, (Tensor)Twin(to));
    }

    public void Upload(ReadOnlySpan<int> from, IntTensor to)
    {
        engine.Upload(from, to);
        reference.Upload(from, (IntTensor)Twin(to));
    }

    public float[] Download(Tensor from) => engine.Download(from);

    public int[] Download(IntTensor from) => engine.Download(from);

    public void Run<T>(T operation)
        where T : struct, IOperation
    {
        engine.Run(operation);
        reference.Run((T)Twin(operation));
        foreach (object written in operation.Writes) AssertSame(typeof(T).Name, written);
    }

    public void Dispose()
    {
        engine.Dispose();
        reference.Dispose();
    }

    /// <summary>An operation, or what it consists of, with the other engine's tensors.</summary>
    private object Twin(object value)
    {
        if (value is Tensor floats) return floats with { Storage = twins[floats.Storage] };
        if (value is IntTensor ints) return ints with { Storage = twins[ints.Storage] };
        if (value.GetType() is { IsPrimitive: true } or { IsEnum: true }) return value;
        object copy = Clone.Invoke(value, [])!;
        foreach (FieldInfo field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (field.GetValue(value) is object part) field.SetValue(copy, Twin(part));
        }

        return copy;
    }

    private void AssertSame(string operation, object tensor)
    {
        int[] found = Read(engine, tensor), expected = Read(reference, Twin(tensor));
        if (found.AsSpan().SequenceEqual(expected)) return;
        bool isFloat = tensor is Tensor;
        int[] differences = [.. Enumerable.Range(0, found.Length).Where(i => Bits(found[i], isFloat) != Bits(expected[i], isFloat))];
        if (differences.Length == 0) return;
        int at = differences[0];
        Assert.Fail(
            $"{operation} wrote 0x{found[at]:X8} for 0x{expected[at]:X8} as number {at} of {Shape(tensor)}, " +
            $"the first of {differences.Length} differences in {found.Length} numbers");
    }

    private static string Shape(object tensor) => tensor switch
    {
        Tensor floats => $"[{floats.Agents}][{floats.Rows}][{floats.Columns}], rows padded",
        IntTensor ints => $"[{ints.Agents}][{ints.Rows}][{ints.Columns}]",
        _ => throw new ArgumentException($"found {tensor.GetType().Name}; allowed: tensors", nameof(tensor)),
    };

    /// <summary>All NaNs count as one.</summary>
    private static int Bits(int bits, bool isFloat) => isFloat && float.IsNaN(BitConverter.Int32BitsToSingle(bits)) ? -1 : bits;

    private int[] Read(IEngine on, object tensor)
    {
        if (tensor is not Tensor floats) return on.Download((IntTensor)tensor);
        if (floats.RowStride != Tensor.Pad(floats.Columns))
        {
            (IEngine, int, int, int) key = (on, floats.Agents, floats.Rows, floats.Columns);
            if (!copies.TryGetValue(key, out Tensor? copy)) copies.Add(key, copy = on.Floats(floats.Agents, floats.Rows, floats.Columns));
            on.Run(new Copy(floats, copy));
            floats = copy;
        }

        return MemoryMarshal.Cast<float, int>(on.Download(floats)).ToArray();
    }
}
