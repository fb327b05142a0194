using System.Globalization;

namespace MesaBench.Worlds;

/// <summary>Reads one picture of a level (see <see cref="Ascii"/>) and gathers all that is wrong with it.</summary>
/// <param name="world">The level's world.</param>
/// <param name="end">Number of the line after the picture, from 0.</param>
/// <param name="needsPath">Whether a level with something that moves along a path has to say which.</param>
internal sealed class AsciiReader(World world, int end, bool needsPath)
{
    // More steps than any episode has use for, marks and effects than any level has room for.
    private const int MostSteps = 100_000, MostMarks = 10_000;

    private static readonly string[] Lines = ["absent", "goal", "targets", "steps", "path", "order"];

    private readonly List<LevelFormatException> mistakes = [];
    private readonly bool[] walls = new bool[world.Cells];
    private readonly List<(PlacedObject Object, int Row, int Column)> objects = [];
    private readonly List<int> shared = []; // cells with a '*', in reading order
    private readonly HashSet<string> seen = [];
    private (int Cell, int Row, int Column) start = (-1, 0, 0);
    private List<int> targets = [], order = [], path = [];
    private (int Row, int Column) orderAt, goalAt, pathAt;
    private int goal, steps, sharedRead;

    private sealed record Word(string Text, int Row, int Column);

    /// <summary>All that is wrong, in the order of the text.</summary>
    public IReadOnlyList<LevelFormatException> Mistakes => mistakes;

    /// <summary>The level; null when there are mistakes.</summary>
    /// <param name="lines">The picture's lines without comments, with their numbers from 0.</param>
    public Level? Read((int Row, string Text)[] lines)
    {
        for (int row = 0; row < world.Size; row++)
        {
            if (row < lines.Length) ReadRow(lines[row].Text, lines[row].Row, row * world.Size);
            else if (row == lines.Length) Wrong(end, 0, "the end", Square);
        }
        foreach ((int row, string text) in lines.Skip(world.Size)) ReadLine(text, row);
        if (sharedRead < shared.Count && lines.Length >= world.Size) Wrong(end, 0, "the end", SharedAllowed);
        if (mistakes.Count == 0 && start.Cell < 0) Wrong(lines[0].Row, 0, "no agent", "one '@'");
        if (mistakes.Count > 0) return null;

        int[] reading = Ascii.ReadingOrder([.. objects.Select(o => o.Object)]);
        CheckOrder(reading.Length);
        CheckCells();
        CheckCounts();
        if (mistakes.Count > 0) return null;
        if (order.Count > 0) reading = [.. order.Select(place => reading[place - 1])];
        Level level = new(world.Size, walls, start.Cell, [.. reading.Select(i => objects[i].Object)])
        {
            Goal = goal,
            Targets = targets,
            Steps = steps,
            Path = [.. path],
        };
        return goal == 0 && targets.Count == 0 && world.Complete is { } complete ? complete(level) : level;
    }

    private string Square => $"{world.Size} rows and columns";

    private static string SharedAllowed => $"'{Ascii.Several} ' and two or more characters, for each '{Ascii.Several}' of the grid";

    private string Legend => $"'{Ascii.Wall}' wall, '{Ascii.Floor}' floor, '{Ascii.Agent}' agent, '{Ascii.Several}' several, {KindLegend(_ => true)}";

    private string KindLegend(Func<ObjectKind, bool> isAllowed) =>
        string.Join(", ", world.Kinds.Where(isAllowed).Select(k => $"'{k.Glyph}' {k.Name}")) is { Length: > 0 } legend ? legend : "none";

    private void Wrong(int row, int column, string found, string allowed) => mistakes.Add(new LevelFormatException(row, column, found, allowed));

    private void ReadRow(string text, int row, int firstCell)
    {
        for (int column = 0; column < Math.Min(text.Length, world.Size); column++)
        {
            if (text[column] == Ascii.Several) shared.Add(firstCell + column);
            else if (text[column] != Ascii.Floor) Add(text[column], row, column, firstCell + column);
        }
        if (text.Length < world.Size) Wrong(row, text.Length, "the end", Square);
        if (text.Length > world.Size) Wrong(row, world.Size, text[world.Size..], "the end of the line");
    }

    private void Add(char thing, int row, int column, int cell)
    {
        if (thing == Ascii.Agent && start.Cell >= 0) Wrong(row, column, "a second '@'", "one '@'");
        else if (thing == Ascii.Agent) start = (cell, row, column);
        else if (thing == Ascii.Wall) walls[cell] = true;
        else if (Ascii.KindOf(world, thing) is >= 0 and int kind) objects.Add((new PlacedObject(kind, cell), row, column));
        else Wrong(row, column, $"'{thing}'", Legend);
    }

