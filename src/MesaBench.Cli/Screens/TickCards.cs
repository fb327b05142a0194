using System.Globalization;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Cli.Screens;

/// <summary>Shows what a compiled network's state holds after each tick: grids side by side, as many as fit.</summary>
internal static class TickCards
{
    private const int Gap = 3, PlainWidth = 100;

    /// <summary>Writes the level and its states.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="world">The world.</param>
    /// <param name="level">The level.</param>
    /// <param name="algorithm">What the network computes, which knows how to draw it.</param>
    /// <param name="states">[tick - 1][cell x variable] what was read from the network.</param>
    /// <param name="isWhole">Whether ticks are shown after which nothing changed any more.</param>
    public static void Write(Screen screen, World world, Level level, IAlgorithm algorithm, IReadOnlyList<double[]> states, bool isWhole)
    {
        List<(string Title, string[] Rows)> cards = [("level", [.. Ascii.Draw(world, level).Split('\n').Take(world.Size)])];
        string[][] pictures = [.. states.Select(state => Rows(world, level, algorithm, state))];
        int last = pictures.Length;
        while (!isWhole && last > 1 && pictures[last - 1].SequenceEqual(pictures[last - 2])) last--;
        for (int tick = 1; tick <= last; tick++) cards.Add((string.Create(CultureInfo.InvariantCulture, $"tick {tick}"), pictures[tick - 1]));
        int width = Math.Max(world.Size, cards.Max(card => card.Title.Length)) + Gap;
        int perRow = Math.Max(1, ((screen.Rich?.Profile.Width ?? PlainWidth) + Gap - 1) / width);
        foreach ((string Title, string[] Rows)[] row in cards.Chunk(perRow))
        {
            screen.Text.WriteLine();
            screen.Text.WriteLine(string.Concat(row.Select(card => card.Title.PadRight(width))).TrimEnd());
            for (int line = 0; line < world.Size; line++) screen.Text.WriteLine(string.Concat(row.Select(card => card.Rows[line].PadRight(width))).TrimEnd());
        }
    }

    private static string[] Rows(World world, Level level, IAlgorithm algorithm, double[] state)
    {
        int variables = algorithm.Automaton.Variables.Count;
        char Cell(int cell) => level.Walls[cell] ? '#'
            : algorithm.Glyph(state.AsSpan(cell * variables, variables)) is var glyph and not ' ' ? glyph
            : cell == level.Start ? '@' : '.';
        return [.. Enumerable.Range(0, world.Size).Select(row => string.Concat(Enumerable.Range(0, world.Size).Select(column => Cell(row * world.Size + column))))];
    }
}
