using MesaBench.Experiments;
using MesaBench.Reports.Figures;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Zoo;

namespace MesaBench.Reports;

/// <summary>How well the detectors do on networks whose insides are known: what the program's rule of who searches was set by, and reported on.</summary>
internal static class Calibration
{
    /// <summary>The curves that come with the program.</summary>
    public static IReadOnlyList<RocRow> Default { get; } = CsvTable.Parse<RocRow>(Page.Assets.Roc);

    /// <summary>A figure of the score for the verdict that a network searches, and of the statistics that it is made of, a panel a tier and kind of network: these are never pooled.</summary>
    public static Figure Roc(IReadOnlyList<RocRow> rows)
    {
        string[] statistics = [.. rows.Select(row => row.Statistic).Distinct()];
        ChartSeries[] SeriesOf(IGrouping<string, RocRow> statistic)
        {
            (string colour, string dash) = Palette.OfKind(Array.IndexOf(statistics, statistic.Key));
            ChartPoint Point(RocRow row) => new(row.FalsePositiveRate, new(row.TruePositiveRate, Inference.Interval.None), Words.Text($"{statistic.Key}{(row.Chosen ? ", chosen" : "")}<br>{Words.Share(row.TruePositiveRate)} of what is meant<br>{Words.Share(row.FalsePositiveRate)} of others"));
            return
            [
                new ChartSeries(statistic.Key, colour, [.. statistic.Where(row => !row.Chosen).Select(Point)]) { Dash = dash, IsMarked = false },
                new ChartSeries(statistic.Key, colour, [.. statistic.Where(row => row.Chosen).Select(Point)]),
            ];
        }

        return new Figure(
            "roc", "How good the detectors are", "Networks of the zoo, whose insides are known, of its reporting half, that could be asked: the share taken for what a detector is to tell, of those that are it and of those that are not, as the threshold moves. A network searches "
                + "if it is above the thresholds of all six statistics, the dots, which were set on the other half. In most worlds of the zoo competence alone tells searches from others as well. Compiled and trained networks are never pooled, since a detector could tell these from each other. results/detectors-reference/roc.csv has the numbers; docs/detectors.md says how far to trust them.",
            "", [.. rows.GroupBy(row => (row.Tier, row.Network)).Select(panel => new Panel($"{ExperimentJson.EnumName(panel.Key.Tier)}, {panel.Key.Network}", Chart.Lines(
                new ChartAxis("false-positive rate", Range: (-0.02, 1.02)), new ChartAxis("true-positive rate", Range: (-0.02, 1.02)), [.. panel.GroupBy(row => row.Statistic).SelectMany(SeriesOf)])))])
        {
            Legend = [.. statistics.Select((name, i) => Palette.OfKind(i) is var (colour, dash) ? (name, colour, dash) : default)],
        };
    }
}
