using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Networks;

namespace MesaBench.Bench;

/// <summary>One call of a matrix product on an engine.</summary>
/// <param name="Name">What is multiplied: rows x inner dimension x columns.</param>
/// <param name="Operations">Floating-point operations of a call; a multiply-add is two.</param>
/// <param name="Call">The call.</param>
internal sealed record ProductCase(string Name, double Operations, Action Call)
{
    private const int Rows = 1024, Samples = 32, Size = 7, Cells = Size * Size; // an update's samples; a step's samples of a 7 x 7 world

    private static readonly int[] Channels = [4, 8, 16, 32];

    /// <summary>Dense products of widths 16 and 64, and convolutions of 4 to 32 channels.</summary>
    public static IReadOnlyList<ProductCase> All(IEngine engine) =>
        [.. Dense(engine, 16), .. Dense(engine, 64), .. Channels.SelectMany(channels => Convolutions(engine, channels))];

    /// <summary>A dense layer forward and both its gradients, for a cohort at once.</summary>
    public static IReadOnlyList<ProductCase> Dense(IEngine engine, int width, int agents = 1)
    {
        Tensor x = Filled(engine, agents, Rows, width), w = Filled(engine, agents, width, width), y = engine.Floats(agents, Rows, width);
        Tensor dx = engine.Floats(agents, Rows, width), dw = engine.Floats(agents, width, width);
        double operations = 2.0 * agents * Rows * width * width;
        string size = $"{Rows}x{width}x{width}";
        return
        [
            new($"forward {size}", operations, () => engine.Run(new Product(x, w, y, null, Activation.Relu))),
            new($"data gradient {size}", operations, () => engine.Run(new Product(x, w, dx, null, Activation.ReluGradient, y))),
            new($"weight gradient {size}", operations, () => engine.Run(new WeightGradient(x, y, dw))),
        ];
    }

    /// <summary>A 3x3 convolution forward and its weight gradient, for a cohort at once; what lies beyond the border is no work.</summary>
    public static IReadOnlyList<ProductCase> Convolutions(IEngine engine, int channels, int agents = 1)
    {
        Tensor x = Filled(engine, agents, Cells * channels, Samples), w = Filled(engine, agents, 9 * channels, channels);
        Tensor y = engine.Floats(agents, Cells * channels, Samples), partials = engine.Floats(agents, 9 * channels * channels, 16);
        int[] table = [.. from tap in Enumerable.Range(0, 9) from cell in Enumerable.Range(0, Cells) select Neighbourhood.Under(Size, tap, cell)];
        IntTensor sources = engine.Ints(1, 9, Cells);
        engine.Upload(table, sources);
        sources = sources with { AgentStride = 0 };
        double operations = 2.0 * agents * Samples * table.Count(cell => cell >= 0) * channels * channels;
        return
        [
            new($"convolution 3x3x{channels}x{channels}", operations,
                () => engine.Run(new LocalProduct(x, channels, sources, w, null, y, null, Activation.Relu))),
            new($"convolution weight gradient {channels}", operations,
                () => engine.Run(new LocalWeightGradient(x, channels, sources, y, channels, partials))),
        ];
    }

    /// <summary>The same numbers for every agent, copied on the device: a whole cohort's would be gigabytes on the host.</summary>
    private static Tensor Filled(IEngine engine, int agents, int rows, int columns)
    {
        Tensor one = engine.Floats(1, rows, columns), all = engine.Floats(agents, rows, columns);
        float[] values = new float[rows * one.RowStride];
        for (int i = 0; i < values.Length; i++)
            if (i % one.RowStride < columns) values[i] = (i % 13 - 6) * 0.01f;
        engine.Upload(values, one);
        engine.Run(new Copy(one with { AgentStride = 0, Agents = agents }, all));
        return all;
    }
}
