using MesaBench.Cli.Screens;
using MesaBench.Worlds;

namespace MesaBench.Cli.Play;

/// <summary>What the keys of a game do.</summary>
internal static class PlayKeys
{
    /// <summary>Does what a key asks for; returns what has to be said of it, if anything.</summary>
    public static string Press(Game game, ConsoleKeyInfo key, ref int legend)
    {
        if (key.KeyChar == '?')
        {
            legend++; // past its last page it is gone
            return "";
        }
        legend = 0;
        if (ActionOf(key) is { } action)
        {
            if (game.Now.IsOver) return "The episode is over: n for the next level, r to play it again.";
            game.Move(action);
            return "";
        }
        switch (char.ToLowerInvariant(key.KeyChar))
        {
            case 'n':
                return game.TryNext() ? "" : $"There is no further {LevelCards.Words(game.Class)} level.";
            case 'r':
                game.Restart();
                return "";
            case 'c':
                return game.TrySwitch() ? "" : $"This world has {LevelCards.Words(game.Class)} levels only.";
            default:
                return "";
        }
    }

    /// <summary>The action of a key: arrows, hjkl or wasd; null for another key.</summary>
    private static int? ActionOf(ConsoleKeyInfo key) => (key.Key, char.ToLowerInvariant(key.KeyChar)) switch
    {
        (ConsoleKey.UpArrow, _) or (_, 'k' or 'w') => 0,
        (ConsoleKey.LeftArrow, _) or (_, 'h' or 'a') => 1,
        (ConsoleKey.DownArrow, _) or (_, 'j' or 's') => 2,
        (ConsoleKey.RightArrow, _) or (_, 'l' or 'd') => 3,
        _ => null,
    };
}
