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
    private const int MostSpareOfBlocks = 4; // of columns that are shown where not even a table of those that stay has room

    /// <summary>Writes the table, and which columns it has no room for; gives those that it has.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="columns">All columns.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="file">Where all columns are; null where they are nowhere.</param>
    public static IReadOnlyList<FittedColumn<T>> Write<T>(Screen screen, IReadOnlyList<FittedColumn<T>> columns, IReadOnlyList<T> rows, string? file)
    {
        List<FittedColumn<T>> fit = [.. columns];
        int Taken() => fit.Sum(c => Width(c, rows) + Gap) - Gap;
        while (Taken() > screen.Width && fit.MaxBy(c => c.Spare) is { Spare: > 0 } spare) fit.Remove(spare);
        if (Taken() > screen.Width) WriteBlocks(screen, fit = [.. columns.Where(column => column.Spare <= MostSpareOfBlocks)], rows);
        else if (screen.Rich is { } rich) rich.Write(Rich(fit, rows));
        else WritePlain(screen.Text, fit, rows);
        string[] missing = [.. columns.Select((column, i) => fit.Contains(column) ? null : Told(columns, i)).OfType<string>()];
        if (missing.Length > 0)
            screen.WriteLine($"Too narrow for {string.Join(", ", missing)}{(file is null ? ": a wider terminal, or a pipe, shows all columns." : $": see {file}.")}");
        return fit;
    }

    /// <summary>A heading by itself: that of an interval says nothing without the figure before it.</summary>
    private static string Told<T>(IReadOnlyList<FittedColumn<T>> columns, int at) =>
        columns.Count(column => column.Header == columns[at].Header) == 1 ? columns[at].Header
        : $"{columns[at].Header} of {columns.Take(at).Last(column => column.Header != columns[at].Header && !column.Header.StartsWith('>')).Header}";

    /// <summary>For a terminal that is too narrow even for the columns that stay: a row after the other, its figures with their headings.</summary>
    private static void WriteBlocks<T>(Screen screen, List<FittedColumn<T>> columns, IReadOnlyList<T> rows)
    {
        foreach (T row in rows)
        {
            screen.WriteLine(string.Join("  ", columns.Where(c => !c.IsNumber).Select(c => c.Text(row))));
            foreach (string line in LevelCards.Wrap("  " + string.Join(", ", columns.Where(c => c.IsNumber).Select(c => $"{c.Header} {c.Text(row)}")), screen.Width))
                screen.WriteLine(line);
        }
    }

    private static int Width<T>(FittedColumn<T> column, IReadOnlyList<T> rows) =>
        rows.Select(row => column.Text(row).Length).Append(column.Header.Length).Max();

    private static Table Rich<T>(List<FittedColumn<T>> columns, IReadOnlyList<T> rows)
    {
        Table table = new Table().Border(TableBorder.None);
        foreach ((int i, FittedColumn<T> column) in columns.Index())
        {
            Style colour = column.Verdict is { } verdict ? ProgressView.VerdictStyle(verdict) : Style.Plain;
            table.AddColumn(new TableColumn(new Text(column.Header, colour.Decoration(Decoration.Underline)))
            {
                Alignment = column.IsNumber ? Justify.Right : Justify.Left,
                NoWrap = true,
                Padding = new Padding(0, 0, i < columns.Count - 1 ? Gap : 0, 0),
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
