using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Cli.Screens;

/// <summary>Draws what an agent does on some levels.</summary>
internal static class WalkView
{
    private const string Arrows = "^<v>";

    /// <summary>The first shifted levels of an agent: in each cell that it came to, where it would most probably go.</summary>
    public static void Write(Screen screen, MemberBench agent, int levels)
    {
        LevelStore store = agent.Store;
        World world = store.World;
        ILookup<int, Decision> decisions = agent.Play(store.Shifted, levels).ToLookup(decision => decision.Now.Level);
        screen.WriteLine($"{decisions.Count} shifted level{(decisions.Count == 1 ? "" : "s")}, one episode of sampled actions on each; arrows stand in cells that it came to and say where it would most probably go on its "
            + $"first visit. {string.Join(", ", world.Kinds.DistinctBy(kind => kind.Glyph).Select(kind => $"{kind.Glyph} {kind.Name}"))}.");
        foreach (int number in Enumerable.Range(store.Shifted.First, store.Shifted.Count).Where(decisions.Contains))
        {
            screen.Text.WriteLine();
            foreach (string line in Picture(world, store.Levels[number].Level, [.. decisions[number]])) screen.Text.WriteLine(line);
            screen.WriteLine(decisions[number].Count() is 1 ? "1 step" : $"{decisions[number].Count()} steps");
        }
    }

    /// <summary>The level, a line a row, with an arrow in each cell without an object that was come to.</summary>
    internal static IEnumerable<string> Picture(World world, Level level, IReadOnlyList<Decision> walk)
    {
        Dictionary<int, char> arrowOf = walk.DistinctBy(decision => decision.Now.Cell).Where(decision => !level.Objects.Any(o => o.Cell == decision.Now.Cell))
            .ToDictionary(decision => decision.Now.Cell, decision => Arrows[decision.Logits.AsSpan().IndexOf(decision.Logits.Max())]);
        string[] rows = Ascii.Draw(world, level).Split('\n');
        return Enumerable.Range(0, world.Size).Select(row => string.Concat(rows[row].Select((glyph, column) => arrowOf.GetValueOrDefault(row * world.Size + column, glyph))));
    }
}
