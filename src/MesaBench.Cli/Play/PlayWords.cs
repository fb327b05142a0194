using System.Globalization;
using MesaBench.Worlds;

namespace MesaBench.Cli.Play;

/// <summary>A game in words.</summary>
internal static class PlayWords
{
    /// <summary>Names of the moves, by action.</summary>
    public static readonly string[] Moves = ["up", "left", "down", "right"];

    /// <summary>A cell as row,column from 1.</summary>
    public static string Cell(World world, int cell) =>
        string.Create(CultureInfo.InvariantCulture, $"{cell / world.Size + 1},{cell % world.Size + 1}");

    /// <summary>Which objectives were reached first, and how the episode ended, if it did.</summary>
    public static string State(Game game)
    {
        string end = game.Now.Terminated ? string.Create(CultureInfo.InvariantCulture, $"Ended at step {game.Now.Steps}. ")
            : game.Now.Truncated ? string.Create(CultureInfo.InvariantCulture, $"Cut off at step {game.Now.Steps}. ") : "";
        int[] reached = [.. game.Now.FirstReached.Where(step => step > 0)];
        if (reached.Length == 0) return end + (game.Now.IsOver ? "No objective was reached." : "");
        int first = reached.Min();
        string names = string.Join(" and ", game.World.Objectives.Where((_, i) => game.Now.FirstReached[i] == first));
        return end + string.Create(CultureInfo.InvariantCulture, $"Reached first: {names}, at step {first}.");
    }

    /// <summary>Whether any object hands out, takes or asks for items.</summary>
    public static bool HasItems(World world) => world.Kinds.Any(k => k.Gives != 0 || k.LeastHeld > 0);

    /// <summary>Items held and effects counted, where the world and the level have such; e.g. <c>held 2, counted 1 of 3</c>.</summary>
    public static string Counts(Game game)
    {
        string held = HasItems(game.World) ? string.Create(CultureInfo.InvariantCulture, $"held {game.Now.Held}") : "";
        int goal = game.Level.Level.Goal;
        string counted = goal > 0 ? string.Create(CultureInfo.InvariantCulture, $"counted {game.Now.Counted} of {goal}") : "";
        return string.Join(", ", new[] { held, counted }.Where(part => part.Length > 0));
    }

    /// <summary>Things on a cell besides the agent, in words.</summary>
    public static string Things(World world, Level picture, int cell)
    {
        IEnumerable<string> walls = picture.Walls[cell] ? ["wall"] : [];
        return string.Join(
            ", ", walls.Concat(picture.Objects.Where(o => o.Cell == cell && !o.IsAbsent).Select(o => world.Kinds[o.Kind].Name)));
    }
}
