extern alias ilgpu;

using ilgpu::MesaBench.Ilgpu;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Ptx;

namespace MesaBench.Tests.Ilgpu;

/// <summary>
/// ILGPU's own forms of the heavy kernels against the plain kernels, as the CPU engine runs them, bit for bit and with work items in
/// reversed order. What lies behind a weight's
/// last row is NaN, so that a form that reads one row too many is caught.
/// </summary>
public class OwnFormsTests
{
    private const int Agents = 2;

    private static readonly int[] Widths = [5, 16, 32, 48, 64];

    /// <summary>The target's own forms among its kernels.</summary>
    public static IEnumerable<string> Forms => GeneratedCode.Kernels.Where(kernel => kernel.Contains("Form", StringComparison.Ordinal));

    /// <summary>Plain kernels whose place they take wherever code for CUDA is run.</summary>
    public static string[] Replaced { get; } = ["LocalProductWide", "ProductBroad", "WeightGradientBroad"];

    /// <summary>Plain kernels for where work items run one after the other, as only a core of a CPU does.</summary>
    public static string[] ForCores { get; } = ["SparseInputBroad", "SparseInputGradientBroad"];

    public static TheoryData<Activation> Activations => [.. Enum.GetValues<Activation>()];

    public static TheoryData<int> Depths => [1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 49, 64, 147];

