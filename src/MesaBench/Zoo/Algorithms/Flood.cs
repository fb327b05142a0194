using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>When a wave comes to the cells of a level, by breadth-first search.</summary>
internal static class Flood
{
    /// <summary>A wave that never comes.</summary>
    public const int Never = int.MaxValue;

    /// <summary>[cell] the tick at which the wave comes, the first being 1; <see cref="Never"/> where it does not.</summary>
    /// <param name="ground">The level, from whose goals it comes: a tick later from such as several planes tell.</param>
    /// <param name="isStopped">Whether the wave does not enter a cell; a goal there starts one all the same.</param>
    public static int[] Times(Ground ground, Func<int, bool> isStopped)
    {
        int[] times = new int[ground.Cells];
        Array.Fill(times, Never);
        foreach ((int cell, Look look) in ground.Goals) times[cell] = Math.Min(times[cell], look.Own is null ? 2 : 1);
        for (int tick = 1; tick <= 2 * times.Length; tick++)
        {
            for (int cell = 0; cell < times.Length; cell++)
            {
                if (times[cell] != tick) continue;
                for (int action = 0; action < Paths.Actions; action++)
                {
                    int next = ground.Next(cell, action);
                    if (times[next] > tick + 1 && !isStopped(next)) times[next] = tick + 1;
                }
            }
        }
        return times;
    }

    /// <summary>Whether the wave had come to a cell by a tick, and from the neighbour to which an action leads.</summary>
    public static bool CameFrom(Ground ground, int[] times, int cell, int action, int tick)
    {
        int next = ground.Next(cell, action);
        return next != cell && times[cell] <= tick && times[cell] != Never && times[next] == times[cell] - 1;
    }

    /// <summary>Writes the first variables of a state: F, D by action, G by compound look.</summary>
    public static void Fill(double[] state, int variables, Ground ground, int[] times, int tick, Func<int, bool> hasNoSteps)
    {
        for (int cell = 0; cell < times.Length; cell++)
        {
            Span<double> own = state.AsSpan(cell * variables, variables);
            own[0] = times[cell] <= tick ? 1 : 0;
            for (int action = 0; action < Paths.Actions; action++)
                own[1 + action] = !hasNoSteps(cell) && CameFrom(ground, times, cell, action, tick) ? 1 : 0;
        }
        foreach ((int cell, int number) in ground.Compound) state[cell * variables + 1 + Paths.Actions + number] = 1;
    }
}
