namespace MesaBench.Worlds;

/// <summary>What leads where in a level: from every configuration and free cell, by every action. A state is configuration x cells + cell.</summary>
/// <param name="Count">Numbers of states, those of walls included.</param>
/// <param name="States">The states off walls: those too that nobody comes to from the start.</param>
/// <param name="Destinations">[cell][action] the cell that it leads to; a bump leads nowhere else.</param>
/// <param name="Successors">[state][action] the next state, or <see cref="LevelGraph.Ended"/>.</param>
/// <param name="Effects">[state][action] the effect on the way, or -1.</param>
internal sealed record StateMoves(int Count, int[] States, int[] Destinations, int[] Successors, int[] Effects)
{
    /// <summary>No level.</summary>
    public static StateMoves None { get; } = new(0, [], [], [], []);

    /// <summary>The moves of a level that a graph was built of.</summary>
    public static StateMoves Of(LevelGraph graph, World world, Level level)
    {
        int cells = world.Cells, count = graph.Count * cells;
        int[] destinations = [.. Paths.Neighbours(world.Size).Select((next, move) => level.Walls[next] ? move / Paths.Actions : next)];
        // Those too that an agent cannot come to for all that it knows: what it does not know of may bring it there.
        int[] states = [.. Enumerable.Range(0, count).Where(state => !level.Walls[state % cells])];
        int[] successors = new int[count * Paths.Actions], effects = new int[count * Paths.Actions];
        foreach (int state in states)
        {
            (int configuration, int cell) = (state / cells, state % cells);
            for (int a = 0; a < Paths.Actions; a++)
            {
                int to = destinations[cell * Paths.Actions + a], effect = to == cell ? -1 : graph.EffectAt(configuration, to);
                int then = effect < 0 ? configuration : graph.Next(effect);
                successors[state * Paths.Actions + a] = then == LevelGraph.Ended ? then : then * cells + to;
                effects[state * Paths.Actions + a] = effect;
            }
        }
        return new StateMoves(count, states, destinations, successors, effects);
    }
}