    /// <summary>A line below the grid.</summary>
    private void ReadLine(string text, int row)
    {
        if (text.StartsWith(Ascii.Several))
        {
            ReadShared(text, row);
            return;
        }
        Word[] words = Words(text, row);
        if (words.Length == 0 || !Lines.Contains(words[0].Text))
            Wrong(row, 0, text.Length == 0 ? "an empty line" : text, $"the end, or a line that begins with {Ascii.Several}, {string.Join(", ", Lines)} or {Ascii.Comment}");
        else if (words[0].Text != "absent" && !seen.Add(words[0].Text))
            Wrong(row, 0, $"a second {words[0].Text}", $"one line {words[0].Text}");
        else
            ReadWords(words[0], words[1..]);
    }

    private void ReadWords(Word name, Word[] words)
    {
        string wanted = name.Text switch
        {
            "absent" => "a kind's glyph, then cells as row,column",
            "path" => "its first cell as row,column, then its moves",
            "order" => "places of objects in reading order",
            _ => "a whole number",
        };
        int least = name.Text == "absent" ? 2 : 1, most = name.Text is "goal" or "steps" ? 1 : int.MaxValue;
        if (words.Length < least) Wrong(name.Row, words.Length == 0 ? name.Column + name.Text.Length : words[^1].Column + words[^1].Text.Length, "the end of the line", wanted);
        else if (words.Length > most) Wrong(name.Row, words[most].Column, words[most].Text, "the end of the line");
        else
            switch (name.Text)
            {
                case "absent": ReadAbsent(words); break;
                case "goal": (goal, goalAt) = (Number(words[0], 1, MostMarks), (name.Row, words[0].Column)); break;
                case "targets": ReadTargets(words); break;
                case "steps": steps = Number(words[0], 1, MostSteps); break;
                case "path": ReadPath(words); break;
                default: (order, orderAt) = ([.. words.Select(w => Number(w, 1))], (name.Row, words[0].Column)); break;
            }
    }

    private void ReadShared(string text, int row)
    {
        if (sharedRead == shared.Count)
            Wrong(row, 0, text, $"one line '{Ascii.Several} ' for each '{Ascii.Several}' of the grid, which has {shared.Count}");
        else if (!text.StartsWith($"{Ascii.Several} ", StringComparison.Ordinal) || text.Length < 4)
            Wrong(row, 0, text, SharedAllowed);
        else
            for (int column = 2; column < text.Length; column++) Add(text[column], row, column, shared[sharedRead]);
        if (sharedRead < shared.Count) sharedRead++;
    }

    private void ReadAbsent(Word[] words)
    {
        int kind = words[0].Text.Length == 1 ? Ascii.KindOf(world, words[0].Text[0]) : -1;
        if (kind < 0 || !CanAppear(world.Kinds[kind])) Wrong(words[0].Row, words[0].Column, words[0].Text, $"kinds that may appear later: {KindLegend(CanAppear)}");
        else
            foreach (Word word in words[1..])
                if (Cell(word) is >= 0 and int cell) objects.Add((new PlacedObject(kind, cell, IsAbsent: true), word.Row, word.Column));
    }

    private static bool CanAppear(ObjectKind kind) => kind.Regrowth is not null;

    private void ReadTargets(Word[] words)
    {
        targets = [.. words.Select(w => Number(w, 1, MostMarks))];
        foreach ((int objective, Word word) in words.Take(world.Objectives.Count).Index())
            if (targets[objective] > 1 && world.Kinds.Where(kind => kind.Marked.Contains(objective)).All(kind => kind.Ends))
                Wrong(word.Row, word.Column, word.Text, $"1: an episode ends with the first {world.Objectives[objective]}");
        if (words.Length > world.Objectives.Count)
            Wrong(words[0].Row, words[world.Objectives.Count].Column, words[world.Objectives.Count].Text, $"at most one for each objective: {string.Join(", ", world.Objectives)}");
    }

    private void ReadPath(Word[] words)
    {
        pathAt = (words[0].Row, words[0].Column);
        if (!world.Kinds.Any(kind => kind.Motion == Motion.OnPath))
        {
            Wrong(pathAt.Row, pathAt.Column, words[0].Text, "no path: nothing moves along one in this world");
            return;
        }
        int cell = Cell(words[0]);
        if (cell < 0) return;
        int[] neighbours = Paths.Neighbours(world.Size);
        path = [cell];
        foreach ((char move, int column) in words[1..].SelectMany(w => w.Text.Select((move, i) => (move, w.Column + i))))
        {
            int action = Ascii.ActionOf(move);
            int next = action < 0 ? -1 : action == Paths.Actions ? cell : neighbours[cell * Paths.Actions + action];
            string? found = action < 0 ? $"'{move}'" : action < Paths.Actions && next == cell ? $"'{move}', out of the grid" : walls[next] ? $"'{move}', into a wall" : null;
            if (found is not null)
            {
                Wrong(words[0].Row, column, found, "u up, l left, d down, r right, onto floor, or . to stay");
                return;
            }
            path.Add(cell = next);
        }
        if (walls[path[0]]) Wrong(pathAt.Row, pathAt.Column, $"{words[0].Text}, a wall", "floor");
    }

