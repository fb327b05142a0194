using System.Globalization;
using MesaBench.Cpu;
using MesaBench.Engines;

namespace MesaBench.Bench;

/// <summary>Rates of the matrix products as fractions of the multiply-add peak, both measured in interleaved windows of one run.</summary>
internal static class ProductRates
{
    private const int WarmUpWindows = 10, Windows = 31;

    /// <summary>Prints a row for each product: median rate, median peak beside it, and the median of their ratios.</summary>
    public static void Print(TextWriter writer)
    {
        using IEngine engine = new CpuEngineFactory(1).Create();
        foreach (ProductCase product in ProductCase.All(engine)) writer.WriteLine(Row(product));
    }

    private static string Row(ProductCase product)
    {
        // A window of the product does about as much work as one of the peak, and comes right after it: the machine's speed wanders.
        int calls = (int)Math.Max(1, Peak.Operations / product.Operations);
        float sum = 0;
        List<double> rates = [], peaks = [], ratios = [];
        for (int window = 0; window < WarmUpWindows + Windows; window++)
        {
            double peak = Peak.Operations / Timing.Seconds(() => sum += Peak.Run());
            double rate = product.Operations * calls / Timing.Seconds(() =>
            {
                for (int i = 0; i < calls; i++) product.Call();
            });
            if (window < WarmUpWindows) continue;
            rates.Add(rate);
            peaks.Add(peak);
            ratios.Add(rate / peak);
        }
        GC.KeepAlive(sum);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{product.Name,-30} {Timing.Median(rates) / 1e9,6:F1} GFLOP/s of {Timing.Median(peaks) / 1e9,6:F1}: {100 * Timing.Median(ratios),3:F0} %");
    }
}
