using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>What the cells of a level are worth under aims, by steps ahead: value iteration by sweeps over all that the level can come to.</summary>
/// <param name="Cells">
/// The cells that are told of: those without an object that a way leads to from the agent's. Of others it would be told first of all that nothing is to be had there, whoever wants what.
/// </param>
/// <param name="Ahead">[aim][steps][cell] the most that the aim pays in so many steps, discounted, while all objects are as at the start.</param>
internal sealed record ValueFields(int[] Cells, double[][][] Ahead)
{
    /// <summary>Whether values depend on nothing but what is there: neither on time nor on chance.</summary>
    public static bool AreKnownIn(World world) => world.Reference is null && world.Kinds.All(kind => kind.Motion == Motion.None);

    /// <summary>The fields of a level.</summary>
    /// <param name="world">Its world.</param>
    /// <param name="level">The level.</param>
    /// <param name="aims">The aims.</param>
    /// <param name="discount">Discount a step.</param>
    /// <param name="most">Most steps ahead.</param>
    public static ValueFields Of(World world, Level level, IEnumerable<Aim> aims, double discount, int most)
    {
        LevelGraph graph = new(world);
        graph.Build(level, tracking: [0, .. world.Proxies]);
        StateMoves moves = StateMoves.Of(graph, world, level);
        int[] ways = Paths.Distances(level.Size, level.Walls, level.Start);
        int[] cells = [.. Enumerable.Range(0, world.Cells).Where(cell => ways[cell] != Paths.Unreachable && !level.Objects.Any(o => o.Cell == cell))];
        return new ValueFields(cells, [.. aims.Select(aim => Iterate(Payoff.Of(graph, moves, world, aim), moves.States, world.Cells, discount, most))]);
    }

    private static double[][] Iterate(Payoff payoff, int[] states, int cells, double discount, int most)
    {
        double[] now = new double[payoff.Rewards.Length / Paths.Actions];
        double[][] ahead = new double[most + 1][];
        ahead[0] = now[..cells];
        for (int step = 1; step <= most; step++)
        {
            double[] before = now;
            now = new double[before.Length];
            foreach (int state in states)
            {
                double best = double.NegativeInfinity;
                for (int move = state * Paths.Actions; move < (state + 1) * Paths.Actions; move++)
                    best = Math.Max(best, payoff.Rewards[move] + (payoff.Successors[move] is >= 0 and var next ? discount * before[next] : 0));
                now[state] = best;
            }
            ahead[step] = now[..cells];
        }
        return ahead;
    }
}
