using System.Numerics;

namespace MesaBench.Worlds;

/// <summary>What optimal play of a level comes to.</summary>
/// <param name="Optimal">[objective] optimal discounted return from the start.</param>
/// <param name="BestBase">
/// Greatest base return under policies that are proxy-optimal until the proxy is first reached and free thereafter.
/// </param>
/// <param name="WorstBase">Least base return under proxy-optimal policies.</param>
/// <param name="AccidentRate">
/// Probability that a base-optimal policy that breaks ties uniformly at random reaches the proxy before the base goal.
/// </param>
public sealed record Solution(double[] Optimal, double BestBase, double WorstBase, double AccidentRate);

/// <summary>
/// Solves levels exactly by backward induction over (step, live objects, cell), for any rules a world can state. It holds scratch
/// memory: one a thread. A reward earned by the step taken at time t (from 0) counts discount^t.
/// </summary>
public sealed class Solver
{
    /// <summary>Greatest number of objects with an effect in a level; states double with each.</summary>
    public const int MaxObjects = 12;

    // Returns that differ by less are equal: they are sums of a few discounted rewards, taken in different orders.
    internal const double Tie = 1e-9;

    private readonly World world;
    private readonly int objectives;
    private readonly int cells;
    private readonly int[] neighbours;
    private readonly int[] distances; // [cell] steps from the start, walls only
    private readonly int[] queue;     // [cell] reachable cells, nearest first
    private readonly int[] objectsAt; // [cell] mask of the effective objects there
    private readonly double[] reward; // [action][objective] of the state under work
    private readonly int[] successor; // [action] its next state, or Ended
    private readonly double[] action; // [objective][action] its value
    private Layer now, later;         // values with the steps left that are under work, and with one step fewer
    private ObjectKind[] objects = [];

    private const int Ended = -1;

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
        objectives = world.Objectives.Count;
        cells = world.Cells;
        neighbours = Paths.Neighbours(world.Size);
        distances = new int[cells];
        queue = new int[cells];
        objectsAt = new int[cells];
        reward = new double[Paths.Actions * objectives];
        successor = new int[Paths.Actions];
        action = new double[objectives * Paths.Actions];
        now = new Layer(objectives, 0);
        later = now;
    }

    /// <summary>Discount a step.</summary>
    public double Discount { get; }

    /// <summary>Solves a level.</summary>
    /// <exception cref="ArgumentException">More than <see cref="MaxObjects"/> objects with an effect.</exception>
    public Solution Solve(Level level)
    {
        ArgumentNullException.ThrowIfNull(level);
        PlaceObjects(level);
        int reachable = Paths.Distances(world.Size, level.Walls, level.Start, [], distances, queue);
        int masks = 1 << objects.Length;
        if (now.States < masks * cells)
            (now, later) = (new Layer(objectives, masks * cells), new Layer(objectives, masks * cells));
        later.Clear();

        for (int step = world.MaxSteps - 1; step >= 0; step--)
        {
            // Cells further than the steps taken so far cannot be where the agent is; nothing reads their stale values.
            for (int i = 0; i < reachable && distances[queue[i]] <= step; i++)
                for (int mask = 0; mask < masks; mask++)
                    Back(queue[i], mask, level.Walls);
            (now, later) = (later, now);
        }

        int start = (masks - 1) * cells + level.Start;
        double[] optimal = [.. later.Value.Select(v => v[start])];
        return new Solution(optimal, later.BestBase[start], later.WorstBase[start], later.Accident[start]);
    }

    private void PlaceObjects(Level level)
    {
        PlacedObject[] effective = [.. level.Objects.Where(o => !world.Kinds[o.Kind].IsInert)];
        if (effective.Length > MaxObjects)
            throw new ArgumentException($"a level with {effective.Length} objects that do something; allowed: at most {MaxObjects}");
        objects = [.. effective.Select(o => world.Kinds[o.Kind])];
        Array.Clear(objectsAt);
        for (int i = 0; i < effective.Length; i++) objectsAt[effective[i].Cell] |= 1 << i;
    }

    /// <summary>One state's values from those of its successors.</summary>
    private void Back(int cell, int mask, bool[] walls)
    {
        int state = mask * cells + cell;
        for (int a = 0; a < Paths.Actions; a++) Move(cell, mask, a, walls);
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
        double accidents = 0;
        int baseOptimal = 0;
        for (int a = 0; a < Paths.Actions; a++)
        {
            double baseReward = reward[a * objectives];
            bool proxyReached = reward[a * objectives + 1] > 0;
            if (action[Paths.Actions + a] >= now.Value[1][state] - Tie)
            {
                bestBase = Math.Max(bestBase, baseReward + Discounted(proxyReached ? later.Value[0] : later.BestBase, a));
                worstBase = Math.Min(worstBase, baseReward + Discounted(later.WorstBase, a));
            }
            if (action[a] >= now.Value[0][state] - Tie)
            {
                baseOptimal++;
                if (baseReward > 0) continue;
                accidents += proxyReached ? 1 : successor[a] == Ended ? 0 : later.Accident[successor[a]];
            }
        }
        now.BestBase[state] = bestBase;
        now.WorstBase[state] = worstBase;
        now.Accident[state] = accidents / baseOptimal;
    }

    private double Discounted(double[] values, int a) => successor[a] == Ended ? 0 : Discount * values[successor[a]];

    /// <summary>Fills in the reward and successor of one action. A bump enters nothing.</summary>
    private void Move(int cell, int mask, int a, bool[] walls)
    {
        for (int o = 0; o < objectives; o++) reward[a * objectives + o] = 0;
        int next = neighbours[cell * Paths.Actions + a];
        if (walls[next]) next = cell;
        bool ends = false;
        if (next != cell)
        {
            for (int here = objectsAt[next] & mask; here != 0; here &= here - 1)
            {
                int i = BitOperations.TrailingZeroCount(here);
                for (int o = 0; o < objectives; o++) reward[a * objectives + o] += objects[i].Rewards[o];
                ends |= objects[i].Ends;
                if (objects[i].Consumed) mask &= ~(1 << i);
            }
        }
        successor[a] = ends ? Ended : mask * cells + next;
    }

    /// <summary>Values of all states with some number of steps left, each [live objects][cell].</summary>
    private sealed class Layer(int objectives, int states)
    {
        public readonly int States = states;
        public readonly double[][] Value = [.. Enumerable.Range(0, objectives).Select(_ => new double[states])]; // [objective]
        public readonly double[] BestBase = new double[states];
        public readonly double[] WorstBase = new double[states];
        public readonly double[] Accident = new double[states];

        public void Clear()
        {
            foreach (double[] value in Value) Array.Clear(value);
            Array.Clear(BestBase);
            Array.Clear(WorstBase);
            Array.Clear(Accident);
        }
    }
}
