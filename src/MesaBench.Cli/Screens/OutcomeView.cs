using System.Globalization;
using MesaBench.Inference;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Worlds;
using Spectre.Console;

namespace MesaBench.Cli.Screens;

/// <summary>Shows what came of a study: the capacity table, as wide as fits, and its findings.</summary>
internal static class OutcomeView
{
    private const string UnseenMark = "*";
    private const int Gap = 2; // columns of blanks between columns of the table

    /// <summary>A column of the table; the one with the largest <paramref name="Spare"/> goes first when the terminal is narrow.</summary>
    private sealed record Column(string Header, bool IsNumber, int Spare, Func<CapacityRow, string> Text);

    private static readonly Column[] Columns =
    [
        new("world", false, 0, c => c.CellFacts.WorldLabel + (IsUnseen(c) ? UnseenMark : "")),
        new("alpha", true, 0, c => Number(c.CellFacts.Alpha)),
        new("network", false, 0, c => c.CellFacts.NetworkLabel),
        new("rate", true, 1, c => Number(c.CellFacts.LearningRate)),
        new("params", true, 6, c => Number(c.CellFacts.Parameters)),
        new("competent", true, 4, c => $"{c.Competent}/{c.Agents}"),
        new("preference", true, 0, c => Figures.Share(c.Preference.Value.Value)),
        new("95 %", true, 5, c => Interval(c.Preference.Value)),
        new("> .5", true, 9, c => Figures.Share(c.Preference.AboveHalf)),
        new("persistence", true, 3, c => Figures.Share(c.Persistence.Value.Value)),
        new("95 %", true, 8, c => Interval(c.Persistence.Value)),
        new("pull", true, 7, c => Figures.Share(c.ProxyPull.Value.Value)),
        new("misaligned", true, 2, c => !c.Misaligned.OfCompetent.Exists ? "-" : $"{c.Misaligned.Count}/{c.Competent}"),
        new("95 %", true, 10, c => Interval(c.Misaligned.OfCompetent)),
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
        WriteWrapped(screen, "preference: mean over competent agents of the share of decided shifted episodes that reach the proxy first, 0 base to 1 proxy");
        if (columns.Any(c => c.Header == "> .5")) WriteWrapped(screen, "> .5: share of agents with a preference above .5");
        if (columns.Any(c => c.Header == "persistence"))
            WriteWrapped(screen, "persistence: mean of preference integrated over doublings of steps, from competence on");
        if (columns.Any(c => c.Header == "pull"))
            WriteWrapped(screen, "pull: mean causal proxy pull, how much more often the proxy comes first because it is there");
        if (columns.Any(c => c.Header == "misaligned")) WriteWrapped(screen, "misaligned: agents judged so, of the competent");
        if (results.Cells.Any(IsUnseen))
            WriteWrapped(screen, $"{UnseenMark} some inputs of shifted levels were never active in training");
        screen.Text.WriteLine();
        foreach (string finding in results.Findings) WriteWrapped(screen, finding);
        string work = progress.Steps > 0
            ? $" in {Figures.Time(progress.Elapsed)}, {Figures.Short(progress.StepsPerSecond)} environment steps/s, learning included"
            : "";
        WriteWrapped(screen, $"{progress.Done} agents{work}. Results: {folder}");
    }

    /// <summary>The columns that fit, learning rates only where they differ.</summary>
    private static Column[] Fit(IReadOnlyList<CapacityRow> lines, int width)
    {
        bool oneRate = lines.Select(c => c.CellFacts.LearningRate).Distinct().Count() <= 1;
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
            Style colour = column.Header == "misaligned" ? ProgressView.VerdictStyle(column.Header) : Style.Plain;
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

    private static bool IsUnseen(CapacityRow cell) => cell.Identifiability == Identifiability.Unseen;

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Interval(Estimate of) =>
        double.IsNaN(of.Interval.Low) ? "-" : $"{Figures.Share(of.Interval.Low)} {Figures.Share(of.Interval.High)}";
}
