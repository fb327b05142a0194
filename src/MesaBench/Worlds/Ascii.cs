using System.Globalization;
using System.Text;

namespace MesaBench.Worlds;

/// <summary>
/// Pictures of levels: a line a row, <c>#</c> a wall, <c>.</c> floor, <c>@</c> the agent, an object its kind's glyph. Where several
/// things share a cell stands <c>*</c>, and below the grid, in reading order, one line <c>* </c> and their characters for each.
/// </summary>
public static class Ascii
{
    private const char Wall = '#', Floor = '.', Agent = '@', Several = '*';

    /// <summary>Draws a level.</summary>
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
        return grid.Append(below).ToString();
    }

    /// <summary>
    /// Reads a level back. Objects come in reading order, those of one cell in their own order: the order that levels are drawn in.
    /// </summary>
    /// <exception cref="LevelFormatException">The picture is not one of a level of this world.</exception>
    public static Level Parse(World world, string picture)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(picture);
        string[] lines = picture.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        bool[] walls = new bool[world.Cells];
        List<PlacedObject> objects = [];
        int start = -1, below = world.Size;
        for (int row = 0; row < world.Size; row++)
        {
            string line = row < lines.Length ? lines[row] : "";
            for (int column = 0; column < world.Size; column++)
            {
                if (column >= line.Length) throw new LevelFormatException(row, column, "the end", $"{world.Size} rows and columns");
                if (line[column] == Several) AddSeveral(below++, row * world.Size + column);
                else if (line[column] != Floor) Add(line[column], row, column, row * world.Size + column);
            }
            if (line.Length > world.Size) throw new LevelFormatException(row, world.Size, line[world.Size..], "the end of the line");
        }
        if (below < lines.Length) throw new LevelFormatException(below, 0, lines[below], "the end");
        if (start < 0) throw new LevelFormatException(0, 0, "no agent", "one '@'");
        return new Level(world.Size, walls, start, [.. objects]);

        void AddSeveral(int row, int cell)
        {
            string line = row < lines.Length ? lines[row] : "";
            if (!line.StartsWith("* ", StringComparison.Ordinal) || line.Length < 4)
                throw new LevelFormatException(row, 0, line.Length == 0 ? "the end" : line, "'* ' and two or more characters");
            for (int column = 2; column < line.Length; column++) Add(line[column], row, column, cell);
        }

        void Add(char thing, int row, int column, int cell)
        {
            int kind = KindOf(world, thing);
            if (thing == Agent && start >= 0) throw new LevelFormatException(row, column, "a second '@'", "one '@'");
            if (thing == Agent) start = cell;
            else if (thing == Wall) walls[cell] = true;
            else if (kind >= 0) objects.Add(new PlacedObject(kind, cell));
            else throw new LevelFormatException(row, column, $"'{thing}'", Legend(world));
        }
    }

    private static string Things(World world, Level level, int cell)
    {
        StringBuilder things = new();
        if (level.Walls[cell]) things.Append(Wall);
        if (level.Start == cell) things.Append(Agent);
        foreach (PlacedObject o in level.Objects)
            if (o.Cell == cell) things.Append(world.Kinds[o.Kind].Glyph);
        return things.ToString();
    }

    private static int KindOf(World world, char glyph)
    {
        for (int kind = 0; kind < world.Kinds.Count; kind++)
            if (world.Kinds[kind].Glyph == glyph) return kind;
        return -1;
    }

    private static string Legend(World world) =>
        $"'{Wall}' wall, '{Floor}' floor, '{Agent}' agent, '{Several}' several, " + string.Join(", ", world.Kinds.Select(k => $"'{k.Glyph}' {k.Name}"));
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
