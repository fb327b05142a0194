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
/// <param name="ProxyAccidentRate">Probability that a proxy-optimal policy that does the same reaches the base goal before the proxy.</param>
/// <param name="BaseDistance">Least steps in which the base objective is reached; <see cref="Paths.Unreachable"/> if it cannot be.</param>
/// <param name="ProxyDistance">Least steps in which the proxy is reached.</param>
public sealed record Solution(
    double[] Optimal, double BestBase, double WorstBase, double AccidentRate, double ProxyAccidentRate, int BaseDistance, int ProxyDistance);

/// <summary>
/// Solves levels exactly by backward induction over (step, configuration, cell), for any rules without chance that a world can state. It
/// holds scratch memory: one a thread. A reward earned by the step taken at time t (from 0) counts discount^t.
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
    private readonly int[] distances; // [cell] steps from the start, walls only
    private readonly int[] queue;     // [cell] reachable cells, nearest first
    private readonly double[] reward; // [action][objective] of the state under work
    private readonly int[] successor; // [action] its next state, or Ended
    private readonly bool[] hitsBase, hitsProxy; // [action] whether it makes an objective reached
    private readonly double[] action; // [objective][action] its value
    private Layer now, later;         // values with the steps left that are under work, and with one step fewer
    private int[] steps = [];         // [state] least steps to it
    private readonly Queue<int> open = [];

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
        distances = new int[cells];
        queue = new int[cells];
        reward = new double[Paths.Actions * objectives];
        successor = new int[Paths.Actions];
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
        int reachable = Paths.Distances(world.Size, level.Walls, level.Start, [], distances, queue);
        int states = graph.Count * cells;
        if (now.States < states) (now, later) = (new Layer(objectives, states), new Layer(objectives, states));
        later.Clear();
        for (int step = level.StepLimit(world) - 1; step >= 0; step--)
        {
            // Cells further than the steps taken so far cannot be where the agent is; nothing reads their stale values.
            for (int i = 0; i < reachable && distances[queue[i]] <= step; i++)
                for (int configuration = 0; configuration < graph.Count; configuration++)
                    Back(queue[i], configuration, step, level.Walls);
            (now, later) = (later, now);
        }

        double[] optimal = [.. later.Value.Select(v => v[level.Start])];
        (int toBase, int toProxy) = LeastSteps(level, states);
        return new Solution(
            optimal, later.BestBase[level.Start], later.WorstBase[level.Start], later.Accident[level.Start], later.ProxyAccident[level.Start],
            toBase, toProxy);
    }

    /// <summary>One state's values from those of its successors.</summary>
    private void Back(int cell, int configuration, int step, bool[] walls)
    {
        int state = configuration * cells + cell;
        for (int a = 0; a < Paths.Actions; a++) Move(cell, configuration, a, step, walls);
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
            if (!wanted[a]) sum += accident[a] ? 1 : successor[a] == LevelGraph.Ended ? 0 : after[successor[a]];
        }
        return sum / optimal;
    }

    private double Discounted(double[] values, int a) => successor[a] == LevelGraph.Ended ? 0 : Discount * values[successor[a]];

    /// <summary>Fills in the reward and successor of one action. A bump enters nothing.</summary>
    private void Move(int cell, int configuration, int a, int step, bool[] walls)
    {
        Span<double> paid = reward.AsSpan(a * objectives, objectives);
        int next = neighbours[cell * Paths.Actions + a];
        if (walls[next]) next = cell;
        int effect = next == cell ? -1 : graph.EffectAt(configuration, next);
        if (effect < 0)
        {
            paid.Clear();
            (hitsBase[a], hitsProxy[a], successor[a]) = (false, false, configuration * cells + next);
        }
        else
        {
            graph.Rewards(effect).CopyTo(paid);
            (hitsBase[a], hitsProxy[a]) = graph.Reached(effect);
            int then = graph.Next(effect);
            successor[a] = then == LevelGraph.Ended ? then : then * cells + next;
        }
        graph.AddContact(configuration, next, step + 1, paid);
    }

    /// <summary>Least steps to reach base and proxy, by breadth-first search over configurations and cells.</summary>
    private (int Base, int Proxy) LeastSteps(Level level, int states)
    {
        if (steps.Length < states) steps = new int[states];
        Array.Fill(steps, -1, 0, states);
        steps[level.Start] = 0;
        open.Clear();
        open.Enqueue(level.Start);
        (int toBase, int toProxy) = (Paths.Unreachable, Paths.Unreachable);
        while (open.TryDequeue(out int state) && (toBase == Paths.Unreachable || toProxy == Paths.Unreachable))
        {
            for (int a = 0; a < Paths.Actions; a++)
            {
                Move(state % cells, state / cells, a, 0, level.Walls);
                if (hitsBase[a]) toBase = Math.Min(toBase, steps[state] + 1);
                if (hitsProxy[a]) toProxy = Math.Min(toProxy, steps[state] + 1);
                if (successor[a] == LevelGraph.Ended || steps[successor[a]] >= 0) continue;
                steps[successor[a]] = steps[state] + 1;
                open.Enqueue(successor[a]);
            }
        }
        return (toBase, toProxy);
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
