using System.Numerics;

namespace MesaBench.Worlds;

/// <summary>What the routes through a level come to.</summary>
/// <param name="Optimal">[objective] optimal discounted return from the start.</param>
/// <param name="BestBase">As in <see cref="Solution"/>.</param>
/// <param name="WorstBase">As in <see cref="Solution"/>.</param>
/// <param name="Accidents">Which base-optimal routes reach the proxy before the base goal.</param>
/// <param name="ProxyAccidents">Which proxy-optimal routes reach the base goal before the proxy.</param>
/// <param name="BaseDistance">
/// Least steps in which the base objective is reached; <see cref="Paths.Unreachable"/> if it cannot be within the episode.
/// </param>
/// <param name="ProxyDistance">The same of the proxy.</param>
public sealed record RouteSolution(
    double[] Optimal, double BestBase, double WorstBase, Share Accidents, Share ProxyAccidents, int BaseDistance, int ProxyDistance);

/// <summary>How many of some routes do something.</summary>
[Flags]
public enum Share
{
    /// <summary>There are no routes.</summary>
    Empty = 0,

    /// <summary>None does.</summary>
    None = 1,

    /// <summary>All do.</summary>
    All = 2,

    /// <summary>Some may, others may not.</summary>
    Some = None | All,
}

/// <summary>
/// Solves levels exactly over the orders in which their objects can take effect, a hundred times sooner than the <see cref="Solver"/>
/// goes over every cell at every step. Where nothing punishes and a later reward is worth less, time is lost only where nothing is left
/// to gain: between two effects an optimal route is a shortest path that enters no other object that would take effect, whatever
/// else it passes. So a state is the last object entered, what is still there, what is held and the steps taken. One thing is taken for
/// granted: that an agent with nothing to gain can pass the time without an effect, which four objects around it would prevent.
/// It holds scratch memory: one a thread.
/// </summary>
public sealed class Routes
{
    /// <summary>Greatest number of cells with objects that do something in a level.</summary>
    public const int MaxSites = 8;

    private readonly World world;
    private readonly double discount;
    private readonly int objectives;
    private readonly int[] neighbours;
    private readonly Flood flood;
    private readonly int[] lengths;                                 // [cell] steps to sites
    private readonly int[] legs, legStamps;                         // [site + 1][mask of stops][site] steps, and when they were measured
    private readonly List<(ObjectKind Kind, int Site)> slots = [];
    private readonly List<int> sites = [];                          // cells
    private double[] discounts = [1];                               // [steps]
    private double[] values = [], rewards = [];                     // [depth][objective]
    private Outlook[] outlooks = [];                                // [depth]
    private Level level = new(0, [], 0, []);
    private CellSet floor, allSites;
    private int stamp, limit, baseTarget, proxyTarget, baseDistance, proxyDistance;

