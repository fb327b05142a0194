using System.Reflection;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Studies;

namespace MesaBench.Tests.Engines;

/// <summary>
/// Performs every operation on two engines and asserts that both write the same bits, NaNs' payloads apart. Its tensors are the first
/// one's; for each, the other engine has a twin.
/// </summary>
internal sealed class ComparedEngine : IEngine
{
    private static readonly MethodInfo Clone = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private readonly WatchedEngine engine, reference;
    private readonly List<Written> found = [], expected = [];
    private readonly Dictionary<Storage, Storage> twins = [];

    public ComparedEngine(IEngine engine, IEngine reference)
    {
        this.engine = new WatchedEngine(engine, found.Add);
        this.reference = new WatchedEngine(reference, expected.Add);
        PreferredRows = engine.PreferredRows;
    }

    public long AllocatedBytes => engine.AllocatedBytes;

    public int PreferredRows { get; }

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
        engine.Clear();
        reference.Clear();
    }

    public void Upload(ReadOnlySpan<float> from, Tensor to)
    {
        engine.Upload(from, to);
        reference.Upload(from, (Tensor)Twin(to));
        AssertSame();
    }

    public void Upload(ReadOnlySpan<int> from, IntTensor to)
    {
        engine.Upload(from, to);
        reference.Upload(from, (IntTensor)Twin(to));
        AssertSame();
    }

    public float[] Download(Tensor from) => engine.Download(from);

    public int[] Download(IntTensor from) => engine.Download(from);

    public void Run<T>(T operation)
        where T : struct, IOperation
    {
        engine.Run(operation);
        reference.Run((T)Twin(operation));
        AssertSame();
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

    private void AssertSame()
    {
        Assert.Equal(expected.Select(written => written.Operation), found.Select(written => written.Operation));
        foreach ((Written mine, Written theirs) in found.Zip(expected))
        {
            if (Verification.Fingerprint(mine) == Verification.Fingerprint(theirs)) continue;
            int at = Enumerable.Range(0, mine.Bits.Length).First(i => mine.Bits[i] != theirs.Bits[i]);
            int row = at / mine.Stride, differences = mine.Bits.Zip(theirs.Bits).Count(pair => pair.First != pair.Second);
            Assert.Fail(
                $"{mine.Operation} wrote 0x{mine.Bits[at]:X8} for 0x{theirs.Bits[at]:X8}: agent {row / mine.Rows}, row {row % mine.Rows}, " +
                $"column {at % mine.Stride}, one of {differences} differences in {mine.Bits.Length} numbers");
        }

        found.Clear();
        expected.Clear();
    }
}
