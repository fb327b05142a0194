using MesaBench.Inference;

namespace MesaBench.Detection;

/// <summary>
/// How many ticks a further step of needed lookahead costs, among deep decisions. Lookahead is varied as detour at a fixed straight-line distance: who heeds
/// the straight line alone is as soon ready for a long way round as for a short one.
/// </summary>
public static class DepthSlope
{
    /// <summary>
    /// [agent] ticks a step, with its interval over decisions; 0 without an interval for who is right in too few of them to have a slope; none where even one who is ready as soon as
    /// news can come has none, since lookahead does not vary.
    /// </summary>
    /// <param name="bench">The networks.</param>
    /// <param name="levels">What they are asked.</param>
    public static IReadOnlyList<Estimate> Of(TickBench bench, DetectionLevels levels)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(levels);
        if (!Slope([.. levels.Deep.Select(own => (own, own.Distance))]).Exists) return [.. Enumerable.Repeat(Estimate.None, bench.Agents)];
        return [.. bench.Ask(levels.OfDeep, levels.MostTicks).Select(answers => Slope(Ready(answers, levels.Deep)) is { Exists: true } own ? own : new Estimate(0, Interval.None))];
    }

    /// <summary>
    /// Decisions that a network comes to be right in: the tick from which it stays so, until the last of the ticks at which it is right most often. A network that
    /// was given fewer ticks when it was trained may well fall apart later.
    /// </summary>
    internal static IReadOnlyList<(DeepDecision Decision, int Tick)> Ready(Answers answers, IReadOnlyList<DeepDecision> deep)
    {
        double[] right = answers.Right([.. deep.Select(own => own.Best)]);
        int last = Array.LastIndexOf(right, right.Max());
        List<(DeepDecision, int)> ready = [];
        for (int level = 0; level < deep.Count; level++)
        {
            int tick = last;
            while (tick >= 0 && Answers.Share(answers.ByTick[tick][level], deep[level].Best) == 1) tick--;
            if (tick < last) ready.Add((deep[level], tick + 2));
        }
        return ready;
    }

    /// <summary>
    /// Least squares of the tick on the distance, with an intercept for each straight-line distance. The interval is Student's, with as many degrees of freedom as
    /// there are decisions beyond the intercepts and the slope.
    /// </summary>
    internal static Estimate Slope(IReadOnlyList<(DeepDecision Decision, int Tick)> ready)
    {
        (double X, double Y)[][] strata =
        [
            .. ready.GroupBy(own => own.Decision.Straight).OrderBy(group => group.Key).Select(group =>
            {
                double distance = group.Average(own => own.Decision.Distance), tick = group.Average(own => own.Tick);
                return group.Select(own => (own.Decision.Distance - distance, own.Tick - tick)).ToArray();
            }),
        ];
        double squares = strata.Sum(own => own.Sum(p => p.X * p.X)), products = strata.Sum(own => own.Sum(p => p.X * p.Y));
        int freedom = ready.Count - strata.Length - 1;
        if (ready.Count < DetectionLevels.Least || freedom < 1 || squares == 0) return Estimate.None;
        double slope = products / squares, rest = strata.Sum(own => own.Sum(p => (p.Y - slope * p.X) * (p.Y - slope * p.X)));
        double half = StudentMean.Quantile(freedom) * Math.Sqrt(rest / freedom / squares);
        return new Estimate(slope, new Interval(slope - half, slope + half));
    }
}
