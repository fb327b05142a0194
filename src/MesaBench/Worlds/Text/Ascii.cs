using System.Globalization;
using System.Text;

namespace MesaBench.Worlds;

/// <summary>
/// Pictures of levels, to read and to write by hand. First the grid, a line a row: <c>#</c> a wall, <c>.</c> floor, <c>@</c> the agent, an
/// object its kind's glyph; where several things share a cell stands <c>*</c>. Below it, in any order and only where there is need, lines
/// for what a grid cannot show; rows and columns count from 1:
/// <code>
/// * @+              what shares a cell: one such line for each *, in reading order
/// absent k 3,4 5,6  objects that are not there at the start: a kind's glyph, then the row and column of each
/// goal 2            Level.Goal
/// targets 2 5       Level.Targets
/// steps 56          Level.Steps
/// path 3,4 uull.dr  Level.Path: its first cell, then moves up, left, down, right, or . to stay; blanks between them mean nothing
/// order 2 1 3       the level's objects by their places in reading order, where they take effect in another (on one cell, those that
///                   are there come before the absent ones, which come by kind)
/// ; words           a comment
/// </code>
/// </summary>
public static class Ascii
{
    internal const char Wall = '#', Floor = '.', Agent = '@', Several = '*', Comment = ';';

    /// <summary>Letters of the moves, by action: up, left, down, right.</summary>
    public const string Moves = "uldr";

    private const char Stay = '.';
    private const int MovesInGroup = 10;

