using Spectre.Console;

namespace MesaBench.Cli.Screens;

/// <summary>A column of a table; the one with the largest <paramref name="Spare"/> goes first when the terminal is narrow.</summary>
/// <param name="Header">Its heading.</param>
/// <param name="IsNumber">Whether it is set flush right.</param>
/// <param name="Spare">How easily it is done without; 0 for one that stays.</param>
/// <param name="Text">What it shows of a row.</param>
/// <param name="Verdict">The verdict whose colour its heading has; null for none.</param>
internal sealed record FittedColumn<T>(string Header, bool IsNumber, int Spare, Func<T, string> Text, string? Verdict = null);

/// <summary>A table with as many of its columns as fit.</summary>
internal static class FittedTable
{
    private const int Gap = 2; // blanks between columns

    /// <summary>Writes the table and gives the columns that it has.</summary>
    public static IReadOnlyList<FittedColumn<T>> Write<T>(Screen screen, IReadOnlyList<FittedColumn<T>> columns, IReadOnlyList<T> rows)
    {
        List<FittedColumn<T>> fit = [.. columns];
        while (fit.Sum(c => Width(c, rows) + Gap) > screen.Width && fit.MaxBy(c => c.Spare) is { Spare: > 0 } spare) fit.Remove(spare);
        if (screen.Rich is { } rich) rich.Write(Rich(fit, rows));
        else WritePlain(screen.Text, fit, rows);
        return fit;
    }

    private static int Width<T>(FittedColumn<T> column, IReadOnlyList<T> rows) =>
        rows.Select(row => column.Text(row).Length).Append(column.Header.Length).Max();

    private static Table Rich<T>(List<FittedColumn<T>> columns, IReadOnlyList<T> rows)
    {
        Table table = new Table().Border(TableBorder.None);
        foreach (FittedColumn<T> column in columns)
        {
            Style colour = column.Verdict is { } verdict ? ProgressView.VerdictStyle(verdict) : Style.Plain;
            table.AddColumn(new TableColumn(new Text(column.Header, colour.Decoration(Decoration.Underline)))
            {
                Alignment = column.IsNumber ? Justify.Right : Justify.Left,
                NoWrap = true,
                Padding = new Padding(0, 0, Gap, 0),
            });
        }
        foreach (T row in rows) table.AddRow(columns.Select(c => new Text(c.Text(row))));
        return table;
    }

    private static void WritePlain<T>(TextWriter text, List<FittedColumn<T>> columns, IReadOnlyList<T> rows)
    {
        int[] widths = [.. columns.Select(c => Width(c, rows))];
        WriteRow(c => c.Header);
        foreach (T row in rows) WriteRow(c => c.Text(row));

        void WriteRow(Func<FittedColumn<T>, string> cell) => text.WriteLine(string.Join(new string(' ', Gap), columns.Select((c, i) =>
            c.IsNumber ? cell(c).PadLeft(widths[i]) : cell(c).PadRight(widths[i]))).TrimEnd());
    }
}
