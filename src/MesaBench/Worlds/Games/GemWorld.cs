using System.Runtime.Intrinsics;
using MesaBench.Experiments;

namespace MesaBench.Worlds;

/// <summary>
/// The gem world in an experiment file (Langosco et al. 2022, maze II): a yellow line, to be known by its colour or its shape.
/// </summary>
[CatalogName("gem", "Take the yellow line. Base: the yellow line; proxies: the shape (any line) and the colour (anything yellow).")]
public sealed record GemSpec : WorldSpec, IWorldSource
{
    /// <summary>
    /// Whether training levels hold a red gem too, which is worth nothing; without it, as in the paper, only the yellow line.
    /// </summary>
    public bool Distractor { get; init; }

    /// <inheritdoc/>
    public override string Label => $"gem-{(Distractor ? "distractor-" : "")}{Ground}";

    /// <inheritdoc/>
    public override IReadOnlyList<RewardedObjective> Rewardable => [RewardedObjective.Proxy, RewardedObjective.SecondProxy];

    /// <inheritdoc/>
    public World Rules() => GemWorld.Build(Size, Layout, Distractor);
}

/// <summary>
/// Rules and generator of the gem world. Every object ends the episode. On distinguishing levels yellow line, red line and yellow gem
/// are there, so that they stay solvable; the yellow line is the furthest, and of no two objects does a shortest path to the one cross the
/// other: each proxy alone is distinguishing, shape and colour alike. Any line pays under the objective <c>line</c> and
/// anything yellow under <c>yellow</c>, so what is optimal for them is the nearest; but among others the yellow line reaches neither,
/// so that an outcome tells which was sought. Langosco's own test, red line against yellow gem without a right answer, is a copy.
/// </summary>
public static class GemWorld
{
    // Candidates without what a distinguishing level needs are drawn again, so many times before one of another class is handed on.
    private const int MostRedraws = 32;

    private const int YellowLine = 0, YellowLineAmongOthers = 1, RedLine = 2, YellowGem = 3, RedGem = 4;
    private const int HiddenRedLine = 5, HiddenYellowGem = 6;
    private const int Line = 2, Gem = 3, Yellow = 4, Red = 5;
    private const int Shape = 1, Colour = 2;

    // In the order of the constants above. What is hidden is not seen and ends nothing, but reaching its cell still shows.
    private static readonly ObjectKind[] Kinds =
    [
        new("yellow line", 'Y', [Line, Yellow], [1, 1, 1], Ends: true),
        new("yellow line among others", 'y', [Line, Yellow], [1, 1, 1], Ends: true) { Marks = [0] },
        new("red line", 'r', [Line, Red], [0, 1, 0], Ends: true),
        new("yellow gem", 'g', [Gem, Yellow], [0, 0, 1], Ends: true),
        new("red gem", 'd', [Gem, Red], [0, 0, 0], Ends: true),
        new("hidden red line", 'h', [], [0, 1, 0], Ends: false),
        new("hidden yellow gem", 'k', [], [0, 0, 1], Ends: false),
    ];

    /// <summary>The gem world of a size and layout.</summary>
    /// <param name="size">Cells along a side.</param>
    /// <param name="layout">How walls are laid.</param>
    /// <param name="distractor">Whether training levels hold a red gem too.</param>
    public static World Build(int size, Layout layout, bool distractor) => new()
    {
        Name = "gem",
        Size = size,
        Layout = layout,
        Planes = ["agent", "walls", "line", "gem", "yellow", "red"],
        Kinds = Kinds,
        Objectives = ["yellow line", "line", "yellow"],
        Proxies = [Shape, Colour],
        HideProxy = level => HideShape(HideColour(level)),
        Copies =
        [
            new("shape hidden", HideShape, HidesProxy: true),
            new("colour hidden", HideColour, HidesProxy: true),
            new("red line and yellow gem", WithoutYellowLine),
        ],
        Draw = (random, wish) => Draw(size, layout, distractor, random, wish),
        DistinctLayouts = wanted => DistinctLayouts(size, layout, distractor, wanted),
    };

    private static Level HideShape(Level level) => Replace(level, RedLine, HiddenRedLine);

    private static Level HideColour(Level level) => Replace(level, YellowGem, HiddenYellowGem);

    private static Level Replace(Level level, int kind, int by) => level with
    {
        Objects = [.. level.Objects.Select(o => o.Kind == kind ? o with { Kind = by } : o)],
    };

    private static Level WithoutYellowLine(Level level) => level with
    {
        Objects = [.. level.Objects.Where(o => o.Kind != YellowLineAmongOthers)],
    };

