namespace MesaBench.Worlds;

/// <summary>What optimal play of a level comes to.</summary>
/// <param name="Optimal">[objective] optimal discounted return from the start.</param>
/// <param name="BestBase">
/// Greatest base return under policies that are proxy-optimal until the proxy is reached and free thereafter.
/// </param>
/// <param name="WorstBase">Least base return under proxy-optimal policies.</param>
/// <param name="AccidentRate">
/// Probability that a base-optimal policy that breaks ties uniformly at random reaches the proxy before the base goal.
/// </param>
/// <param name="ProxyAccidentRate">
/// Probability that a proxy-optimal policy that does the same reaches the base goal before the proxy.
/// </param>
/// <param name="BaseDistance">Least steps in which the base objective is reached; <see cref="Paths.Unreachable"/> if it cannot be.</param>
/// <param name="ProxyDistance">Least steps in which the proxy is reached.</param>
public sealed record Solution(
    double[] Optimal, double BestBase, double WorstBase, double AccidentRate, double ProxyAccidentRate, int BaseDistance,
    int ProxyDistance);

/// <summary>
/// Solves levels exactly by backward induction over (step, configuration, cell), for any rules without chance that a world can state.
/// It holds scratch memory: one a thread. A reward earned by the step taken at time t (from 0) counts discount^t.
/// </summary>
public sealed class Solver
{
    /// <summary>Greatest number of objects with an effect in a level; states double with each.</summary>
    public const int MaxObjects = LevelGraph.MaxSlots;

    // Returns that differ by less are equal: they are sums of a few discounted rewards, taken in different orders.
    internal const double Tie = 1e-9;

    private readonly World world;
    private readonly LevelGraph graph;
    private readonly int objectives;
    private readonly int cells;
    private readonly int[] neighbours;
    private readonly double[] reward; // [action][objective] of the state under work
    private readonly bool[] hitsBase, hitsProxy; // [action] whether it makes an objective reached
    private readonly double[] action; // [objective][action] its value
    private Layer now, later;         // values with the steps left that are under work, and with one step fewer
    private int[] steps = [];         // [state] least steps to it, or -1; a state is configuration x cells + cell
    private int[] order = [];         // the states that can be reached, nearest first
    private int[] successors = [];    // [state][action] the next state, or Ended
    private int[] effects = [];       // [state][action] the effect on the way, or -1
    private int current;              // the state under work, times actions
    private bool[] walls = [];

