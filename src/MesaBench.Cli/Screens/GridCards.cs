using MesaBench.Worlds;
using Spectre.Console;

namespace MesaBench.Cli.Screens;

/// <summary>A picture of a grid.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record GridCard(string Title, IReadOnlyList<string> Rows);

/// <summary>Shows pictures of grids side by side, as many as fit.</summary>
internal static class GridCards
{
    private const int Gap = 3, PlainWidth = 100;

    /// <summary>Writes them, each under its title.</summary>
    public static void Write(Screen screen, World world, IReadOnlyList<GridCard> cards)
    {
        int width = Math.Max(world.Size, cards.Max(card => card.Title.Length)) + Gap;
        int perRow = Math.Max(1, ((screen.Rich?.Profile.Width ?? PlainWidth) + Gap - 1) / width);
        foreach (GridCard[] row in cards.Chunk(perRow))
        {
            screen.Text.WriteLine();
            screen.Text.WriteLine(string.Concat(row.Select(card => card.Title.PadRight(width))).TrimEnd());
            for (int line = 0; line < world.Size; line++) WriteLine(screen, world, row, line, width);
        }
    }

    private static void WriteLine(Screen screen, World world, GridCard[] row, int line, int width)
    {
        if (screen.Rich is not { } rich)
        {
            screen.Text.WriteLine(string.Concat(row.Select(card => card.Rows[line].PadRight(width))).TrimEnd());
            return;
        }
        Paragraph paragraph = new();
        foreach (GridCard card in row)
        {
            foreach (char glyph in card.Rows[line]) _ = paragraph.Append($"{glyph}", LevelCards.StyleOf(world, glyph));
            if (card != row[^1]) _ = paragraph.Append(new string(' ', width - world.Size));
        }
        rich.Write(paragraph);
        rich.WriteLine();
    }
}
