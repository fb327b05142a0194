using System.Globalization;
using MesaBench.Engines;

namespace MesaBench.Bench;

/// <summary>What is measured on a device.</summary>
/// <param name="Agents">Agents of the cohort.</param>
/// <param name="Training">What is trained.</param>
/// <param name="Updates">Updates that are timed.</param>
/// <param name="PeakTflops">The device's single-precision peak, in 10^12 operations a second, a multiply-add being two; null: unknown.</param>
internal sealed record DeviceMeasurement(int Agents, TrainingCase Training, int Updates, double? PeakTflops);

/// <summary>Rates of a device: of matrix products, and of training, for a whole cohort at once.</summary>
internal static class DeviceRates
{
    private const int WarmUpWindows = 5, Windows = 21;

    private static readonly TimeSpan WindowLength = TimeSpan.FromMilliseconds(50);

    /// <summary>Prints the device, a row for each product, and what training takes.</summary>
    /// <exception cref="DeviceException">The device fails.</exception>
    public static void Print(DeviceListing listing, DeviceMeasurement what, TextWriter writer)
    {
        IEngineFactory factory = listing.Open(1);
        Line(writer, $"{listing.Name}: {listing.Facts}");
        Line(writer, $"products of {what.Agents} agents at once, by device time:");
        // An engine for each kind of product: what the next needs of the device's memory is free again.
        PrintProducts(factory, engine => ProductCase.Dense(engine, 16, what.Agents), what.PeakTflops, writer);
        PrintProducts(factory, engine => ProductCase.Dense(engine, 64, what.Agents), what.PeakTflops, writer);
        PrintProducts(factory, engine => ProductCase.Convolutions(engine, 16, what.Agents), what.PeakTflops, writer);
        PrintTraining(DeviceTraining.Measure(factory, what), what, writer);
    }

    private static void PrintProducts(
        IEngineFactory factory, Func<IEngine, IReadOnlyList<ProductCase>> cases, double? peakTflops, TextWriter writer)
    {
        using IEngine engine = factory.Create();
        foreach (ProductCase product in cases(engine))
        {
            double rate = product.Operations / SecondsOfCall(engine, product.Call);
            string share = peakTflops is { } peak ? string.Create(CultureInfo.InvariantCulture, $": {rate / peak / 1e10,5:F1} %") : "";
            Line(writer, $"  {product.Name,-30} {rate / 1e9,8:F1} GFLOP/s{share}");
        }
    }

    /// <summary>Seconds of a call on the device: the median of windows of so many calls that one lasts about <see cref="WindowLength"/>.</summary>
    private static double SecondsOfCall(IEngine engine, Action call)
    {
        int calls = 1;
        double Window() => engine.Time(() =>
        {
            for (int i = 0; i < calls; i++) call();
        }).TotalSeconds / calls;

        _ = Window(); // compiles the kernel, which says nothing of how many calls a window takes
        while (Window() * calls < WindowLength.TotalSeconds) calls *= 2;
        for (int window = 0; window < WarmUpWindows; window++) _ = Window();
        return Timing.Median([.. Enumerable.Range(0, Windows).Select(_ => Window())]);
    }

    private static void PrintTraining(DeviceTraining training, DeviceMeasurement what, TextWriter writer)
    {
        double steps = (double)what.Agents * TrainingCohort.StepsPerUpdate;
        Line(writer, $"training {what.Training.Label}, {what.Agents} agents, {TrainingCohort.Epochs} epochs:");
        Line(writer, $"  an update by device time        {1e3 * training.Device,8:F1} ms");
        Line(writer, $"    playing                       {1e3 * training.Play,8:F1} ms");
        Line(writer, $"    the rest, learning            {1e3 * (training.Device - training.Play),8:F1} ms");
        Line(writer, $"  the host's calls for it         {1e3 * training.Calls,8:F1} ms");
        Line(writer, $"  an update by wall time          {1e3 * training.Wall,8:F1} ms");
        Line(writer, $"  tensors: {training.Bytes / 1048576.0:F1} MiB, {training.Bytes / 1024.0 / what.Agents:F1} KiB an agent, level tables included");
        Line(writer, $"  environment steps per second by device time: {steps / training.Device:F0}");
        Line(writer, $"  environment steps per second by wall time:   {steps / training.Wall:F0}");
    }

    private static void Line(TextWriter writer, FormattableString text) => writer.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
