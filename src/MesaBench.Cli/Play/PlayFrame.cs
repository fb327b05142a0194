using System.Globalization;
using MesaBench.Cli.Screens;
using MesaBench.Worlds;
using Spectre.Console;

namespace MesaBench.Cli.Play;

/// <summary>
/// What a game shows in a terminal: the level, beside it the objectives and the legend, below how it stands and the keys.
/// </summary>
internal static class PlayFrame
{
    private static readonly string[] Keys = ["arrows move", "n next level", "r again", "c other class", "? legend", "q quit"];
    private static readonly string[] ShortKeys = ["arrows", "n next", "r again", "c class", "? legend", "q quit"];

    private const int Gap = 3;
    private const int LeastPanel = 44; // columns that objectives and legend should have
    private const int FiguresWidth = 28, LeastName = 9; // of an objective's line, without its name; and of that
    private const int MostWidth = 100; // wider, the eye has too far to go
    private const int LeastLegend = 6, LeastLegendWidth = 20; // rows below the level, or columns beside it, that the legend should have

    private static readonly Style Dim = new(Color.Grey), Bold = new(decoration: Decoration.Bold);

    /// <summary>
    /// The lines of a frame, at most as many as there are rows; they may be wider than the terminal and are then clipped.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="height">Rows of the terminal.</param>
    /// <param name="notice">What the last key came to, if it has to be said.</param>
    /// <param name="legend">The page of the legend that is shown below the level, from 1; 0 for none.</param>
    public static List<FrameLine> Draw(Game game, int width, int height, string notice = "", int legend = 0) => Draw(game, width, height, notice, legend, out _);

    /// <summary>The same, and how many pages the legend has there.</summary>
    public static List<FrameLine> Draw(Game game, int width, int height, string notice, int legend, out int pages)
    {
        width = Math.Min(width, MostWidth);
        List<FrameLine> top =
        [
            Title(game, width),
            FrameLine.Of(string.Create(CultureInfo.InvariantCulture, $"level {game.Number}, {LevelCards.Words(game.Class)}")),
            new(),
        ];
        List<FrameLine> bottom =
        [
            FrameLine.Of(notice.Length > 0 ? notice : PlayWords.State(game), new Style(Color.Yellow)),
            .. KeyLines(width).Select(line => FrameLine.Of(line, Dim)),
        ];
        int room = Math.Max(0, height - top.Count - bottom.Count);
        pages = 0;
        List<FrameLine> body = legend > 0 ? WithLegend(game, width, room, legend, out pages) : Body(game, width);
        string hint = legend > 0 && pages > 1 ? string.Create(CultureInfo.InvariantCulture, $"{legend} of {pages}; ? for more")
            : legend == 0 && body.Count > room ? "? for all of the legend" : "";
        if (hint.Length > 0 && bottom[0].Text.Length > 0) hint = $"  ({hint})";
        if (bottom[0].Text.Length + hint.Length < width) bottom[0].Add(hint, Dim);
        FrameLine[] lines = [.. top, .. body.Take(room), .. bottom];
        return [.. lines.Take(height)];
    }

    /// <summary>What the keys do: in one line, or in as many as a narrow terminal takes.</summary>
    private static List<string> KeyLines(int width)
    {
        string all = string.Join("   ", Keys);
        if (all.Length < width) return [all];
        List<string> lines = [];
        foreach (string key in ShortKeys)
        {
            if (lines.Count > 0 && lines[^1].Length + 2 + key.Length < width) lines[^1] += $"  {key}";
            else lines.Add(key);
        }
        return lines;
    }

    /// <summary>The level, and below it a page of the legend; where the level leaves little room for that, the legend is beside it.</summary>
    private static List<FrameLine> WithLegend(Game game, int width, int room, int page, out int pages)
    {
        int size = game.World.Size, below = room - size - 1;
        List<FrameLine> grid = Grid(game, spaced: false);
        bool isBelow = below >= LeastLegend || width - 1 - size - Gap < LeastLegendWidth;
        int rows = Math.Max(1, isBelow ? below : room);
        List<FrameLine> legend = LegendPage(game.World, Math.Max(LeastLegendWidth, isBelow ? width - 1 : width - 1 - size - Gap));
        pages = (legend.Count + rows - 1) / rows;
        FrameLine[] shown = [.. legend.Skip((page - 1) * rows).Take(rows)];
        if (isBelow) return [.. grid, new(), .. shown];
        return
        [
            .. Enumerable.Range(0, Math.Max(grid.Count, shown.Length)).Select(i =>
                (grid.ElementAtOrDefault(i) ?? new FrameLine()).Add(size + Gap, shown.ElementAtOrDefault(i) ?? new FrameLine())),
        ];
    }

    private static FrameLine Title(Game game, int width)
    {
        string steps = string.Create(CultureInfo.InvariantCulture, $"step {game.Now.Steps} of {game.Level.Level.StepLimit(game.World)}");
        int room = Math.Max(0, width - 1 - steps.Length - 2);
        return FrameLine.Of(game.Label.Length <= room ? game.Label : game.Label[..room], Bold)
            .Add(width - 1 - steps.Length, FrameLine.Of(steps));
    }

