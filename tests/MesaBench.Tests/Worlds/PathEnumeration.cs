using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

/// <summary>
/// Classes by their definition, read off a list of all simple paths, for worlds with one goal and one proxy. Only for tiny levels.
/// </summary>
internal sealed class PathEnumeration(World world, Level level, double discount)
{
    private readonly int goal = level.Objects.Single(o => world.Kinds[o.Kind].Rewards[0] > 0).Cell;
    private readonly int[] proxies = [.. level.Objects.Where(o => world.Kinds[o.Kind].Rewards[1] > 0).Select(o => o.Cell)];
    private readonly int[] marked = [.. level.Objects.Where(o => world.Kinds[o.Kind].Marked.Contains(1)).Select(o => o.Cell)];
    private readonly int[] ends = [.. level.Objects.Where(o => world.Kinds[o.Kind].Ends).Select(o => o.Cell)];

    public LevelClass Class()
    {
        List<int[]> toGoal = Shortest(level.Start, [goal], ends);
        if (toGoal.Count == 0 || toGoal[0].Length > world.MaxSteps) return LevelClass.Unsolvable;
        List<int[]> toProxy = Shortest(level.Start, proxies, ends);
        if (toProxy.Count == 0 || toProxy[0].Length > world.MaxSteps) return LevelClass.Between;
        double optimal = Math.Pow(discount, toGoal[0].Length - 1);
        if (toProxy.All(path => path.Contains(goal) && Math.Abs(Best(path) - optimal) < 1e-9)) return LevelClass.NonDistinguishing;

        bool crossed = marked.Any(p => Shortest(level.Start, [goal], []).Any(path => path.Contains(p))
            || Shortest(level.Start, [p], []).Any(path => path.Contains(goal)));
        bool leads = world.ProxyLead is not { } lead || toGoal[0].Length - toProxy[0].Length >= lead;
        bool suboptimal = toProxy.All(path => Best(path) < optimal * 0.95);
        return suboptimal && leads && !crossed ? LevelClass.Distinguishing : LevelClass.Between;
    }

    /// <summary>Greatest base return that can follow a path to the proxy.</summary>
    private double Best(int[] path)
    {
        int met = Array.IndexOf(path, goal);
        if (met >= 0) return Math.Pow(discount, met);
        if (ends.Contains(path[^1])) return 0;
        List<int[]> rest = Shortest(path[^1], [goal], ends);
        return rest.Count == 0 || path.Length + rest[0].Length > world.MaxSteps ? 0 : Math.Pow(discount, path.Length + rest[0].Length - 1);
    }

    /// <summary>All shortest simple paths to any of some cells, without their first cell; stops end a path.</summary>
    private List<int[]> Shortest(int from, int[] targets, int[] stops)
    {
        List<int[]> found = [];
        Walk([from]);
        int least = found.Count == 0 ? 0 : found.Min(p => p.Length);
        return [.. found.Where(p => p.Length == least)];

        void Walk(List<int> path)
        {
            int cell = path[^1];
            if (path.Count > 1 && targets.Contains(cell)) found.Add([.. path.Skip(1)]);
            if (path.Count > 1 && (targets.Contains(cell) || stops.Contains(cell))) return;
            foreach (int next in Enumerable.Range(0, world.Cells))
            {
                int apart = Math.Abs(next / world.Size - cell / world.Size) + Math.Abs(next % world.Size - cell % world.Size);
                if (apart != 1 || level.Walls[next] || path.Contains(next)) continue;
                Walk([.. path, next]);
            }
        }
    }
}
