using System.Globalization;
using MesaBench.Experiments;
using MesaBench.Studies;
using MesaBench.Zoo;

namespace MesaBench.Cli.Screens;

/// <summary>Shows how often detectors of search are right.</summary>
internal static class CalibrationView
{
    private static readonly FittedColumn<CalibrationRow>[] Columns =
    [
        new("family", false, 0, row => row.Family),
        new("tier", false, 0, row => ExperimentJson.EnumName(row.Tier)),
        new("searches", false, 0, row => ExperimentJson.EnumName(row.Truth)),
        new("n", true, 0, row => row.Constructions.ToString(CultureInfo.InvariantCulture)),
        new("taken", true, 0, row => row.Taken.ToString(CultureInfo.InvariantCulture)),
        new("at most", true, 1, row => Figures.Share(row.Rate.Interval.High)),
        new("AUC", true, 2, row => double.IsFinite(row.Auc) ? Figures.Share(row.Auc) : "-"),
    ];

    /// <summary>Writes the table by family, and by how much each detector alone would tell.</summary>
    public static void Write(Screen screen, CalibrationResults results, string folder)
    {
        screen.Text.WriteLine();
        _ = FittedTable.Write(screen, Columns, [.. results.Table.Where(row => row is { Statistic: "searches", Network: "all", LeftOut: false })], Path.Combine(folder, CalibrationStudy.CalibrationFile));
        screen.Text.WriteLine();
        if (results.Table.Where(row => row is { LeftOut: true, Truth: Answer.No, Constructions: > 0 }).MaxBy(row => row.Rate.Value) is { } worst)
            screen.WriteLine($"Had nobody known one of the families that do not search, the rule set without it would take at most {worst.Taken} of {worst.Constructions} of it ({worst.Family}).");
        screen.WriteLine($"{Figures.Count(results.Detections.Count, "member")} {(results.Detections.Count == 1 ? "was" : "were")} asked, their constructions counted; the reporting half is shown. Results: {Path.Combine(folder, CalibrationStudy.CalibrationFile)}");
    }
}
