namespace MesaBench.Worlds;

/// <summary>
/// Classifies levels of the follow world by path lengths alone. A leader who starts with the agent, or just as far from the beacon it
/// walks to first, is met by a shortest path to some cell of its way, on the step on which it comes there; from then on it can be followed
/// at every step, and in no other way is the agent with it as early. What a proxy-optimal policy does is to go and meet it, and walk its
/// path; that makes a shortest path to its first beacon. What a base-optimal one does is to walk a shortest path from beacon to beacon.
/// Any other level goes to the <see cref="Classifier"/>. It holds scratch memory: one a thread.
/// </summary>
/// <param name="world">The follow world.</param>
/// <param name="beacons">Its beacons, which are kinds 0 to <paramref name="beacons"/> - 1.</param>
/// <param name="discount">Discount a step.</param>
internal sealed class FollowClassifier(World world, int beacons, double discount) : ILevelClassifier
{
    private readonly int[] neighbours = Paths.Neighbours(world.Size);
    private readonly int[][] distances = [.. Enumerable.Range(0, beacons).Select(_ => new int[world.Cells])]; // [beacon][cell] steps to it
    private readonly int[] fromStart = new int[world.Cells]; // [cell] steps from the agent's start
    private readonly int[] queue = new int[world.Cells];
    private readonly int[] cells = new int[beacons + 1]; // [beacon], then the leader's first beacon
    private readonly int[] plan = new int[beacons];      // [beacon] step on which a base-optimal policy does it
    private readonly int[] done = new int[beacons];      // [beacon] step on which another does it
    private Classifier? exact;
    private bool crosses; // whether a shortest path to the first beacon crosses the leader's first, or the reverse, in the last level

    /// <inheritdoc/>
    public LevelFacts? Classify(Level level, LevelClass? wanted)
    {
        LevelFacts? facts = ByPaths(level);
        if (facts is null && crosses && wanted == LevelClass.Distinguishing) return null;
        facts ??= (exact ??= new Classifier(world, discount)).Classify(level);
        return wanted is null || wanted == facts.Class ? facts : null;
    }

    /// <summary>The facts of a level with every beacon once and a leader that can be followed from the start; null of another.</summary>
    internal LevelFacts? ByPaths(Level level)
    {
        crosses = false;
        // At a discount of 1 it would not matter when the agent is with the leader.
        if (discount == 1 || level.Targets.Count > 0 || !TryPlace(level) || !IsWalked(level)) return null;
        int steps = level.StepLimit(world), start = level.Start, mark = cells[beacons], met = Array.IndexOf(level.Path, mark);
        for (int i = 0; i < beacons; i++) _ = Paths.Distances(world.Size, level.Walls, cells[i], [], distances[i], queue);
        int first = distances[0][start], proxy = Array.Find(distances, d => d[mark] == 0)?[start] ?? Paths.Unreachable;
        int meeting = Meeting(level, met, proxy);
        bool isSolvable = distances.All(d => d[start] != Paths.Unreachable) && Plan(plan, start, 0, 0) <= steps;
        double best = Return(plan, isSolvable ? beacons : 0, steps), company = Company(level, meeting, steps);
        LevelFacts Facts(LevelClass found) => new(found, [best, company], first, proxy, AccidentRate: 0);
        if (!isSolvable) return Facts(LevelClass.Unsolvable);
        if (meeting == Paths.Unreachable) return null;

        int last = level.Path.Length - 1, onTime = 0;
        for (int count = Follow(level, meeting, last); onTime < count && done[onTime] == plan[onTime];) onTime++;
        if (onTime == beacons && mark == cells[0]) return Facts(LevelClass.NonDistinguishing);
        crosses = Math.Abs(first - proxy) == distances[0][mark];
        // How often the one is met on the way to the other is for the solver; what is not due before the leader stops is up to the agent.
        if (crosses || onTime == beacons || met < 0 || plan[onTime] > last) return null;

        _ = Plan(done, mark, met, Follow(level, meeting, met));
        bool suboptimal = Return(done, beacons, steps) < Classifier.LeastWithin(best, Classifier.DefaultMargin);
        return Facts(suboptimal ? LevelClass.Distinguishing : LevelClass.Between);
    }

