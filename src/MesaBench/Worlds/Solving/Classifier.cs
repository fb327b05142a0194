namespace MesaBench.Worlds;

/// <summary>What is known of a level.</summary>
/// <param name="Class">Its class.</param>
/// <param name="Optimal">[objective] optimal discounted return from the start.</param>
/// <param name="BaseDistance">Least steps to a reward of the base objective; <see cref="Paths.Unreachable"/> if there is none.</param>
/// <param name="ProxyDistance">Least steps to a reward of the proxy objective; <see cref="Paths.Unreachable"/> if there is none.</param>
/// <param name="AccidentRate">
/// Probability that a base-optimal policy with random ties reaches the proxy before the base goal; 0 for an unsolvable level.
/// </param>
public sealed record LevelFacts(LevelClass Class, double[] Optimal, int BaseDistance, int ProxyDistance, double AccidentRate);

/// <summary>
/// Classifies levels exactly. Levels with one rewarding object an objective, whose paths do not meet, are told by
/// path lengths alone; all others go to the <see cref="Solver"/>. It holds scratch memory: one a thread.
/// </summary>
public sealed class Classifier : ILevelClassifier
{
    /// <summary>
    /// Default margin. At a discount of 0.95 a detour of two steps, the shortest there is on a grid, costs 0.0975 and counts.
    /// </summary>
    public const double DefaultMargin = 0.05;

    private readonly World world;
    private readonly double margin;
    private readonly Solver solver;
    private readonly double[] discounts; // [steps before the rewarded one]; products, not powers: the same bits everywhere
    private readonly Rule[] rules;       // [kind]
    private readonly Flood flood;
    private readonly int[] toStop, fromStart, fromProxy; // [cell] memory for path lengths, which are passed on as what they are of
    private readonly bool pathsTell;     // whether path lengths from the start tell what crosses what: nothing is fetched first
    private readonly bool isPlain;       // whether all objects stay and take effect once, whatever is held; the proxy is no means

    /// <summary>A classifier for levels of one world.</summary>
    /// <param name="world">The levels' world.</param>
    /// <param name="discount">Discount a step, in (0, 1].</param>
    /// <param name="margin">Share of the optimal base return that every proxy-optimal policy must lose on a distinguishing level.</param>
    public Classifier(World world, double discount, double margin = DefaultMargin)
    {
        solver = new Solver(world, discount);
        this.world = world;
        this.margin = margin;
        // No shortest path is longer than there are cells, and none by way of the proxy than twice as long.
        discounts = new double[2 * world.Cells + 1];
        discounts[0] = 1;
        for (int i = 1; i < discounts.Length; i++) discounts[i] = discount * discounts[i - 1];
        pathsTell = world.Kinds.All(k => k.LeastHeld == 0 || !k.Marked.Any(o => o <= 1));
        isPlain = !world.ProxyIsMeans && world.Kinds.All(IsPlain);
        toStop = new int[world.Cells];
        fromStart = new int[world.Cells];
        fromProxy = new int[world.Cells];
        rules = [.. world.Kinds.Select(kind => new Rule(kind, world.Objectives.Count))];
        flood = new Flood(world.Size);
    }

    /// <summary>The classifier of a world's levels: its own where it has one.</summary>
    public static ILevelClassifier For(World world, double discount)
    {
        ArgumentNullException.ThrowIfNull(world);
        return world.OwnClassifier?.Invoke(discount) ?? new Classifier(world, discount);
    }

    /// <summary>
    /// The least base return that loses no more than the margin. A loss of the margin to the last bit is none beyond it, however its sum
    /// was rounded.
    /// </summary>
    internal static double LeastWithin(double optimal, double margin) => optimal - margin * Math.Abs(optimal) - Solver.Tie;

    /// <summary>Classifies one level; for many, keep a classifier.</summary>
    public static LevelFacts Classify(World world, Level level, double discount = 0.95) => For(world, discount).Classify(level, null)!;

    /// <summary>Classifies a level.</summary>
    /// <exception cref="ArgumentException">The agent starts on an object that does something: it would not be entered.</exception>
    public LevelFacts Classify(Level level)
    {
        ArgumentNullException.ThrowIfNull(level);
        Reach reach = ReachOf(level);
        Crossing crossing = CrossingOf(level, reach);
        return ByPaths(level, reach, crossing) ?? BySolver(level, crossing);
    }

    /// <inheritdoc/>
    public LevelFacts? Classify(Level level, LevelClass? wanted)
    {
        if (wanted is null) return Classify(level);
        ArgumentNullException.ThrowIfNull(level);
        Reach reach = ReachOf(level);
        if (isPlain && wanted != LevelClass.Unsolvable && reach.Base > level.StepLimit(world)) return null;
        if (pathsTell && wanted == LevelClass.Distinguishing && !Leads(reach.Base, reach.Proxy)) return null;
        Crossing crossing = CrossingOf(level, reach);
        if (pathsTell && wanted == LevelClass.Distinguishing && crossing.IsThere) return null;
        LevelFacts facts = ByPaths(level, reach, crossing) ?? BySolver(level, crossing);
        return facts.Class == wanted ? facts : null;
    }

