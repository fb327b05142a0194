using System.Globalization;
using MesaBench.Worlds;
using MesaBench.Zoo;
using Spectre.Console;

namespace MesaBench.Cli.Screens;

/// <summary>Shows what a compiled network's state holds after each tick: grids side by side, as many as fit.</summary>
internal static class TickCards
{
    /// <summary>Writes what characters say of a cell: of its state, then of the level.</summary>
    public static void WriteLegend(Screen screen, World world, IAlgorithm algorithm)
    {
        screen.WriteEntries(algorithm.Picture.Legend, _ => new Spectre.Console.Style(Color.Aqua), indent: 2);
        string[] kinds = [.. world.Kinds.Select(kind => $"{kind.Glyph} {kind.Name}{(kind.Planes.Count > 0 ? "" : " (not seen)")}")];
        screen.WriteLine($"The level: {string.Join("   ", ["@ agent", "# wall", ". floor", "* several", .. kinds])}");
    }

    /// <summary>Writes the level and its states.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="world">The world.</param>
    /// <param name="level">The level.</param>
    /// <param name="algorithm">What the network computes, which knows how to draw it.</param>
    /// <param name="states">[tick - 1][cell x variable] what was read from the network.</param>
    /// <param name="isWhole">Whether ticks are shown after which nothing changed any more.</param>
    public static void Write(Screen screen, World world, Level level, IAlgorithm algorithm, IReadOnlyList<double[]> states, bool isWhole)
    {
        string[] drawn = [.. Ascii.Draw(world, level).Split('\n').Take(world.Size)];
        string[][] pictures = [.. states.Select(state => Rows(string.Concat(drawn), world.Size, algorithm, state))];
        int last = pictures.Length;
        while (!isWhole && last > 1 && pictures[last - 1].SequenceEqual(pictures[last - 2])) last--;
        GridCards.Write(screen, world, [new("level", drawn), .. pictures.Take(last).Select((rows, i) => new GridCard(string.Create(CultureInfo.InvariantCulture, $"tick {i + 1}"), rows))]);
    }

    /// <summary>The grid of a state: where there is nothing to be told, what the level has there, but for what would be taken for a state.</summary>
    private static string[] Rows(string drawn, int size, IAlgorithm algorithm, double[] state)
    {
        int variables = algorithm.Automaton.Variables.Count;
        HashSet<char> taken = [.. algorithm.Picture.Legend.SelectMany(entry => entry.Glyphs)];
        char Cell(int cell) => drawn[cell] == '#' ? '#'
            : algorithm.Glyph(state.AsSpan(cell * variables, variables)) is var glyph and not ' ' ? glyph
            : taken.Contains(drawn[cell]) ? '.' : drawn[cell];
        return [.. Enumerable.Range(0, size).Select(row => string.Concat(Enumerable.Range(0, size).Select(column => Cell(row * size + column))))];
    }
}