    [Theory(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [MemberData(nameof(Depths))]
    public void Products_have_the_bits_of_the_plain_ones_at_any_depth(int depth) => AssertSame(ProductForms(depth), (engine, values) =>
        Widths.SelectMany(width => Product(engine, values, rows: 48, depth, width, Activation.Relu, rowOfItsOwn: depth % 2 == 0)));

    [Theory(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [MemberData(nameof(Activations))]
    public void Products_end_as_the_plain_ones_do(Activation activation) => AssertSame(["ProductForm", "ProductForm16", "ProductForm64"], (engine, values) =>
        from side in new int[] { 16, 32, 64 }
        from rowOfItsOwn in new bool?[] { null, false, true }
        from number in Product(engine, values, rows: 16, side, side, activation, rowOfItsOwn)
        select number);

    [Theory(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [MemberData(nameof(Depths))]
    public void Weight_gradients_have_the_bits_of_the_plain_ones(int depth) =>
        AssertSame(WeightGradientForms(depth), (engine, values) =>
            from width in Widths
            from rows in new int[] { 16, 48 }
            from number in WeightGradient(engine, values, rows, depth, width)
            select number);

    [Fact(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    public void A_weight_gradient_of_rows_that_are_no_multiple_of_four_is_left_to_the_plain_kernel() =>
        AssertSame(["WeightGradientBroad"], (engine, values) => WeightGradient(engine, values, rows: 7, depth: 20, width: 16));

    /// <summary>Inputs, outputs, samples and the kernels that they are for.</summary>
    public static TheoryData<int, int, int, string[]> Layers { get; } = new()
    {
        { 8, 8, 32, ["LocalProductForm32x16", "LocalWeightGradientForm8x8"] },
        { 16, 24, 32, ["LocalProductForm32", "LocalWeightGradientForm8x8"] },
        { 5, 8, 32, ["LocalProductForm32x16", "LocalWeightGradientKernel"] },
        { 12, 12, 32, ["LocalProductForm32x16", "LocalProductFormBroad32", "LocalWeightGradientForm12x4"] },
        { 24, 20, 32, ["LocalProductForm32", "LocalProductFormBroad32", "LocalWeightGradientForm12x4"] },
        { 12, 13, 32, ["LocalProductForm32x16", "LocalProductFormBroad32", "LocalProductBroad", "LocalWeightGradientKernel"] },
        { 3, 35, 48, ["LocalProductForm", "LocalProductBroad", "LocalWeightGradientKernel"] },
        { 8, 8, 16, ["LocalProductForm", "LocalWeightGradientKernel"] },
        { 2, 7, 64, ["LocalProductFormBroad", "LocalProductBroad", "LocalWeightGradientKernel"] },
    };

    [Theory(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [MemberData(nameof(Layers))]
    public void Local_products_and_their_gradients_have_the_bits_of_the_plain_ones(int inputs, int outputs, int samples, string[] kernels) =>
        AssertSame(kernels, (engine, values) =>
            from around in new bool[] { true, false }
            from activation in Enum.GetValues<Activation>()
            from number in Local(engine, values, inputs, outputs, samples, activation, around)
            select number);

    [Fact(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    public void The_plain_kernels_can_still_be_run() => AssertSame(
        ["ProductBroad", "WeightGradientBroad", "LocalProductWide", "LocalWeightGradientKernel"],
        (engine, values) =>
        [
            .. Product(engine, values, rows: 16, depth: 64, width: 64, Activation.Relu, rowOfItsOwn: false),
            .. WeightGradient(engine, values, rows: 16, depth: 64, width: 64),
            .. Local(engine, values, inputs: 8, outputs: 8, samples: 32, Activation.Identity, around: true),
        ],
        hasOwnForms: false);

    [Fact(Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    public void Every_form_is_run_here() => Assert.Equal(Forms, Depths.SelectMany(depth => ProductForms(depth).Concat(WeightGradientForms(depth)))
        .Concat(Layers.SelectMany(layer => layer.Data.Item4)).Where(Forms.Contains).Distinct().Order(StringComparer.Ordinal));

    /// <summary>The forms that widths from 5 to 64 take: x's rows are as long as the depth, in whole sixteens.</summary>
    private static string[] ProductForms(int depth) => Tensor.Pad(depth) switch
    {
        16 => ["ProductForm", "ProductForm16"],
        64 => ["ProductForm", "ProductForm64"],
        _ => ["ProductForm"],
    };

    /// <summary>The same of weight gradients, which take 8 k at a time.</summary>
    private static string[] WeightGradientForms(int depth) => ((depth + 7) / 8) switch
    {
        2 => ["WeightGradientForm", "WeightGradientForm16"],
        8 => ["WeightGradientForm", "WeightGradientForm64"],
        _ => ["WeightGradientForm"],
    };

    private static float[] Product(
        IEngine engine, Values values, int rows, int depth, int width, Activation activation, bool? rowOfItsOwn)
    {
        Tensor x = values.Inside(engine, rows, depth, 0), w = values.Inside(engine, depth, width, float.NaN), y = engine.Floats(Agents, rows, width);
        Tensor? addend = rowOfItsOwn switch
        {
            true => values.Inside(engine, rows, width, 0),
            false => values.Inside(engine, 1, width, 0).Repeated,
            null => null,
        };
        engine.Run(new Product(x, w, y, addend, activation, activation.IsSlope() ? values.Inside(engine, rows, width, 0) : null));
        return engine.Download(y);
    }

    private static float[] WeightGradient(IEngine engine, Values values, int rows, int depth, int width)
    {
        Tensor x = values.Inside(engine, rows, depth, 0), dy = values.Inside(engine, rows, width, float.NaN), dw = values.Inside(engine, depth, width, 0.5f);
        engine.Run(new WeightGradient(x, dy, dw));
        return engine.Download(dw.WithRowsAround());
    }

    private static float[] Local(IEngine engine, Values values, int inputs, int outputs, int samples, Activation activation, bool around)
    {
        // In the second table all taps share a matrix.
        int[][] taps = around ? [[-1, 0, 1, 2], [0, 1, 2, 3], [1, 2, 3, -1]] : [[3, 3, 0, 1], [0, -1, -1, -1]];
        int cells = taps[0].Length, matrices = around ? taps.Length : 1;
        IntTensor sources = engine.Ints(1, taps.Length, cells);
        engine.Upload([.. taps.SelectMany(tap => tap)], sources);
        sources = sources with { AgentStride = 0, Agents = Agents };
        Tensor x = values.Inside(engine, cells * inputs, samples, float.NaN), w = values.Inside(engine, matrices * inputs, outputs, float.NaN);
        Tensor bias = values.Inside(engine, 1, outputs, 0).Repeated, y = values.Inside(engine, cells * outputs, samples, 0.5f);
        Tensor? addend = around ? y : null, output = activation.IsSlope() ? values.Inside(engine, cells * outputs, samples, 0) : null;
        engine.Run(new LocalProduct(x, inputs, sources, w, activation == Activation.Identity ? null : bias, y, addend, activation, output));
        if (activation != Activation.Identity) return engine.Download(y.WithRowsAround());
        Tensor partials = values.Inside(engine, matrices * inputs * outputs, 16, 0.5f);
        engine.Run(new LocalWeightGradient(x, inputs, sources, values.Inside(engine, cells * outputs, samples, 0), outputs, partials));
        return [.. engine.Download(y.WithRowsAround()), .. engine.Download(partials.WithRowsAround())];
    }

    /// <summary>Runs on PTX and on the CPU, and asserts the same bits and that the named kernels, and no others, ran there.</summary>
    private static void AssertSame(string[] kernels, Func<IEngine, Values, IEnumerable<float>> run, bool hasOwnForms = true)
    {
        HashSet<string> ran = [];
        using IEngine cpu = new CpuEngineFactory(1).Create(), ptx = GeneratedCode.PtxEngine(
            code =>
            {
                lock (ran) ran.Add(code);
                PtxProgram program = TestEngines.Program(code);
                return (parameters, groups, threads) => program.Run(parameters, groups, threads, PtxOrders.Reversed);
            },
            hasOwnForms: hasOwnForms);
        int[] expected = [.. run(cpu, new Values(1)).Select(Bits)], found = [.. run(ptx, new Values(1)).Select(Bits)];
        Assert.Equal(expected.Length, found.Length);
        int at = found.AsSpan().CommonPrefixLength(expected);
        Assert.True(at == found.Length, $"number {at} of {found.Length}: 0x{found[Math.Min(at, found.Length - 1)]:X8}, on the CPU 0x{expected[Math.Min(at, found.Length - 1)]:X8}");
        Assert.Equal(kernels.Append("ZeroRows").Order(StringComparer.Ordinal), GeneratedCode.Kernels.Where(kernel => ran.Contains(GeneratedCode.Ptx(kernel))));
    }

    private static int Bits(float value) => BitConverter.SingleToInt32Bits(float.IsNaN(value) ? float.NaN : value);

    /// <summary>Numbers between -1 and 1, zeros of both signs, infinities and NaNs among them: the same for every engine.</summary>
    private sealed class Values(int seed)
    {
        private readonly Random random = new(seed);

        /// <summary>A tensor that lies within a larger one, whose other rows have one value everywhere.</summary>
        public Tensor Inside(IEngine engine, int rows, int columns, float others)
        {
            Tensor whole = engine.Floats(Agents, rows + 2, columns);
            float[] numbers = new float[Agents * whole.Rows * whole.RowStride];
            for (int i = 0; i < numbers.Length; i++)
            {
                int row = i / whole.RowStride % whole.Rows;
                numbers[i] = row == 0 || row > rows ? others : i % whole.RowStride < columns ? Next() : 0f;
            }
            engine.Upload(numbers, whole);
            return whole.RowRange(1, rows);
        }

        private float Next() => random.Next(8000) switch
        {
            0 => float.NaN,
            1 => float.PositiveInfinity,
            < 100 => -0f,
            < 600 => 0f,
            _ => (float)(2 * random.NextDouble() - 1),
        };
    }
}

/// <summary>Tensors as <see cref="OwnFormsTests"/> makes them.</summary>
internal static class WithinTensors
{
    /// <summary>A tensor with the row before it and the row after it, which nothing may have written.</summary>
    public static Tensor WithRowsAround(this Tensor tensor) => tensor.RowRange(-1, tensor.Rows + 2);
}
