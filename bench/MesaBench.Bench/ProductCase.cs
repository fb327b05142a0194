using MesaBench.Engines;

namespace MesaBench.Bench;

/// <summary>One call of a matrix product on an engine.</summary>
/// <param name="Name">What is multiplied: rows x inner dimension x columns.</param>
/// <param name="Operations">Floating-point operations of a call; a multiply-add is two.</param>
/// <param name="Call">The call.</param>
internal sealed record ProductCase(string Name, double Operations, Action Call)
{
    private const int Rows = 1024, Cells = 49, Samples = 32; // an update's samples; a step's samples of a 7 x 7 world

    /// <summary>Dense products of widths 16 and 64, and convolutions of 4 and 16 channels, whose padding to 16 columns counts as work.</summary>
    public static IReadOnlyList<ProductCase> All(IEngine engine) =>
        [.. Dense(engine, 16), .. Dense(engine, 64), .. Convolutions(engine, 4), .. Convolutions(engine, 16)];

    private static ProductCase[] Dense(IEngine engine, int width)
    {
        Tensor x = Filled(engine, Rows, width), w = Filled(engine, width, width), y = engine.Floats(1, Rows, width);
        Tensor dx = engine.Floats(1, Rows, width), dw = engine.Floats(1, width, width);
        double operations = 2.0 * Rows * width * width;
        string size = $"{Rows}x{width}x{width}";
        return
        [
            new($"forward {size}", operations, () => engine.Product(x, w, y, null, Activation.Relu)),
            new($"data gradient {size}", operations, () => engine.Product(x, w, dx, null, Activation.ReluGradient, y)),
            new($"weight gradient {size}", operations, () => engine.WeightGradient(x, y, dw)),
        ];
    }

    private static ProductCase[] Convolutions(IEngine engine, int channels)
    {
        // One row more than there are cells: the row of zeros that stands for everything outside the grid.
        Tensor x = Filled(engine, Samples * Cells + 1, channels), w = Filled(engine, 9 * channels, channels);
        Tensor y = engine.Floats(1, Samples * Cells, channels), dw = engine.Floats(1, 9 * channels, channels);
        IntTensor sources = engine.Ints(1, 9, Samples * Cells);
        engine.Upload([.. Enumerable.Range(0, 9 * Samples * Cells).Select(i => i % (Samples * Cells))], sources);
        double operations = 2.0 * Samples * Cells * 9 * channels * Tensor.Pad(channels);
        return
        [
            new($"convolution 3x3x{channels}x{channels}", operations, () => engine.Convolution(x, sources, w, y, null, Activation.Tanh)),
            new($"convolution weight gradient {channels}", operations, () => engine.ConvolutionWeightGradient(x, sources, y, dw)),
        ];
    }

    private static Tensor Filled(IEngine engine, int rows, int columns)
    {
        Tensor tensor = engine.Floats(1, rows, columns);
        float[] values = new float[rows * tensor.RowStride];
        for (int i = 0; i < values.Length; i++)
            if (i % tensor.RowStride < columns) values[i] = (i % 13 - 6) * 0.01f;
        engine.Upload(values, tensor);
        return tensor;
    }
}