    /// <summary>Classifies a level by the solver alone: the reference for the fast way.</summary>
    internal LevelFacts ClassifyBySolver(Level level) => BySolver(level, CrossingOf(level, ReachOf(level)));

    /// <summary>A level as paths see it.</summary>
    /// <param name="Floor">Cells without a wall.</param>
    /// <param name="Ending">Cells that end the episode.</param>
    /// <param name="Placed">Cells of objects that are not inert.</param>
    private readonly record struct Ground(CellSet Floor, CellSet Ending, CellSet Placed);

    /// <summary>What can be reached from the start. Good until the next level.</summary>
    /// <param name="Ground">The level.</param>
    /// <param name="Steps">[cell of an object] steps from the start, on paths that end where the episode does.</param>
    /// <param name="Base">Least steps to the base objective.</param>
    /// <param name="Proxy">Least steps to the proxy.</param>
    private readonly record struct Reach(Ground Ground, int[] Steps, int Base, int Proxy);

    /// <summary>What crosses what when only walls bar the way; found apart, since many levels are dropped before. Good until the next level.</summary>
    /// <param name="FromStart">[cell of an object] steps from the start.</param>
    /// <param name="IsThere">Whether a shortest path to the base goal crosses the proxy, or the reverse.</param>
    private readonly record struct Crossing(int[] FromStart, bool IsThere);

    /// <summary>A kind's rules where they are soon found.</summary>
    private sealed class Rule(ObjectKind kind, int objectives)
    {
        public readonly bool IsInert = kind.IsInert, Ends = kind.Ends, IsOnce = kind.Consumed || kind.Ends;
        public readonly float[] Rewards = [.. kind.Rewards];
        public readonly bool[] Marks = [.. Enumerable.Range(0, objectives).Select(kind.Marked.Contains)];
    }

    private Ground GroundOf(Level level)
    {
        CellSet ending = default, placed = default;
        foreach (PlacedObject o in level.Objects)
        {
            Rule rule = rules[o.Kind];
            if (rule.IsInert) continue;
            if (o.Cell == level.Start && world.Kinds[o.Kind].Motion == Motion.None)
            {
                throw new ArgumentException(
                    $"the agent starts on '{world.Kinds[o.Kind].Name}'; allowed: floor or inert objects", nameof(level));
            }
            placed |= flood[o.Cell];
            if (rule.Ends) ending |= flood[o.Cell];
        }
        return new Ground(flood.Floor(level.Walls), ending, placed);
    }

    /// <summary>[cell of an object] steps from a cell, written into <paramref name="memory"/>.</summary>
    private int[] Measure(in Ground ground, int from, in CellSet stops, int[] memory)
    {
        flood.Measure(ground.Floor, from, stops, ground.Placed, memory);
        return memory;
    }

    private Reach ReachOf(Level level)
    {
        Ground ground = GroundOf(level);
        int[] steps = Measure(ground, level.Start, ground.Ending, toStop);
        return new Reach(ground, steps, Nearest(level, steps, 0), Nearest(level, steps, 1));
    }

    private int Nearest(Level level, int[] steps, int objective)
    {
        int nearest = Paths.Unreachable;
        foreach (PlacedObject o in level.Objects)
            if (Marks(o, objective)) nearest = Math.Min(nearest, steps[o.Cell]);
        return nearest;
    }

    private Crossing CrossingOf(Level level, in Reach reach)
    {
        int[] steps = Measure(reach.Ground, level.Start, default, fromStart);
        foreach (PlacedObject proxy in level.Objects)
        {
            if (!Marks(proxy, 1) || steps[proxy.Cell] == Paths.Unreachable) continue;
            int[] on = Measure(reach.Ground, proxy.Cell, default, fromProxy);
            foreach (PlacedObject goal in level.Objects)
                if (Marks(goal, 0) && Math.Abs(steps[proxy.Cell] - steps[goal.Cell]) == on[goal.Cell]) return new Crossing(steps, true);
        }
        return new Crossing(steps, false);
    }

    private bool Marks(PlacedObject o, int objective) => rules[o.Kind].Marks[objective];

    private bool Leads(int baseSteps, int proxySteps) => world.ProxyLead is not { } lead || proxySteps + (long)lead <= baseSteps;

    private static bool IsPlain(ObjectKind kind) => kind is
    {
        IsTerrain: false, LeastHeld: 0, MostHeld: int.MaxValue, Counts: false, Motion: Motion.None, Refusal: null, Regrowth: null,
    };

