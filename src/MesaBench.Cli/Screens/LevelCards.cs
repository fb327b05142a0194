using System.Globalization;
using MesaBench.Worlds;
using Spectre.Console;

namespace MesaBench.Cli.Screens;

/// <summary>
/// Shows what a world's glyphs do, and levels side by side, each with its class, and for each objective its optimal return and distance.
/// </summary>
internal static class LevelCards
{
    private const int Gap = 3;
    private const int PlainWidth = 100;
    private const int LeastLineWidth = 24; // lines below a grid are broken where they are longer than this and the grid

    /// <param name="Grid">Its rows.</param>
    /// <param name="Picture">The grid and the lines below it.</param>
    /// <param name="Facts">What is known of the level.</param>
    private sealed record Card(int Grid, string[] Picture, string[] Facts)
    {
        public int Width => Picture.Concat(Facts).Max(line => line.Length);

        public string Line(int line, int pictureHeight) =>
            line < pictureHeight ? Picture.ElementAtOrDefault(line) ?? "" : Facts.ElementAtOrDefault(line - pictureHeight) ?? "";
    }

    /// <summary>Writes the glyphs' legend and the levels, as many beside each other as fit.</summary>
    public static void Write(Screen screen, World world, IReadOnlyList<ClassifiedLevel> levels)
    {
        WriteLegend(screen, world);
        WriteCards(screen, world, levels);
    }

    /// <summary>Writes the levels alone.</summary>
    public static void WriteCards(Screen screen, World world, IReadOnlyList<ClassifiedLevel> levels)
    {
        ILookup<LevelClass, Card> cards = levels.ToLookup(level => level.Facts.Class, level => Make(world, level));
        int cardWidth = cards.SelectMany(c => c).Select(c => c.Width).DefaultIfEmpty(0).Max() + Gap;
        int perRow = Math.Max(1, ((screen.Rich?.Profile.Width ?? PlainWidth) + Gap - 1) / cardWidth);
        foreach (Card[] row in cards.SelectMany(ofClass => ofClass.Chunk(perRow)))
        {
            screen.Text.WriteLine();
            int pictureHeight = row.Max(c => c.Picture.Length), height = pictureHeight + row.Max(c => c.Facts.Length);
            for (int line = 0; line < height; line++) WriteLine(screen, world, row, line, pictureHeight, cardWidth);
        }
    }

    private static Card Make(World world, ClassifiedLevel level)
    {
        (Level shown, LevelFacts facts) = level;
        int nameWidth = world.Objectives.Max(o => o.Length);
        string[] objectives =
        [
            .. world.Objectives.Select((name, i) => $"{name.PadRight(nameWidth)} {Figures.Share(facts.Optimal[i])}" + i switch
            {
                0 => Steps(facts.BaseDistance),
                1 => Steps(facts.ProxyDistance),
                _ => "",
            }),
        ];
        string[] accident = facts.AccidentRate > 0 ? [$"proxy by accident {Figures.Share(facts.AccidentRate)}"] : [];
        int lineWidth = Math.Max(LeastLineWidth, world.Size);
        string[] picture = [.. Ascii.Draw(world, shown).TrimEnd('\n').Split('\n').SelectMany(line => Wrap(line, lineWidth))];
        return new Card(world.Size, picture, [Words(facts.Class), .. objectives, .. accident]);
    }

    /// <summary>A line in pieces, broken at blanks, and in words that are too long.</summary>
    internal static IEnumerable<string> Wrap(string line, int width)
    {
        while (line.Length > width)
        {
            int end = line.LastIndexOf(' ', width);
            if (end <= 0) end = width;
            yield return line[..end];
            line = "  " + line[end..].TrimStart();
            width = Math.Max(width, 4);
        }
        yield return line;
    }

    /// <summary>A class's name in words, e.g. <c>non-distinguishing</c>.</summary>
    public static string Words(LevelClass levelClass) => levelClass switch
    {
        LevelClass.NonDistinguishing => "non-distinguishing",
        _ => levelClass.ToString().ToLowerInvariant(),
    };

    private static string Steps(int distance) =>
        distance == Paths.Unreachable ? ", out of reach"
        : string.Create(CultureInfo.InvariantCulture, $", {distance} {(distance == 1 ? "step" : "steps")}");

    private static void WriteLegend(Screen screen, World world)
    {
        screen.WriteLine("@ agent   # wall   . floor   * several, named below");
        screen.WriteEntries(Legend.Of(world).Select(e => ($"{e.Glyph} {e.Name}", e.Effect)), entry => StyleOf(world, entry[0]));
        screen.WriteLine($"objectives: {Legend.Objectives(world)}");
        screen.WriteLine($"figures: {Legend.Optimum(world)}, distance");
    }

    private static void WriteLine(Screen screen, World world, Card[] row, int line, int pictureHeight, int cardWidth)
    {
        if (screen.Rich is not { } rich)
        {
            screen.Text.WriteLine(string.Concat(row.Select(card => card.Line(line, pictureHeight).PadRight(cardWidth))).TrimEnd());
            return;
        }
        Paragraph paragraph = new();
        foreach (Card card in row)
        {
            string text = card.Line(line, pictureHeight);
            if (line >= pictureHeight)
                _ = paragraph.Append(text, line == pictureHeight ? new Style(decoration: Decoration.Bold) : Style.Plain);
            else if (line >= card.Grid) _ = paragraph.Append(text, new Style(Color.Grey));
            else foreach (char glyph in text) _ = paragraph.Append($"{glyph}", StyleOf(world, glyph));
            if (card != row[^1]) _ = paragraph.Append(new string(' ', cardWidth - text.Length));
        }
        rich.Write(paragraph);
        rich.WriteLine();
    }

    /// <summary>The colour of a glyph, the same everywhere.</summary>
    internal static Style StyleOf(World world, char glyph) => glyph switch
    {
        '#' => new Style(Color.Grey),
        '.' => new Style(decoration: Decoration.Dim),
        '@' => new Style(Color.Yellow, decoration: Decoration.Bold),
        _ => world.Kinds.FirstOrDefault(k => k.Glyph == glyph) switch
        {
            { Name: var name } when name.Contains("red", StringComparison.Ordinal) => new Style(Color.Red, decoration: Decoration.Bold),
            { Name: "paint" } => new Style(Color.Green),
            { Name: var name } when name.Contains("green", StringComparison.Ordinal) => new Style(Color.Green, decoration: Decoration.Bold),
            _ => new Style(Color.Aqua, decoration: Decoration.Bold),
        },
    };
}