    /// <summary>
    /// Grid and panel side by side, or, where the panel's figures have no room there, one below the other; the grid's cells are set apart where there is room, so that they look square.
    /// </summary>
    private static List<FrameLine> Body(Game game, int width)
    {
        int size = game.World.Size;
        if (width - 1 - size - Gap < LeastName + FiguresWidth) return [.. Grid(game, spaced: 2 * size - 1 < width), new(), .. Panel(game, Math.Max(LeastLegendWidth, width - 1))];
        bool spaced = width - (2 * size - 1) - Gap >= LeastPanel;
        int gridWidth = spaced ? 2 * size - 1 : size;
        List<FrameLine> grid = Grid(game, spaced), panel = Panel(game, Math.Max(20, width - 1 - gridWidth - Gap));
        return
        [
            .. Enumerable.Range(0, Math.Max(grid.Count, panel.Count)).Select(i =>
                (grid.ElementAtOrDefault(i) ?? new FrameLine()).Add(gridWidth + Gap, panel.ElementAtOrDefault(i) ?? new FrameLine())),
        ];
    }

    private static List<FrameLine> Grid(Game game, bool spaced)
    {
        (World world, int size) = (game.World, game.World.Size);
        string[] rows = Ascii.Draw(world, game.Picture()).Split('\n');
        List<FrameLine> lines = [];
        for (int row = 0; row < size; row++)
        {
            FrameLine line = new();
            for (int column = 0; column < size; column++)
            {
                // The agent is what the eye looks for: it covers what lies under it, which the panel names.
                char glyph = row * size + column == game.Now.Cell ? '@' : rows[row][column];
                line.Add($"{glyph}{(spaced && column < size - 1 ? " " : "")}", LevelCards.StyleOf(world, glyph));
            }
            lines.Add(line);
        }
        return lines;
    }

    private static List<FrameLine> Panel(Game game, int width)
    {
        World world = game.World;
        string[] names = [.. world.Objectives.Select((name, i) => Named(world, i))];
        if (names.Max(n => n.Length) > width - FiguresWidth) names = [.. world.Objectives];
        int nameWidth = Math.Clamp(names.Max(n => n.Length), LeastName, Math.Max(LeastName, width - FiguresWidth));
        List<FrameLine> lines = [FrameLine.Of($"{"objective".PadRight(nameWidth)}  last return   best reached", Dim)];
        int first = game.Now.FirstReached.Where(s => s > 0).DefaultIfEmpty(0).Min();
        for (int i = 0; i < names.Length; i++)
        {
            int reached = game.Now.FirstReached[i];
            lines.Add(FrameLine.Of(names[i][..Math.Min(names[i].Length, nameWidth)].PadRight(nameWidth))
                .Add($" {Figures.Reward(game.Now.Rewards[i]),5}", RewardStyle(game.Now.Rewards[i]))
                .Add($" {Figures.Share(game.Now.Returns[i]),6} {Figures.Share(game.Level.Facts.Optimal[i]),6}")
                .Add(reached == 0 ? "" : Figures.Steps(reached).PadLeft(7) + (reached == first ? "*" : ""), Bold));
        }
        foreach (string line in Standing(game)) lines.AddRange(LevelCards.Wrap(line, width).Select(l => FrameLine.Of(l)));
        lines.Add(new FrameLine());
        lines.AddRange(LegendLines(world, width));
        return lines;
    }

    private static Style RewardStyle(float reward) => reward switch
    {
        > 0 => new Style(Color.Green, decoration: Decoration.Bold),
        < 0 => new Style(Color.Red, decoration: Decoration.Bold),
        _ => Dim,
    };

    private static string Named(World world, int objective) =>
        string.Join(", ", Legend.Roles(world, objective)) is { Length: > 0 } roles
            ? $"{world.Objectives[objective]} ({roles})" : world.Objectives[objective];

    /// <summary>What the grid and the returns do not tell.</summary>
    private static IEnumerable<string> Standing(Game game)
    {
        Level picture = game.Picture();
        if (PlayWords.Counts(game) is { Length: > 0 } counts) yield return counts;
        if (PlayWords.Things(game.World, picture, game.Now.Cell) is { Length: > 0 } here) yield return $"under the agent: {here}";
        IEnumerable<int> several = picture.Objects.Where(o => !o.IsAbsent && o.Cell != game.Now.Cell).GroupBy(o => o.Cell)
            .Where(g => g.Count() > 1 || picture.Walls[g.Key]).Select(g => g.Key);
        foreach (int cell in several.Order())
            yield return $"* {PlayWords.Cell(game.World, cell)}: {PlayWords.Things(game.World, picture, cell)}";
    }

    private static List<FrameLine> LegendPage(World world, int width) =>
    [
        .. LevelCards.Wrap("objectives: " + Legend.Objectives(world), width).Select(l => FrameLine.Of(l)),
        .. LevelCards.Wrap($"reached: at which step, * the first; best: the {Legend.Optimum(world)}", width).Select(l => FrameLine.Of(l)),
        .. LegendLines(world, width),
    ];

    private static List<FrameLine> LegendLines(World world, int width)
    {
        List<FrameLine> lines = [];
        foreach (Legend.Entry entry in Legend.Of(world))
        {
            string[] words = [.. LevelCards.Wrap($"{entry.Name}: {entry.Effect}", Math.Max(10, width - 2))];
            lines.Add(FrameLine.Of($"{entry.Glyph} ", LevelCards.StyleOf(world, entry.Glyph)).Add(words[0]));
            lines.AddRange(words[1..].Select(w => FrameLine.Of($"  {w.TrimStart()}")));
        }
        return lines;
    }
}
