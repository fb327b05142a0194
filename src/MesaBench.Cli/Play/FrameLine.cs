using Spectre.Console;

namespace MesaBench.Cli.Play;

/// <summary>A line of a frame: pieces of text with their styles.</summary>
internal sealed class FrameLine
{
    private readonly List<(string Text, Style Style)> pieces = [];

    /// <summary>The line as plain text.</summary>
    public string Text => string.Concat(pieces.Select(p => p.Text));

    /// <summary>A line of one piece.</summary>
    public static FrameLine Of(string text, Style? style = null) => new FrameLine().Add(text, style);

    /// <summary>Adds a piece.</summary>
    public FrameLine Add(string text, Style? style = null)
    {
        pieces.Add((text, style ?? Style.Plain));
        return this;
    }

    /// <summary>Adds blanks up to a column, then another line.</summary>
    public FrameLine Add(int column, FrameLine other)
    {
        Add(new string(' ', Math.Max(0, column - Text.Length)));
        pieces.AddRange(other.pieces);
        return this;
    }

    /// <summary>The line as a terminal of so many columns shows it.</summary>
    public Paragraph Clip(int width)
    {
        Paragraph paragraph = new();
        int left = width;
        foreach ((string text, Style style) in pieces)
        {
            if (left <= 0) break;
            paragraph.Append(text[..Math.Min(text.Length, left)], style);
            left -= text.Length;
        }
        return paragraph;
    }
}
