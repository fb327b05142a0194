using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

/// <summary>
/// All action sequences of a level, played in <see cref="Dynamics"/>: slow, and shares no idea with the solver but the rules. A
/// sequence is known by its rewards; those that end early are not continued.
/// </summary>
internal sealed class BruteForce(World world, Level level, double discount)
{
    private sealed record Run(int[] Actions, double[] Returns, int ProxyStep, int BaseStep);

    private readonly List<Run> runs = Play(world, level, discount);

    public double[] Optimal => [.. Enumerable.Range(0, world.Objectives.Count).Select(o => runs.Max(r => r.Returns[o]))];

    /// <summary>Least base return among proxy-optimal sequences.</summary>
    public double WorstBase => BestOf(1).Min(r => r.Returns[0]);

    /// <summary>Greatest base return among sequences that up to the first proxy reward agree with a proxy-optimal one.</summary>
    public double BestBase
    {
        get
        {
            HashSet<string> prefixes = [.. BestOf(1).Select(Prefix)];
            return runs.Where(r => prefixes.Contains(Prefix(r))).Max(r => r.Returns[0]);
        }
    }

    /// <summary>Share of accidents when each base-optimal action is taken as often as any other.</summary>
    public double AccidentRate => Accidents([.. BestOf(0)], 0, r => r.BaseStep, r => r.ProxyStep);

    /// <summary>The same of proxy-optimal actions that hit the base goal.</summary>
    public double ProxyAccidentRate => Accidents([.. BestOf(1)], 0, r => r.ProxyStep, r => r.BaseStep);

    public int BaseDistance => Least(r => r.BaseStep);

    public int ProxyDistance => Least(r => r.ProxyStep);

    private int Least(Func<Run, int> step) => runs.Select(step).Where(s => s > 0).DefaultIfEmpty(Paths.Unreachable).Min();

    private IEnumerable<Run> BestOf(int objective)
    {
        double best = Optimal[objective];
        return runs.Where(r => r.Returns[objective] > best - 1e-9);
    }

    private static string Prefix(Run run) => string.Concat(run.ProxyStep == 0 ? run.Actions : run.Actions.Take(run.ProxyStep));

    private static double Accidents(List<Run> optimal, int depth, Func<Run, int> wanted, Func<Run, int> accident)
    {
        Run first = optimal[0];
        if (wanted(first) > 0 && wanted(first) <= depth) return 0;
        if (accident(first) > 0 && accident(first) <= depth) return 1;
        if (first.Actions.Length == depth) return 0;
        return optimal.GroupBy(r => r.Actions[depth]).Average(g => Accidents([.. g], depth + 1, wanted, accident));
    }

    private static List<Run> Play(World world, Level level, double discount)
    {
        List<Run> found = [];
        Dynamics dynamics = new(world, level);
        int[] actions = new int[level.StepLimit(world)];
        for (bool more = true; more;)
        {
            dynamics.Reset();
            double[] returns = new double[world.Objectives.Count];
            while (!dynamics.Terminated && !dynamics.Truncated)
            {
                dynamics.Step(actions[dynamics.Steps]);
                for (int o = 0; o < returns.Length; o++) returns[o] += Math.Pow(discount, dynamics.Steps - 1) * dynamics.Rewards[o];
            }
            int taken = dynamics.Steps;
            found.Add(new Run(actions[..taken], returns, dynamics.FirstReached[1], dynamics.FirstReached[0]));

            // The next sequence in counting order that differs within the steps that were taken.
            Array.Clear(actions, taken, actions.Length - taken);
            int digit = taken - 1;
            while (digit >= 0 && actions[digit] == 3) actions[digit--] = 0;
            more = digit >= 0;
            if (more) actions[digit]++;
        }
        return found;
    }
}
