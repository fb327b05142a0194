using System.Globalization;
using MesaBench.Cli.Screens;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Cli.Play;

/// <summary>A game whose moves are known: its course as text.</summary>
internal static class PlayScript
{
    /// <summary>
    /// The actions of moves written as letters, blanks apart; a letter that is none is noted in <paramref name="problems"/>.
    /// </summary>
    public static int[] Read(string moves, string place, List<Problem> problems)
    {
        List<int> actions = [];
        for (int i = 0; i < moves.Length; i++)
        {
            if (char.IsWhiteSpace(moves[i])) continue;
            int action = Ascii.Moves.IndexOf(char.ToLowerInvariant(moves[i]), StringComparison.Ordinal);
            if (action >= 0) actions.Add(action);
            else problems.Add(new Problem(
                place, string.Create(CultureInfo.InvariantCulture, $"'{moves[i]}', character {i + 1}"), "u up, l left, d down, r right"));
        }
        return [.. actions];
    }

    /// <summary>
    /// Plays the moves and writes the level, the rewards and returns of each step under every objective, and the level at the end.
    /// </summary>
    public static void Write(TextWriter text, Game game, IReadOnlyList<int> actions)
    {
        World world = game.World;
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{game.Label}, level {game.Number}, {LevelCards.Words(game.Class)}"));
        text.WriteLine($"objectives: {Legend.Objectives(world)}");
        text.WriteLine();
        text.Write(Ascii.Draw(world, game.Level.Level));
        text.WriteLine();
        WriteHeader(text, world);
        int taken = 0;
        for (; taken < actions.Count && !game.Now.IsOver; taken++)
        {
            game.Move(actions[taken]);
            WriteStep(text, game);
        }
        text.WriteLine();
        text.Write(Ascii.Draw(world, game.Picture()));
        text.WriteLine();
        string best = world.Reference is null ? "optimum" : "reference policy";
        for (int i = 0; i < world.Objectives.Count; i++)
        {
            (double earned, double most) = (game.Now.Returns[i], game.Level.Facts.Optimal[i]);
            text.WriteLine($"{world.Objectives[i]}: return {Figures.Share(earned)}, {best} {Figures.Share(most)}");
        }
        if (PlayWords.Counts(game) is { Length: > 0 } counts) text.WriteLine(counts);
        if (PlayWords.State(game) is { Length: > 0 } state) text.WriteLine(state);
        if (taken < actions.Count) text.WriteLine($"Moves left over: {actions.Count - taken}.");
    }

    private static int ColumnWidth(string objective) => Math.Max(11, objective.Length);

    private static void WriteHeader(TextWriter text, World world)
    {
        string held = PlayWords.HasItems(world) ? "  held" : "";
        string objectives = string.Concat(world.Objectives.Select(o => "  " + o.PadLeft(ColumnWidth(o))));
        text.WriteLine($"step  move   cell {held}{objectives}   (reward, return)");
    }

    private static void WriteStep(TextWriter text, Game game)
    {
        World world = game.World;
        string returns = string.Concat(world.Objectives.Select((o, i) =>
            "  " + $"{Figures.Reward(game.Now.Rewards[i]),5} {Figures.Share(game.Now.Returns[i]),5}".PadLeft(ColumnWidth(o))));
        (string move, string cell) = (PlayWords.Moves[game.LastAction!.Value], PlayWords.Cell(world, game.Now.Cell));
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{game.Now.Steps,4}  {move,-5}  {cell,-5}{Held(game)}{returns}"));
    }

    private static string Held(Game game) =>
        PlayWords.HasItems(game.World) ? string.Create(CultureInfo.InvariantCulture, $"  {game.Now.Held,4}") : "";
}
