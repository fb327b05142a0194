using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Ilgpu;

/// <summary>
/// Every float operation and elementary function on numbers that training hardly meets: any bit pattern, among them subnormal numbers,
/// infinities and NaNs. Two engines must write the same bits, NaNs' payloads apart.
/// </summary>
public class OddNumbersTests
{
    private const int Samples = 16384;

    private static readonly float[] Special =
    [
        0f, -0f, float.Epsilon, -float.Epsilon, 1.1754942e-38f, 1.17549435e-38f, float.MaxValue, float.MinValue, float.PositiveInfinity,
        float.NegativeInfinity, float.NaN, 1f, -1f, 0.625f, 9.1f, 10f, 87.3f, -87.3f, 88.3f, 88.8f,
    ];

    [Theory(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [InlineData(TestEngines.Ptx)]
    [InlineData(TestEngines.PtxReversed)]
    [InlineData(TestEngines.PtxShuffled)]
    [InlineData("ilgpu-cpu")]
    public void Sums_products_and_tanh(string engine) => AssertSame(engine, on =>
    {
        Tensor x = Upload(on, 1, Samples, 16, Any(1)), w = Upload(on, 1, 1, 16, [.. Enumerable.Repeat(1f, 16)]);
        Tensor addend = Upload(on, 1, Samples, 16, Any(2));
        return Enum.GetValues<Activation>().SelectMany(activation =>
        {
            Tensor y = on.Floats(1, Samples, 16), narrow = x with { Columns = 1 };
            on.Run(new Product(narrow, w, y, addend, activation, x));
            return on.Download(y);
        });
    });

    [Theory(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [InlineData(TestEngines.Ptx)]
    [InlineData(TestEngines.PtxReversed)]
    [InlineData(TestEngines.PtxShuffled)]
    [InlineData("ilgpu-cpu")]
    public void Exponentials_logarithms_and_quotients(string engine) => AssertSame(engine, on =>
    {
        Tensor head = Upload(on, 1, 5, Samples, [.. Any(3).Take(2 * Samples), .. Moderate(4).Take(3 * Samples)]);
        Tensor samples = Upload(on, 1, Rollout.Rows, Samples, [.. Moderate(5).Take(Rollout.Rows * Samples)]);
        IntTensor agents = on.Ints(1, 1, Descriptor.Columns);
        on.Run(new SampleActions(head, samples, agents, Samples, Purpose.Evaluation, 3, 4, Greedy: false));
        Tensor gradient = on.Floats(1, 5, Samples), statistics = Upload(on, 1, 1, 16, Moderate(6));
        on.Run(new PolicyLossGradient(head, samples, gradient, statistics, new PolicyLoss(0.2f, 0.01f, 0.5f)));
        Tensor shares = Upload(on, 1, 5, Samples, [.. Any(7).Take(3 * Samples), .. Moderate(8).Take(2 * Samples)]);
        on.Run(new SoftmaxGroups(shares, 5));
        return [.. on.Download(samples), .. on.Download(gradient), .. on.Download(shares)];
    });

    [Theory(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [InlineData(TestEngines.Ptx)]
    [InlineData(TestEngines.PtxReversed)]
    [InlineData(TestEngines.PtxShuffled)]
    [InlineData("ilgpu-cpu")]
    public void Roots_and_clipping(string engine) => AssertSame(engine, on =>
    {
        List<float> all = [];
        foreach (float[] numbers in (float[][])[Any(10), Moderate(11), [.. Moderate(12).Select(v => v * 1e-20f)]])
        {
            Tensor weights = Upload(on, 1, Samples / 64, 64, Moderate(13)), gradient = Upload(on, 1, Samples / 64, 64, numbers);
            AdamMemory memory = new(
                on.Floats(1, Samples / 64, 64), on.Floats(1, Samples / 64, 64), Upload(on, 1, 1, 16, Moderate(14)), on.Floats(1, 1, 16),
                on.Floats(1, 1, 16));
            on.Run(new Adam(weights, gradient, memory, new AdamStep(3, 0.5f, 1e-8f, 0.7f)));
            all.AddRange([.. on.Download(weights), .. on.Download(memory.Mean), .. on.Download(memory.Square), .. on.Download(memory.Statistics)]);
        }
        return all;
    });

    /// <summary>Any bit patterns, special values among them.</summary>
    private static float[] Any(int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, Samples * 16).Select(i => i % 16 == 5 ? Special[random.Next(Special.Length)] : BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)))];
    }

    /// <summary>Numbers between -30 and 30, special values among them.</summary>
    private static float[] Moderate(int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, Samples * 16).Select(i => i % 97 == 5 ? Special[random.Next(Special.Length)] : (float)(60 * random.NextDouble() - 30))];
    }

    private static Tensor Upload(IEngine engine, int agents, int rows, int columns, float[] values)
    {
        Tensor tensor = engine.Floats(agents, rows, columns);
        engine.Upload(values.AsSpan(0, agents * rows * tensor.RowStride), tensor);
        return tensor;
    }

    private static void AssertSame(string name, Func<IEngine, IEnumerable<float>> run)
    {
        using IEngine engine = TestEngines.Factory(name).Create(), reference = new CpuEngineFactory(1).Create();
        int[] found = [.. run(engine).Select(Bits)], expected = [.. run(reference).Select(Bits)];
        Assert.Equal(expected.Length, found.Length);
        Assert.True(expected.Distinct().Count() > expected.Length / 8, "too few different numbers to compare");
        int at = found.AsSpan().CommonPrefixLength(expected);
        Assert.True(at == found.Length, $"number {at}: 0x{found[Math.Min(at, found.Length - 1)]:X8}, on the CPU 0x{expected[Math.Min(at, found.Length - 1)]:X8}");
    }

    private static int Bits(float value) => BitConverter.SingleToInt32Bits(float.IsNaN(value) ? float.NaN : value);
}
