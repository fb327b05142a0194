using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace MesaBench.Bench.Benchmarks;

/// <summary>Columns of BenchmarkDotNet's tables that say what a time means.</summary>
internal static class RateColumns
{
    /// <summary>BenchmarkDotNet's defaults with these columns.</summary>
    public static IConfig Config { get; } = ManualConfig.Create(DefaultConfig.Instance)
        .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(40))
        .AddColumn(
            new RateColumn("Env steps/s", "Environment steps per second on one core; in training, learning included", StepsPerSecond),
            new RateColumn("Of peak", "Floating-point rate as a fraction of the multiply-add peak", FractionOfPeak));

    private static string? StepsPerSecond(Summary summary, BenchmarkCase benchmark) =>
        benchmark.Descriptor.Type == typeof(ProductBenchmarks) || MeanSeconds(summary, benchmark) is not { } seconds
            ? null
            : (1 / seconds).ToString("N0", CultureInfo.InvariantCulture);

    private static string? FractionOfPeak(Summary summary, BenchmarkCase benchmark)
    {
        if (benchmark.Descriptor.Type != typeof(ProductBenchmarks) || Rate(summary, benchmark) is not { } rate) return null;
        BenchmarkCase? beside = summary.BenchmarksCases.FirstOrDefault(b =>
            b.Descriptor.WorkloadMethod.Name == nameof(ProductBenchmarks.MultiplyAddPeak) && CaseOf(b) == CaseOf(benchmark) && b.Job == benchmark.Job);
        return beside is null || Rate(summary, beside) is not { } peak ? null : (rate / peak).ToString("0%", CultureInfo.InvariantCulture);
    }

    /// <summary>Floating-point operations per second.</summary>
    private static double? Rate(Summary summary, BenchmarkCase benchmark) =>
        ProductBenchmarks.Operations(benchmark.Descriptor.WorkloadMethod.Name, CaseOf(benchmark)) / MeanSeconds(summary, benchmark);

    private static string CaseOf(BenchmarkCase benchmark) => (string)benchmark.Parameters[nameof(ProductBenchmarks.Case)];

    private static double? MeanSeconds(Summary summary, BenchmarkCase benchmark) => summary[benchmark]?.ResultStatistics?.Mean * 1e-9;

    /// <summary>A column of text; a benchmark it says nothing of has a dash.</summary>
    private sealed class RateColumn(string name, string legend, Func<Summary, BenchmarkCase, string?> value) : IColumn
    {
        public string Id => name;

        public string ColumnName => name;

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public string Legend => legend;

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => value(summary, benchmarkCase) ?? "-";

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

        public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(b => value(summary, b) is not null);

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
    }
}