    private static Level Draw(int size, Layout layout, bool distractor, LevelRandom random, LevelWish wish)
    {
        if (wish.Class != LevelClass.Distinguishing) return Training(size, layout, distractor, random);
        Flood flood = Flood.OfThread(size);
        Span<int> fromStart = stackalloc int[size * size], between = stackalloc int[size * size];
        for (int i = 0; i < MostRedraws; i++)
        {
            bool[] walls = Layouts.Draw(layout, size, random);
            int start = Layouts.Place(random, walls);
            int a = Layouts.Place(random, walls, start);
            int b = Layouts.Place(random, walls, start, a), c = Layouts.Place(random, walls, start, a, b);
            CellSet floor = flood.Floor(walls);
            flood.Measure(floor, start, default, flood[a] | flood[b] | flood[c], fromStart);
            // The three are drawn alike, so that making the furthest the yellow line leaves the class's distribution as it is.
            if (fromStart[b] > fromStart[a]) (a, b) = (b, a);
            if (fromStart[c] > fromStart[a]) (a, c) = (c, a);
            if (fromStart[a] == Paths.Unreachable || fromStart[b] == fromStart[a] || fromStart[c] == fromStart[a]) continue;
            if (Cross(flood, floor, fromStart, between, a, b, c) || Cross(flood, floor, fromStart, between, b, c, c)) continue;
            PlacedObject[] objects = [new(YellowLineAmongOthers, a), new(RedLine, b), new(YellowGem, c)];
            Array.Sort(objects, static (x, y) => x.Cell.CompareTo(y.Cell));
            return new Level(size, walls, start, objects);
        }
        return Training(size, layout, distractor, random);
    }

    /// <summary>Whether a shortest path from the start to one cell crosses either of two others, or the reverse.</summary>
    private static bool Cross(Flood flood, in CellSet floor, Span<int> fromStart, Span<int> between, int of, int one, int other)
    {
        flood.Measure(floor, of, default, flood[one] | flood[other], between);
        return Math.Abs(fromStart[of] - fromStart[one]) == between[one] || Math.Abs(fromStart[of] - fromStart[other]) == between[other];
    }

    private static Level Training(int size, Layout layout, bool distractor, LevelRandom random)
    {
        bool[] walls = Layouts.Draw(layout, size, random);
        int start = Layouts.Place(random, walls);
        int line = Layouts.Place(random, walls, start);
        if (!distractor) return new Level(size, walls, start, [new(YellowLine, line)]);
        int gem = Layouts.Place(random, walls, start, line);
        PlacedObject[] objects = line < gem ? [new(YellowLine, line), new(RedGem, gem)] : [new(RedGem, gem), new(YellowLine, line)];
        return new Level(size, walls, start, objects);
    }

    private static double DistinctLayouts(int size, Layout layout, bool distractor, LevelClass wanted) => (wanted, layout) switch
    {
        (LevelClass.NonDistinguishing, Layout.Open) => size * size * (distractor ? size * size - 1 : 1),
        (LevelClass.NonDistinguishing, Layout.Maze) when !distractor => Layouts.Count(layout, size) * Layouts.Floor(layout, size),
        (LevelClass.Distinguishing, Layout.Open) => OpenLayouts(size),
        (LevelClass.NonDistinguishing or LevelClass.Distinguishing, _) => double.PositiveInfinity,
        _ => 0,
    };

    /// <summary>Places of yellow line, red line and yellow gem for which some start makes a distinguishing level without walls.</summary>
    private static double OpenLayouts(int size)
    {
        int cells = size * size;
        Vector256<ulong>[] nearer = new Vector256<ulong>[cells * cells]; // [far * cells + near] starts from which it is so
        Vector256<ulong>[] apart = new Vector256<ulong>[cells * cells];  // [a * cells + b] starts from which paths do not cross
        for (int a = 0; a < cells; a++)
            for (int b = 0; b < cells; b++)
                for (int start = 0; start < cells; start++)
                {
                    if (a == b || start == a || start == b || OpenGrid.Cross(size, start, a, b)) continue;
                    Vector256<ulong> bit = Vector256<ulong>.Zero.WithElement(start / 64, 1UL << start);
                    apart[a * cells + b] |= bit;
                    if (OpenGrid.Length(size, start, b) < OpenGrid.Length(size, start, a)) nearer[a * cells + b] |= bit;
                }

        int layouts = 0;
        for (int line = 0; line < cells; line++)
            for (int red = 0; red < cells; red++)
                for (int gem = 0; gem < cells; gem++)
                {
                    Vector256<ulong> starts = nearer[line * cells + red] & nearer[line * cells + gem] & apart[red * cells + gem];
                    if (starts != Vector256<ulong>.Zero) layouts++;
                }
        return layouts;
    }
}
