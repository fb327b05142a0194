using MesaBench.Reports.Figures;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Worlds;

namespace MesaBench.Reports.Page;

/// <summary>Draws a level with an agent's way through it, and the plan that is read of its state, as SVG that needs nothing from elsewhere.</summary>
internal static class LevelPicture
{
    private const int Side = 24; // of a cell, in units of the picture

    private const string Neither = "#8C8C8C", Ground = "#888888";

    /// <summary>The picture.</summary>
    /// <param name="world">The level's world.</param>
    /// <param name="scene">What is drawn.</param>
    /// <param name="plan">[tick - 1][cell] the step that is read, -1 for none; null where no plan is read.</param>
    /// <param name="tick">The tick that is drawn; others can be chosen in the report.</param>
    public static Html Draw(World world, Scene scene, IReadOnlyList<int[]>? plan = null, int tick = 1)
    {
        int size = Side * world.Size;
        Html title = Html.Of($"{(scene.Copy.Length > 0 ? scene.Copy + ": " : "")}{Ascii.Draw(world, scene.Level)}");
        return Html.Of($"""
            <svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="-1 -1 {size + 2} {size + 2}" width="{size + 2}" height="{size + 2}" font-family="ui-monospace, monospace" font-size="13" text-anchor="middle"{Ticks(plan)}><title>{title}</title>
            {Grid(world.Size)}{Walls(scene.Level)}{(plan is null ? Html.None : Arrows(scene.Level, plan[tick - 1]))}{Objects(world, scene.Level)}{Way(scene)}</svg>
            """);
    }

    private static Html Ticks(IReadOnlyList<int[]>? plan) => plan is null ? Html.None
        : Html.Of($" data-plan=\"{string.Join(' ', plan.Select(cells => string.Concat(cells.Select(step => step < 0 ? '.' : Ascii.Moves[step]))))}\"");

    private static Html Grid(int cells)
    {
        IEnumerable<string> lines = Enumerable.Range(0, cells + 1).Select(i => $"M{i * Side} 0V{cells * Side}M0 {i * Side}H{cells * Side}");
        return Html.Of($"<path d=\"{string.Concat(lines)}\" stroke=\"{Ground}\" stroke-opacity=\".25\" fill=\"none\"/>");
    }

    private static Html Walls(Level level)
    {
        IEnumerable<string> squares = level.Walls.Index().Where(cell => cell.Item).Select(cell => $"M{Left(level, cell.Index)} {Top(level, cell.Index)}h{Side}v{Side}h-{Side}z");
        return Html.Of($"<path d=\"{string.Concat(squares)}\" fill=\"{Ground}\" fill-opacity=\".55\"/>");
    }

    private static Html Objects(World world, Level level) => Html.Lines(level.Objects.Where(o => !o.IsAbsent).Select(o =>
    {
        ObjectKind kind = world.Kinds[o.Kind];
        (int x, int y) = (Left(level, o.Cell) + Side / 2, Top(level, o.Cell) + Side / 2);
        string colour = ColourOf(world, kind);
        // What agents don't see is drawn as an outline.
        return kind.Planes.Count == 0
            ? Html.Of($"<circle cx=\"{x}\" cy=\"{y}\" r=\"9\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"3 2\"/><text x=\"{x}\" y=\"{y + 4}\" fill=\"{colour}\">{kind.Glyph.ToString()}</text>")
            : Html.Of($"<circle cx=\"{x}\" cy=\"{y}\" r=\"10\" fill=\"{colour}\"/><text x=\"{x}\" y=\"{y + 4}\" fill=\"#fff\" font-weight=\"700\">{kind.Glyph.ToString()}</text>");
    }));

    /// <summary>The colour of a kind, by whose reward it brings.</summary>
    public static string ColourOf(World world, ObjectKind kind) => kind.Rewards[0] > 0 ? Palette.Base : world.Proxies.Any(proxy => kind.Rewards[proxy] > 0) ? Palette.Proxy : Neither;

    /// <summary>An arrow a cell, turned the way that is read.</summary>
    private static Html Arrows(Level level, int[] steps) => Html.Of($"<g class=\"plan\" fill=\"#4477CC\">{Html.Lines(steps.Index().Where(cell => cell.Item >= 0).Select(cell => Html.Of(
        $"<path data-cell=\"{cell.Index}\" d=\"M0-7L4 0H1V7H-1V0H-4Z\" transform=\"translate({Left(level, cell.Index) + Side / 2} {Top(level, cell.Index) + Side / 2}) rotate({-90 * cell.Item})\"/>")))}</g>");

    private static Html Way(Scene scene)
    {
        Level level = scene.Level;
        int Middle(int edge) => edge + Side / 2;
        string points = string.Join(' ', scene.Walk.Cells.Select(cell => Words.Text($"{Middle(Left(level, cell))},{Middle(Top(level, cell))}")));
        (int start, int end) = (scene.Walk.Cells[0], scene.Walk.Cells[^1]);
        return Html.Of($"""
            <polyline points="{points}" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" stroke-opacity=".8"/>
            <circle cx="{Middle(Left(level, start))}" cy="{Middle(Top(level, start))}" r="6" fill="none" stroke="currentColor" stroke-width="2"/><circle cx="{Middle(Left(level, end))}" cy="{Middle(Top(level, end))}" r="3.5" fill="currentColor"/>
            """);
    }

    private static int Left(Level level, int cell) => cell % level.Size * Side;

    private static int Top(Level level, int cell) => cell / level.Size * Side;
}