    /// <summary>A cell written as row,column, each from 1; -1 for anything else, which is noted.</summary>
    private int Cell(Word word)
    {
        string[] parts = word.Text.Split(',');
        if (parts.Length == 2 && TryNumber(parts[0], out int row) && TryNumber(parts[1], out int column)
            && row >= 1 && row <= world.Size && column >= 1 && column <= world.Size)
            return (row - 1) * world.Size + column - 1;
        Wrong(word.Row, word.Column, word.Text, $"a cell as row,column, each from 1 to {world.Size}");
        return -1;
    }

    private int Number(Word word, int least, int most = int.MaxValue)
    {
        if (TryNumber(word.Text, out int number) && number >= least && number <= most) return number;
        Wrong(word.Row, word.Column, word.Text, most == int.MaxValue ? $"a whole number, {least} or more" : $"a whole number, {least} to {most}");
        return least;
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static Word[] Words(string text, int row)
    {
        List<Word> words = [];
        for (int column = 0; column < text.Length; column++)
        {
            if (char.IsWhiteSpace(text[column])) continue;
            int first = column;
            while (column < text.Length && !char.IsWhiteSpace(text[column])) column++;
            words.Add(new Word(text[first..column], row, first));
        }
        return [.. words];
    }

    private void CheckOrder(int count)
    {
        if (order.Count > 0 && !order.Order().SequenceEqual(Enumerable.Range(1, count)))
            Wrong(orderAt.Row, orderAt.Column, string.Join(' ', order), count == 0 ? "no line: there is no object" : $"each number from 1 to {count} once");
    }

    /// <summary>What may not share a cell.</summary>
    private void CheckCells()
    {
        if (walls[start.Cell]) Wrong(start.Row, start.Column, "the agent in a wall", "the agent on floor");
        HashSet<(int Plane, int Cell)> shown = [];
        foreach ((PlacedObject o, int row, int column) in objects)
        {
            ObjectKind kind = world.Kinds[o.Kind];
            if (o.Cell == start.Cell && !kind.IsInert && !o.IsAbsent && kind.Motion == Motion.None)
                Wrong(row, column, $"{kind.Name} under the agent", "floor, what does nothing or what moves under the agent");
            if (kind.Motion != Motion.None && walls[o.Cell]) Wrong(row, column, $"{kind.Name} in a wall", $"{kind.Name} on floor");
            if (kind.Motion == Motion.OnPath && path.Count == 0 && needsPath)
                Wrong(row, column, $"{kind.Name} without a path", "a line path below the grid");
            if (kind.Motion == Motion.OnPath && path.Count > 0 && o.Cell != path[0])
                Wrong(pathAt.Row, pathAt.Column, "a path from elsewhere", $"the cell of {kind.Name}, {o.Cell / world.Size + 1},{o.Cell % world.Size + 1}");
            // What moves may come to any cell, so it is let share one.
            if (kind.Motion != Motion.None) continue;
            foreach (int plane in kind.Planes.Concat(kind.ReadyPlanes))
                if (!shown.Add((plane, o.Cell)))
                    Wrong(row, column, $"{kind.Name} on a cell that shows on plane '{world.Planes[plane]}' already", "one object a cell and plane");
        }
    }

    /// <summary>What there may not be more of.</summary>
    private void CheckCounts()
    {
        Most(LevelTable.SlotLimit, k => k.IsSlot, "objects that do something");
        Most(LevelTable.MoverLimit, k => k.Motion != Motion.None, "objects that move");
        if (goal > 0 && !world.Kinds.Any(k => k.Counts)) Wrong(goalAt.Row, goalAt.Column, $"{goal}", "no goal: nothing counts towards one in this world");

        void Most(int most, Func<ObjectKind, bool> isCounted, string what)
        {
            var counted = objects.Where(o => isCounted(world.Kinds[o.Object.Kind])).ToList();
            if (counted.Count > most) Wrong(counted[most].Row, counted[most].Column, $"{counted.Count} {what}", $"at most {most}");
        }
    }
}