    /// <summary>A solver for levels of one world.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A discount outside (0, 1], or fewer than two objectives.</exception>
    public Solver(World world, double discount)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(discount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(discount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(world.Objectives.Count, 2);
        this.world = world;
        Discount = discount;
        graph = new LevelGraph(world);
        objectives = world.Objectives.Count;
        cells = world.Cells;
        neighbours = Paths.Neighbours(world.Size);
        reward = new double[Paths.Actions * objectives];
        hitsBase = new bool[Paths.Actions];
        hitsProxy = new bool[Paths.Actions];
        action = new double[objectives * Paths.Actions];
        now = new Layer(objectives, 0);
        later = now;
    }

    /// <summary>Discount a step.</summary>
    public double Discount { get; }

    /// <summary>Solves a level.</summary>
    /// <exception cref="ArgumentException">More than <see cref="MaxObjects"/> objects with an effect, or chances.</exception>
    public Solution Solve(Level level)
    {
        ArgumentNullException.ThrowIfNull(level);
        graph.Build(level);
        int states = graph.Count * cells;
        if (now.States < states) (now, later) = (new Layer(objectives, states), new Layer(objectives, states));
        (int reachable, int toBase, int toProxy) = Explore(level, states);
        later.Clear();
        for (int step = level.StepLimit(world) - 1; step >= 0; step--)
        {
            // States further than the steps taken so far cannot be where the agent is; nothing reads their stale values.
            for (int i = 0; i < reachable && steps[order[i]] <= step; i++) Back(order[i], step);
            (now, later) = (later, now);
        }

        double[] optimal = [.. later.Value.Select(v => v[level.Start])];
        int at = level.Start; // in the first configuration
        return new Solution(
            optimal, later.BestBase[at], later.WorstBase[at], later.Accident[at], later.ProxyAccident[at], toBase, toProxy);
    }

    /// <summary>One state's values from those of its successors.</summary>
    private void Back(int state, int step)
    {
        current = state * Paths.Actions;
        for (int a = 0; a < Paths.Actions; a++) Pay(state / cells, a, step);
        for (int o = 0; o < objectives; o++)
        {
            double best = double.NegativeInfinity;
            for (int a = 0; a < Paths.Actions; a++)
            {
                double value = reward[a * objectives + o] + Discounted(later.Value[o], a);
                action[o * Paths.Actions + a] = value;
                best = Math.Max(best, value);
            }
            now.Value[o][state] = best;
        }

        (double bestBase, double worstBase) = (double.NegativeInfinity, double.PositiveInfinity);
        for (int a = 0; a < Paths.Actions; a++)
        {
            if (action[Paths.Actions + a] < now.Value[1][state] - Tie) continue;
            double baseReward = reward[a * objectives];
            bestBase = Math.Max(bestBase, baseReward + Discounted(hitsProxy[a] ? later.Value[0] : later.BestBase, a));
            worstBase = Math.Min(worstBase, baseReward + Discounted(later.WorstBase, a));
        }
        now.BestBase[state] = bestBase;
        now.WorstBase[state] = worstBase;
        now.Accident[state] = Accidents(0, state, hitsBase, hitsProxy, later.Accident);
        now.ProxyAccident[state] = Accidents(1, state, hitsProxy, hitsBase, later.ProxyAccident);
    }

    /// <summary>Probability of hitting what is not wanted first, among actions that are optimal for an objective.</summary>
    private double Accidents(int objective, int state, bool[] wanted, bool[] accident, double[] after)
    {
        double sum = 0;
        int optimal = 0;
        for (int a = 0; a < Paths.Actions; a++)
        {
            if (action[objective * Paths.Actions + a] < now.Value[objective][state] - Tie) continue;
            optimal++;
            if (!wanted[a]) sum += accident[a] ? 1 : successors[current + a] is var next && next == LevelGraph.Ended ? 0 : after[next];
        }
        return sum / optimal;
    }

    private double Discounted(double[] values, int a) =>
        successors[current + a] is var next && next == LevelGraph.Ended ? 0 : Discount * values[next];

    /// <summary>Fills in what one action of the state under work brings at once.</summary>
    private void Pay(int configuration, int a, int step)
    {
        Span<double> paid = reward.AsSpan(a * objectives, objectives);
        int effect = effects[current + a];
        if (effect < 0)
        {
            paid.Clear();
            (hitsBase[a], hitsProxy[a]) = (false, false);
        }
        else
        {
            graph.Rewards(effect).CopyTo(paid);
            (hitsBase[a], hitsProxy[a]) = graph.Reached(effect);
        }
        if (graph.HasMovers) graph.AddContact(configuration, effect, Destination(current / Paths.Actions % cells, a), step + 1, paid);
    }

    /// <summary>The cell that an action leads to; a bump enters nothing.</summary>
    private int Destination(int cell, int a) => neighbours[cell * Paths.Actions + a] is var next && walls[next] ? cell : next;

    /// <summary>Finds all states, by breadth-first search over configurations and cells, and the least steps to base and proxy.</summary>
    private (int Reachable, int ToBase, int ToProxy) Explore(Level level, int states)
    {
        walls = level.Walls;
        if (steps.Length < states)
        {
            steps = new int[states];
            order = new int[states];
            successors = new int[states * Paths.Actions];
            effects = new int[states * Paths.Actions];
        }
        Array.Fill(steps, -1, 0, states);
        (int reachable, int toBase, int toProxy) = (1, Paths.Unreachable, Paths.Unreachable);
        order[0] = level.Start;
        steps[level.Start] = 0;
        for (int i = 0; i < reachable; i++)
        {
            (int configuration, int cell) = (order[i] / cells, order[i] % cells);
            int taken = steps[order[i]] + 1;
            for (int a = 0; a < Paths.Actions; a++)
            {
                int to = Destination(cell, a), effect = to == cell ? -1 : graph.EffectAt(configuration, to);
                int then = effect < 0 ? configuration : graph.Next(effect);
                int next = then == LevelGraph.Ended ? then : then * cells + to;
                (successors[order[i] * Paths.Actions + a], effects[order[i] * Paths.Actions + a]) = (next, effect);
                if (effect >= 0 && graph.Reached(effect) is var hit)
                {
                    if (hit.Base) toBase = Math.Min(toBase, taken);
                    if (hit.Proxy) toProxy = Math.Min(toProxy, taken);
                }
                if (next == LevelGraph.Ended || steps[next] >= 0) continue;
                steps[next] = taken;
                order[reachable++] = next;
            }
        }
        return (reachable, toBase, toProxy);
    }

    /// <summary>Values of all states with some number of steps left, each [configuration][cell].</summary>
    private sealed class Layer(int objectives, int states)
    {
        public readonly int States = states;
        public readonly double[][] Value = [.. Enumerable.Range(0, objectives).Select(_ => new double[states])]; // [objective]
        public readonly double[] BestBase = new double[states];
        public readonly double[] WorstBase = new double[states];
        public readonly double[] Accident = new double[states];
        public readonly double[] ProxyAccident = new double[states];

        public void Clear()
        {
            foreach (double[] value in Value) Array.Clear(value);
            Array.Clear(BestBase);
            Array.Clear(WorstBase);
            Array.Clear(Accident);
            Array.Clear(ProxyAccident);
        }
    }
}