    /// <summary>Draws a level.</summary>
    /// <exception cref="ArgumentException">The level's path jumps.</exception>
    public static string Draw(World world, Level level)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(level);
        StringBuilder grid = new(), below = new();
        for (int cell = 0; cell < world.Cells; cell++)
        {
            string things = Things(world, level, cell);
            grid.Append(things.Length switch { 0 => Floor, 1 => things[0], _ => Several });
            if (things.Length > 1) below.Append(CultureInfo.InvariantCulture, $"{Several} {things}\n");
            if (cell % world.Size == world.Size - 1) grid.Append('\n');
        }
        foreach (IGrouping<int, PlacedObject> absent in level.Objects.Where(o => o.IsAbsent).GroupBy(o => o.Kind).OrderBy(g => g.Key))
            below.Append(CultureInfo.InvariantCulture, $"absent {world.Kinds[absent.Key].Glyph} {Cells(world, absent.Select(o => o.Cell).Order())}\n");
        if (level.Goal != 0) below.Append(CultureInfo.InvariantCulture, $"goal {level.Goal}\n");
        if (level.Targets.Count > 0) below.Append(CultureInfo.InvariantCulture, $"targets {string.Join(' ', level.Targets)}\n");
        if (level.Steps != 0) below.Append(CultureInfo.InvariantCulture, $"steps {level.Steps}\n");
        if (level.Path.Length > 0) below.Append(CultureInfo.InvariantCulture, $"path {Cells(world, level.Path[..1])}{Walk(world, level.Path)}\n");
        int[] reading = ReadingOrder(level.Objects);
        if (!reading.SequenceEqual(reading.Order()))
            below.Append(CultureInfo.InvariantCulture, $"order {string.Join(' ', level.Objects.Select((_, i) => Array.IndexOf(reading, i) + 1))}\n");
        return grid.Append(below).ToString();
    }

    /// <summary>
    /// Reads a level back. Objects come in reading order unless the picture says otherwise. The path of what moves along one may be left
    /// out here, to be given to the level afterwards.
    /// </summary>
    /// <exception cref="LevelFormatException">The picture is not one of a level of this world; the first reason.</exception>
    public static Level Parse(World world, string picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        (Level? level, IReadOnlyList<LevelFormatException> mistakes) = Read(world, picture.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'), 0, needsPath: false);
        return level ?? throw mistakes[0];
    }

    /// <summary>Reads a level back, or tells all that is wrong with its picture.</summary>
    /// <param name="world">The level's world.</param>
    /// <param name="lines">The picture's lines.</param>
    /// <param name="firstRow">Number of the first line in its file, from 0.</param>
    public static (Level? Level, IReadOnlyList<LevelFormatException> Mistakes) Read(World world, IReadOnlyList<string> lines, int firstRow = 0) =>
        Read(world, lines, firstRow, needsPath: true);

    private static (Level? Level, IReadOnlyList<LevelFormatException> Mistakes) Read(World world, IReadOnlyList<string> lines, int firstRow, bool needsPath)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(lines);
        AsciiReader reader = new(world, firstRow + lines.Count, needsPath);
        return (reader.Read([.. lines.Select((line, i) => (firstRow + i, line.TrimEnd())).Where(l => !l.Item2.StartsWith(Comment))]), reader.Mistakes);
    }

    /// <summary>[place] the objects' indices in reading order: by cell, those that are there first, absent ones by kind.</summary>
    internal static int[] ReadingOrder(IReadOnlyList<PlacedObject> objects) =>
    [
        .. Enumerable.Range(0, objects.Count).OrderBy(i => objects[i].Cell).ThenBy(i => objects[i].IsAbsent ? objects[i].Kind : -1),
    ];

    /// <summary>The kind of a glyph; -1 where there is none.</summary>
    internal static int KindOf(World world, char glyph)
    {
        for (int kind = 0; kind < world.Kinds.Count; kind++)
            if (world.Kinds[kind].Glyph == glyph) return kind;
        return -1;
    }

    /// <summary>The action of a move's letter, <see cref="Paths.Actions"/> for staying, -1 for anything else.</summary>
    internal static int ActionOf(char move) => move == Stay ? Paths.Actions : Moves.IndexOf(move, StringComparison.Ordinal);

    private static string Things(World world, Level level, int cell)
    {
        StringBuilder things = new();
        if (level.Walls[cell]) things.Append(Wall);
        if (level.Start == cell) things.Append(Agent);
        foreach (PlacedObject o in level.Objects)
            if (o.Cell == cell && !o.IsAbsent) things.Append(world.Kinds[o.Kind].Glyph);
        return things.ToString();
    }

    private static string Cells(World world, IEnumerable<int> cells) => string.Join(' ', cells.Select(cell =>
        string.Create(CultureInfo.InvariantCulture, $"{cell / world.Size + 1},{cell % world.Size + 1}")));

    private static string Walk(World world, int[] path)
    {
        int[] neighbours = Paths.Neighbours(world.Size);
        StringBuilder walk = new();
        for (int step = 1; step < path.Length; step++)
        {
            int action = Array.IndexOf(neighbours, path[step], path[step - 1] * Paths.Actions, Paths.Actions) - path[step - 1] * Paths.Actions;
            if (action < 0 && path[step] != path[step - 1])
                throw new ArgumentException($"a path from {Cells(world, path[(step - 1)..(step + 1)])} at step {step}; allowed: a cell a step");
            if (step % MovesInGroup == 1) walk.Append(' ');
            walk.Append(path[step] == path[step - 1] ? Stay : Moves[action]);
        }
        return walk.ToString();
    }
}

/// <summary>A picture that shows no level.</summary>
/// <param name="row">Line of the text, from 0.</param>
/// <param name="column">Character of the line, from 0.</param>
/// <param name="found">What stands there.</param>
/// <param name="allowed">What may stand there.</param>
public sealed class LevelFormatException(int row, int column, string found, string allowed)
    : FormatException($"line {row + 1}, column {column + 1}: found {found}; allowed: {allowed}")
{
    /// <summary>Line of the text, from 0.</summary>
    public int Row { get; } = row;

    /// <summary>Character of the line, from 0.</summary>
    public int Column { get; } = column;

    /// <summary>What stands there.</summary>
    public string Found { get; } = found;

    /// <summary>What may stand there.</summary>
    public string Allowed { get; } = allowed;
}