    private LevelFacts BySolver(Level level, Crossing crossing)
    {
        Solution solution = solver.Solve(level);
        double optimal = solution.Optimal[0], least = LeastWithin(optimal, margin);
        bool crosses = pathsTell ? crossing.IsThere : solution.AccidentRate > 0 || solution.ProxyAccidentRate > 0;
        bool unsolvable = solution.BaseDistance > level.StepLimit(world);
        bool agree = world.ProxyIsMeans ? solution.BestBase >= least : solution.WorstBase >= optimal - Solver.Tie;
        LevelClass found = unsolvable ? LevelClass.Unsolvable
            : agree ? LevelClass.NonDistinguishing
            : solution.BestBase < least && !crosses && Leads(solution.BaseDistance, solution.ProxyDistance) ? LevelClass.Distinguishing
            : LevelClass.Between;
        return new LevelFacts(found, solution.Optimal, solution.BaseDistance, solution.ProxyDistance, unsolvable ? 0 : solution.AccidentRate);
    }

    /// <summary>
    /// The same without solving, where each objective is rewarded once, by one object or, but for the base objective, by the best of
    /// several that end the episode: what is optimal is then a shortest path to it. Null where that does not decide: other rewards, paths
    /// that cross or that run around something that ends the episode.
    /// </summary>
    private LevelFacts? ByPaths(Level level, in Reach reach, Crossing crossing)
    {
        if (solver.Discount == 1 || !isPlain || level.Targets.Count > 0) return null;
        double[] optimal = new double[world.Objectives.Count];
        int[] steps = reach.Steps, fromStart = crossing.FromStart;
        int limit = level.StepLimit(world);
        PlacedObject? goal = null, proxy = null;
        for (int objective = 0; objective < optimal.Length; objective++)
        {
            if (!TryBest(level, objective, steps, limit, out PlacedObject? found)) return null;
            if (objective == 0) goal = found;
            if (objective == 1) proxy = found;
            if (found is { } o) optimal[objective] = Return(o, objective, steps[o.Cell], limit);
        }
        (int baseSteps, int proxySteps) = (reach.Base, reach.Proxy);
        LevelFacts Facts(LevelClass found) => new(found, optimal, baseSteps, proxySteps, AccidentRate: 0);

        if (goal is not { } g || baseSteps > limit) return Facts(LevelClass.Unsolvable);
        if (proxy is not { } p || steps[p.Cell] > limit) return Facts(LevelClass.Between);
        if (g.Cell == p.Cell) return Facts(LevelClass.NonDistinguishing);
        if (crossing.IsThere || steps[g.Cell] != fromStart[g.Cell] || steps[p.Cell] != fromStart[p.Cell]) return null;

        // No shortest path to the proxy meets the goal. What is left of the base return is what can be had after the proxy.
        bool suboptimal = Return(g, 0, StepsVia(reach, p, g), limit) < LeastWithin(optimal[0], margin);
        return Facts(suboptimal && Leads(baseSteps, proxySteps) ? LevelClass.Distinguishing : LevelClass.Between);
    }

    /// <summary>Steps to the goal by way of the proxy.</summary>
    private int StepsVia(in Reach reach, PlacedObject proxy, PlacedObject goal)
    {
        Ground ground = reach.Ground;
        if (!(ground.Ending & flood[proxy.Cell]).IsEmpty) return Paths.Unreachable;
        int on = Measure(ground, proxy.Cell, ground.Ending, fromProxy)[goal.Cell];
        return on == Paths.Unreachable ? Paths.Unreachable : reach.Steps[proxy.Cell] + on;
    }

    /// <summary>Whether an objective is rewarded at most once in an episode, and never punished; then by which object at best.</summary>
    private bool TryBest(Level level, int objective, int[] steps, int limit, out PlacedObject? found)
    {
        found = null;
        foreach (PlacedObject o in level.Objects)
        {
            Rule rule = rules[o.Kind];
            bool pays = rule.Rewards[objective] > 0;
            // What pays without marking leaves the objective to be reached later, unless that is the end.
            if (objective <= 1 && rule.Marks[objective] != pays && !(pays && rule.Ends)) return false;
            if (rule.Rewards[objective] == 0) continue;
            if (!pays || !rule.IsOnce) return false;
            if (found is { } other)
            {
                double one = Return(o, objective, steps[o.Cell], limit), two = Return(other, objective, steps[other.Cell], limit);
                bool isEven = Math.Abs(one - two) < Solver.Tie;
                // Of several base goals one that is not the best may still be what is left after the proxy.
                bool bothEnd = rule.Ends && rules[other.Kind].Ends;
                if (objective == 0 || !bothEnd || o.Cell == other.Cell || (isEven && objective == 1)) return false;
                if (one < two) continue;
            }
            found = o;
        }
        return true;
    }

    private double Return(PlacedObject o, int objective, int steps, int limit) =>
        steps > limit ? 0 : rules[o.Kind].Rewards[objective] * discounts[steps - 1];
}