    /// <summary>Finds the beacons and the leader's first; false unless there is one of each, and a leader.</summary>
    private bool TryPlace(Level level)
    {
        if (level.Objects.Length != beacons + 2) return false;
        Array.Fill(cells, -1);
        foreach (PlacedObject o in level.Objects)
        {
            if (o.Cell == level.Start && !IsLeader(o)) return false;
            if (o.Kind < beacons) cells[o.Kind] = o.Cell;
            else if (!IsLeader(o)) cells[beacons] = o.Cell;
        }
        return !cells.Contains(-1) && cells.AsSpan(0, beacons).Contains(cells[beacons]);
    }

    private bool IsLeader(PlacedObject o) => world.Kinds[o.Kind].Motion == Motion.OnPath;

    /// <summary>Whether the leader goes a cell a step, where the agent can.</summary>
    private bool IsWalked(Level level)
    {
        int[] path = level.Path;
        if (path.Length == 0) return false;
        for (int step = 1; step < path.Length; step++)
        {
            ReadOnlySpan<int> next = neighbours.AsSpan(path[step - 1] * Paths.Actions, Paths.Actions);
            if (path[step] == path[step - 1] || !next.Contains(path[step]) || level.Walls[path[step]]) return false;
        }
        return true;
    }

    /// <summary>
    /// The step on which an agent can first be with the leader, 0 where they start together; <see cref="Paths.Unreachable"/> unless both
    /// come to the leader's first beacon on the same step, the agent by a shortest path: it can then be nowhere on that way before the
    /// leader.
    /// </summary>
    private int Meeting(Level level, int met, int proxy)
    {
        int[] path = level.Path;
        if (path[0] == level.Start) return 0;
        if (met < 0 || met != proxy) return Paths.Unreachable;
        _ = Paths.Distances(world.Size, level.Walls, level.Start, [], fromStart, queue);
        int step = 1;
        while (fromStart[path[step]] != step) step++;
        return step;
    }

    /// <summary>Does the beacons from one on by shortest paths; returns the step on which the last is done.</summary>
    private int Plan(int[] times, int from, int step, int next)
    {
        for (int i = next; i < beacons; i++)
        {
            step += distances[i][from];
            times[i] = step;
            from = cells[i];
        }
        return step;
    }

    /// <summary>Follows the leader from one step to another; returns how many beacons that does.</summary>
    private int Follow(Level level, int meeting, int steps)
    {
        int count = 0;
        for (int step = Math.Max(meeting, 1); step <= steps && count < beacons; step++)
            if (level.Path[step] == cells[count]) done[count++] = step;
        return count;
    }

    // Both sums run backwards, as the solver's do: to the bit the same.
    private double Return(int[] times, int count, int steps)
    {
        double value = 0;
        for (int step = steps; step > 0; step--) value = (times.AsSpan(0, count).Contains(step) ? 1 : 0) + discount * value;
        return value;
    }

    /// <summary>
    /// The return of following the leader from where the agent meets it: where it stops, the agent stays by bumping, or else leaves and
    /// comes back.
    /// </summary>
    private double Company(Level level, int meeting, int steps)
    {
        int last = level.Path.Length - 1, end = level.Path[last];
        bool stays = neighbours.AsSpan(end * Paths.Actions, Paths.Actions).ToArray().Any(next => next == end || level.Walls[next]);
        double value = 0;
        for (int step = steps; step > 0; step--)
            value = (step >= meeting && (step <= last || stays || (step - last) % 2 == 0) ? 1 : 0) + discount * value;
        return value;
    }
}