    /// <summary>A solver for levels of one world.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A discount outside (0, 1).</exception>
    /// <exception cref="NotSupportedException">
    /// Rules that routes do not cover: punishments, terrain, what moves, grows or takes effect for ever.
    /// </exception>
    public Routes(World world, double discount)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(discount);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(discount, 1);
        bool anyStays = world.Kinds.Any(Stays);
        foreach (ObjectKind kind in world.Kinds.Where(k => !k.IsInert))
            if (!IsCovered(kind, anyStays)) throw new NotSupportedException($"{world.Name}: routes do not cover '{kind.Name}'");
        this.world = world;
        this.discount = discount;
        objectives = world.Objectives.Count;
        neighbours = Paths.Neighbours(world.Size);
        flood = new Flood(world.Size);
        lengths = new int[world.Cells];
        legs = new int[(MaxSites + 1) * (1 << MaxSites) * MaxSites];
        legStamps = new int[(MaxSites + 1) * (1 << MaxSites)];
    }

    /// <summary>Solves a level.</summary>
    /// <exception cref="ArgumentException">Objects with an effect in more than <see cref="MaxSites"/> cells.</exception>
    public RouteSolution Solve(Level level)
    {
        ArgumentNullException.ThrowIfNull(level);
        this.level = level;
        stamp++;
        limit = level.StepLimit(world);
        (baseTarget, proxyTarget) = (level.Target(0), level.Target(1));
        baseDistance = proxyDistance = Paths.Unreachable;
        floor = flood.Floor(level.Walls);
        Place();
        Grow();
        Visit(0, new Stand(-1, (1 << slots.Count) - 1, 0, 0, 0, 0, 0));
        Outlook start = outlooks[0];
        return new RouteSolution(
            values[..objectives], start.Best, start.Worst, start.Accidents, start.ProxyAccidents, baseDistance, proxyDistance);
    }

    // What stays hands nothing out and takes the one item there is, so that it cannot take effect twice in a row.
    private static bool Stays(ObjectKind kind) => !kind.IsInert && !kind.Ends && !kind.Consumed;

    private static bool IsCovered(ObjectKind kind, bool anyStays) =>
        kind.IsSlot && kind.Motion == Motion.None && kind.Regrowth is null && kind.Refusal is null && kind.LastMarks.Count == 0
        && kind.Rewards.All(r => r >= 0)
        && (!Stays(kind) || (kind.LeastHeld == 1 && kind.Gives == -1))
        && (!anyStays || kind.Gives <= 0 || (kind.Gives == 1 && kind.MostHeld == 0));

    private void Place()
    {
        slots.Clear();
        sites.Clear();
        allSites = default;
        foreach (PlacedObject o in level.Objects)
        {
            if (world.Kinds[o.Kind].IsInert) continue;
            int site = sites.IndexOf(o.Cell);
            if (site < 0)
            {
                site = sites.Count;
                sites.Add(o.Cell);
                allSites |= flood[o.Cell];
            }
            slots.Add((world.Kinds[o.Kind], site));
        }
        if (sites.Count > MaxSites)
            throw new ArgumentException($"a level with objects that do something in {sites.Count} cells; allowed: at most {MaxSites}");
    }

    /// <summary>Room for the longest route, on which every object is consumed and what was held is handed over piece by piece.</summary>
    private void Grow()
    {
        int depths = 2 * slots.Count + 2;
        if (outlooks.Length < depths)
            (outlooks, values, rewards) = (new Outlook[depths], new double[depths * objectives], new double[depths * objectives]);
        int known = discounts.Length;
        if (known > limit) return;
        Array.Resize(ref discounts, limit + 1);
        for (int i = known; i < discounts.Length; i++) discounts[i] = discount * discounts[i - 1];
    }

    /// <summary>Where a route stands after an effect.</summary>
    private readonly record struct Stand(int Site, int Live, int Held, int Count, int BaseMarks, int ProxyMarks, int Steps);

    /// <summary>What is to be had from a state on, beside the values.</summary>
    private record struct Outlook(double Best, double Worst, Share Accidents, Share ProxyAccidents);

    /// <summary>Fills in the values and the outlook of a state from those of all states in which the next effect can leave it.</summary>
    private void Visit(int depth, Stand at)
    {
        Span<double> value = values.AsSpan(depth * objectives, objectives);
        value.Clear();
        Outlook outlook = default;
        int triggers = Triggers(at);
        int row = Legs(at.Site, triggers);
        for (int site = 0; site < sites.Count; site++)
        {
            int steps = legs[row + site];
            if ((triggers >> site & 1) == 0 || steps == Paths.Unreachable || at.Steps + steps > limit) continue;
            (Stand next, bool ends) = Enter(depth, at, site, steps);
            values.AsSpan((depth + 1) * objectives, objectives).Clear();
            outlooks[depth + 1] = default;
            if (!ends) Visit(depth + 1, next);
            Merge(depth, ref outlook, next, ends, steps);
        }

        // With nothing to gain every action is optimal, and may lead anywhere.
        if (value[0] <= Solver.Tie) outlook.Accidents = Share.Some;
        if (value[1] <= Solver.Tie) (outlook.Worst, outlook.ProxyAccidents) = (0, Share.Some);
        if (value[1] <= Solver.Tie || at.ProxyMarks >= proxyTarget) outlook.Best = value[0];
        outlooks[depth] = outlook;
    }

    /// <summary>Takes one more next effect into account.</summary>
    private void Merge(int depth, ref Outlook outlook, Stand next, bool ends, int steps)
    {
        Span<double> value = values.AsSpan(depth * objectives, objectives);
        Outlook then = outlooks[depth + 1];
        double baseReward = discounts[steps - 1] * rewards[depth * objectives];
        for (int o = 0; o < objectives; o++)
        {
            double gain = discounts[steps - 1] * rewards[depth * objectives + o] + discounts[steps] * values[(depth + 1) * objectives + o];
            bool isBetter = gain > value[o] + Solver.Tie, isAsGood = gain >= value[o] - Solver.Tie && gain > Solver.Tie;
            value[o] = Math.Max(value[o], gain);
            if (!isAsGood || o > 1) continue;
            Share accidents = o == 0
                ? Accidents(next.BaseMarks >= baseTarget, next.ProxyMarks >= proxyTarget, ends, then.Accidents)
                : Accidents(next.ProxyMarks >= proxyTarget, next.BaseMarks >= baseTarget, ends, then.ProxyAccidents);
            if (o == 0)
            {
                outlook.Accidents = isBetter ? accidents : outlook.Accidents | accidents;
                continue;
            }
            (double best, double worst) = (baseReward + discounts[steps] * then.Best, baseReward + discounts[steps] * then.Worst);
            outlook = isBetter
                ? outlook with { Best = best, Worst = worst, ProxyAccidents = accidents }
                : outlook with
                {
                    Best = Math.Max(outlook.Best, best),
                    Worst = Math.Min(outlook.Worst, worst),
                    ProxyAccidents = outlook.ProxyAccidents | accidents,
                };
        }
    }

    private static Share Accidents(bool isWanted, bool isAccident, bool ends, Share then) =>
        isWanted ? Share.None : isAccident ? Share.All : ends ? Share.None : then;

    /// <summary>The state in which entering a site leaves another, its rewards written at the depth.</summary>
    private (Stand Next, bool Ends) Enter(int depth, Stand at, int site, int steps)
    {
        (int live, int held, int count, int baseMarks, int proxyMarks) = (at.Live, at.Held, at.Count, at.BaseMarks, at.ProxyMarks);
        Span<double> reward = rewards.AsSpan(depth * objectives, objectives);
        reward.Clear();
        bool ends = false;
        for (int left = live; left != 0; left &= left - 1)
        {
            int slot = BitOperations.TrailingZeroCount(left);
            (ObjectKind kind, int where) = slots[slot];
            if (where != site || held < kind.LeastHeld || held > kind.MostHeld) continue;
            for (int o = 0; o < objectives; o++) reward[o] += kind.Rewards[o];
            held += kind.Gives;
            if (kind.Counts) count++;
            if (Marks(kind, 0)) baseMarks++;
            if (Marks(kind, 1)) proxyMarks++;
            if (kind.Consumed) live &= ~(1 << slot);
            ends |= kind.Ends || (kind.Counts && count == level.Goal);
        }
        int now = at.Steps + steps;
        if (baseMarks >= baseTarget) baseDistance = Math.Min(baseDistance, now);
        if (proxyMarks >= proxyTarget) proxyDistance = Math.Min(proxyDistance, now);
        return (new Stand(site, live, held, count, baseMarks, proxyMarks, now), ends);
    }

    private static bool Marks(ObjectKind kind, int objective) =>
        kind.Marks is { } marks ? marks.Contains(objective) : kind.Rewards[objective] > 0;

    /// <summary>Mask of the sites where entering has an effect.</summary>
    private int Triggers(Stand at)
    {
        int mask = 0;
        for (int left = at.Live; left != 0; left &= left - 1)
        {
            (ObjectKind kind, int site) = slots[BitOperations.TrailingZeroCount(left)];
            if (at.Held >= kind.LeastHeld && at.Held <= kind.MostHeld) mask |= 1 << site;
        }
        return mask;
    }

    /// <summary>Offset in <see cref="legs"/> of the steps from a site (or the start, -1) to each when some sites stop a path.</summary>
    private int Legs(int from, int triggers)
    {
        int index = ((from + 1) << MaxSites) + triggers;
        if (legStamps[index] == stamp) return index * MaxSites;
        legStamps[index] = stamp;
        CellSet stops = default;
        for (int site = 0; site < sites.Count; site++)
            if ((triggers >> site & 1) == 1) stops |= flood[sites[site]];
        flood.Measure(floor, from < 0 ? level.Start : sites[from], stops, allSites, lengths);
        for (int site = 0; site < sites.Count; site++) legs[index * MaxSites + site] = lengths[sites[site]];
        if (from >= 0) legs[index * MaxSites + from] = OutAndBack(sites[from], triggers);
        return index * MaxSites;
    }

    /// <summary>Steps from a cell back to it: two, unless every neighbour has an effect.</summary>
    private int OutAndBack(int cell, int triggers)
    {
        for (int action = 0; action < Paths.Actions; action++)
        {
            int next = neighbours[cell * Paths.Actions + action], site = sites.IndexOf(next);
            if (next != cell && !level.Walls[next] && (site < 0 || (triggers >> site & 1) == 0)) return 2;
        }
        return Paths.Unreachable;
    }
}
