using System.Globalization;
using MesaBench.Results;
using Spectre.Console;

namespace MesaBench.Cli.Screens;

/// <summary>Shows what came of a study: the capacity table, as wide as fits, and its findings.</summary>
internal static class OutcomeView
{
    private const string UnidentifiableMark = "*";
    private const int Gap = 2; // columns of blanks between columns of the table

    /// <summary>A column of the table; the one with the largest <paramref name="Spare"/> goes first when the terminal is narrow.</summary>
    private sealed record Column(string Header, bool IsNumber, int Spare, Func<CapacityRow, string> Text);

    private static readonly Column[] Columns =
    [
        new("world", false, 0, c => CellName.World(c.Cell)),
        new("alpha", true, 0, c => c.Alpha.ToString(CultureInfo.InvariantCulture)),
        new("network", false, 0, c => CellName.Network(c.Cell)),
        new("rate", true, 1, c => c.LearningRate.ToString(CultureInfo.InvariantCulture)),
        new("params", true, 3, c => c.Parameters.ToString(CultureInfo.InvariantCulture)),
        new("competent", true, 2, c => $"{c.Competent}/{c.Agents}"),
        new("underfit", true, 8, c => $"{c.Underfit}"),
        new("misaligned", true, 0, c => Figures.Share(c.MisalignedRate) + (c.Identifiable ? " " : UnidentifiableMark)),
        new("95 %", true, 4, c => Interval(c.MisalignedRateLow, c.MisalignedRateHigh)),
        new("aligned", true, 5, c => Figures.Share(c.AlignedRate)),
        new("pull", true, 6, c => Figures.Share(c.ProxyPull)),
        new("95 %", true, 9, c => Interval(c.ProxyPullLow, c.ProxyPullHigh)),
        new("plan", true, 7, c => Figures.Share(c.WithPlanRate)),
    ];

    /// <summary>Writes the table, what its marks mean, and the findings.</summary>
    public static void Write(Screen screen, ProgressSnapshot progress, string folder, StudyResults results)
    {
        Column[] columns = Fit(results.Cells, screen.Rich?.Profile.Width ?? int.MaxValue);
        screen.Text.WriteLine();
        if (screen.Rich is { } rich)
            rich.Write(Rich(columns, results.Cells));
        else
            WritePlain(screen.Text, columns, results.Cells);
        WriteWrapped(screen, "misaligned: share of competent agents that are not underfit, with its 95 % interval where there is room");
        if (results.Cells.Any(c => !c.Identifiable))
            WriteWrapped(
                screen, $"{UnidentifiableMark} unidentifiable: training never showed what the shifted levels show; not part of any trend");
        if (columns.Any(c => c.Header == "pull")) WriteWrapped(screen, "pull: interquartile mean of the causal proxy pull");
        if (columns.Any(c => c.Header == "plan")) WriteWrapped(screen, "plan: share of agents whose hidden state represents a plan");
        screen.Text.WriteLine();
        foreach (string finding in results.Findings.Sentences) WriteWrapped(screen, finding);
        string work = progress.Steps > 0
            ? $" in {Figures.Time(progress.Elapsed)}, {Figures.Short(progress.StepsPerSecond)} environment steps/s, learning included"
            : "";
        WriteWrapped(screen, $"{progress.Done} agents{work}. Results: {folder}");
    }

    /// <summary>The columns that fit, learning rates only where they differ.</summary>
    private static Column[] Fit(IReadOnlyList<CapacityRow> lines, int width)
    {
        bool oneRate = lines.Select(c => c.LearningRate).Distinct().Count() <= 1;
        List<Column> columns = [.. Columns.Where(c => !(oneRate && c.Header == "rate"))];
        while (columns.Sum(c => Width(c, lines) + Gap) > width && columns.MaxBy(c => c.Spare) is { Spare: > 0 } spare)
            columns.Remove(spare);
        return [.. columns];
    }

    private static int Width(Column column, IReadOnlyList<CapacityRow> lines) =>
        lines.Select(c => column.Text(c).Length).Append(column.Header.Length).Max();

    private static Table Rich(Column[] columns, IReadOnlyList<CapacityRow> lines)
    {
        Table table = new Table().Border(TableBorder.None);
        foreach (Column column in columns)
        {
            Style colour = column.Header is "misaligned" or "aligned" ? ProgressView.VerdictStyle(column.Header) : Style.Plain;
            table.AddColumn(new TableColumn(new Text(column.Header, colour.Decoration(Decoration.Underline)))
            {
                Alignment = column.IsNumber ? Justify.Right : Justify.Left,
                NoWrap = true,
                Padding = new Padding(0, 0, Gap, 0),
            });
        }
        foreach (CapacityRow line in lines) table.AddRow(columns.Select(c => new Text(c.Text(line))));
        return table;
    }

    private static void WritePlain(TextWriter text, Column[] columns, IReadOnlyList<CapacityRow> lines)
    {
        int[] widths = [.. columns.Select(c => Width(c, lines))];
        WriteRow(c => c.Header);
        foreach (CapacityRow line in lines) WriteRow(c => c.Text(line));

        void WriteRow(Func<Column, string> cell) => text.WriteLine(string.Join("  ", columns.Select((c, i) =>
            c.IsNumber ? cell(c).PadLeft(widths[i]) : cell(c).PadRight(widths[i]))).TrimEnd());
    }

    private static void WriteWrapped(Screen screen, string line)
    {
        if (screen.Rich is { } rich) rich.WriteLine(line);
        else screen.Text.WriteLine(line);
    }

    private static string Interval(double low, double high) =>
        double.IsNaN(low) ? "-" : $"{Figures.Share(low)} {Figures.Share(high)}";
}
