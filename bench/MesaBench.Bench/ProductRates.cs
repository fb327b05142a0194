using MesaBench.Cpu;
using MesaBench.Engines;

namespace MesaBench.Bench;

/// <summary>Rates of the matrix products as fractions of the multiply-add peak, both measured in interleaved windows of one run.</summary>
internal static class ProductRates
{
    /// <summary>Prints a row for each product: median rate, median peak beside it, and the median of their ratios.</summary>
    public static void Print(TextWriter writer)
    {
        using IEngine engine = new CpuEngineFactory(1).Create();
        const int rows = 1024;
        foreach (int width in (int[])[16, 64])
        {
            Tensor x = engine.Floats(1, rows, width), w = engine.Floats(1, width, width), y = engine.Floats(1, rows, width);
            Fill(engine, x);
            Fill(engine, w);
            double operations = 2.0 * rows * width * width;
            Print(writer, $"forward {rows}x{width}x{width}", operations, () => engine.Product(x, w, y, null, Activation.Identity));
            Print(writer, $"weight gradient {rows}x{width}x{width}", operations, () => engine.WeightGradient(x, y, w));
        }
        const int cells = 49, samples = 32;
        foreach (int channels in (int[])[4, 16])
        {
            Tensor x = engine.Floats(1, samples * cells + 1, channels), y = engine.Floats(1, samples * cells, channels);
            Tensor w = engine.Floats(1, 9 * channels, channels);
            IntTensor sources = engine.Ints(1, 9, samples * cells);
            Fill(engine, x);
            Fill(engine, w);
            double operations = 2.0 * samples * cells * 9 * channels * Tensor.Pad(channels);
            Print(writer, $"convolution {channels}, padded", operations,
                () => engine.Convolution(x, sources, w, y, null, Activation.Identity));
            Print(writer, $"its weight gradient", operations, () => engine.ConvolutionWeightGradient(x, sources, y, w));
        }
    }

    private static void Fill(IEngine engine, Tensor tensor)
    {
        float[] values = new float[tensor.Rows * tensor.RowStride];
        for (int i = 0; i < values.Length; i++) values[i] = (i % 13 - 6) * 0.01f;
        engine.Upload(values, tensor);
    }

    private static void Print(TextWriter writer, string name, double operations, Action work)
    {
        int calls = (int)Math.Max(1, Peak.Operations / operations);
        float sink = 0;
        List<double> rates = [], peaks = [], ratios = [];
        for (int window = 0; window < 41; window++)
        {
            double peak = Peak.Operations / Peak.Seconds(() => sink += Peak.Run());
            double rate = operations * calls / Peak.Seconds(() =>
            {
                for (int i = 0; i < calls; i++) work();
            });
            if (window < 10) continue;
            rates.Add(rate);
            peaks.Add(peak);
            ratios.Add(rate / peak);
        }
        writer.WriteLine($"{name,-32} {Median(rates) / 1e9,7:F1} GFLOP/s of {Median(peaks) / 1e9,7:F1}: {Median(ratios),6:P0}{(float.IsNaN(sink) ? "!" : "")}");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
