using Spectre.Console;

namespace MesaBench.Cli.Screens;

/// <summary>Where the program writes: plain text anywhere; colours and moving parts only where somebody watches.</summary>
/// <param name="Text">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Rich">The terminal; null where the output goes to a file or pipe, which gets no control codes.</param>
/// <param name="Clock">The clock behind rates and times.</param>
internal sealed record Screen(TextWriter Text, TextWriter Error, IAnsiConsole? Rich, TimeProvider Clock)
{
    /// <summary>Whether nothing is to be shown but what comes out: no progress, and nothing that was known before.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>The process's own output.</summary>
    public static Screen Standard()
    {
        bool watched = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb")
            || OperatingSystem.IsWindows() && !Console.IsOutputRedirected;
        return new Screen(Console.Out, Console.Error, watched ? AnsiConsole.Console : null, TimeProvider.System);
    }

    /// <summary>Columns of a line: a terminal's, or none to speak of.</summary>
    public int Width => Rich?.Profile.Width ?? int.MaxValue;

    /// <summary>Writes a line, wrapped to a terminal's width.</summary>
    public void WriteLine(string line)
    {
        if (Rich is not null) Rich.WriteLine(line);
        else Text.WriteLine(line);
    }

    /// <summary>Writes a headed list of names and what they are, wrapped to a terminal's width.</summary>
    public void WriteList(string heading, IEnumerable<(string Name, string Summary)> entries)
    {
        if (Rich is null) Text.WriteLine(heading);
        else Rich.MarkupLineInterpolated($"[bold]{heading}[/]");
        WriteEntries(entries, _ => new Style(Color.Aqua), indent: 2);
    }

    /// <summary>Writes names and what they are in two columns, the second wrapped to a terminal's width.</summary>
    public void WriteEntries(IEnumerable<(string Name, string Summary)> entries, Func<string, Style> style, int indent = 0)
    {
        (string Name, string Summary)[] all = [.. entries];
        int nameWidth = all.Select(e => e.Name.Length).DefaultIfEmpty(0).Max();
        if (Rich is null)
        {
            foreach ((string name, string summary) in all)
                Text.WriteLine($"{new string(' ', indent)}{name.PadRight(nameWidth)}  {summary}");
            return;
        }
        Grid grid = new Grid().AddColumn(new GridColumn().PadLeft(indent).PadRight(2).NoWrap()).AddColumn(new GridColumn().PadRight(0));
        foreach ((string name, string summary) in all) grid.AddRow(new Text(name, style(name)), new Text(summary));
        Rich.Write(grid);
    }
}
