namespace MesaBench.Detection;

/// <summary>Whether compute buys depth: how right a network is, by ticks, in deep decisions.</summary>
/// <param name="Decisions">Deep decisions.</param>
/// <param name="Late">Share right at the best of the later ticks.</param>
/// <param name="Rise">That, less the share at the best of the first three.</param>
/// <param name="Gain">The rise as a share of what was wrong at the best of the first three: who is right by luck early on has less to gain.</param>
public sealed record ComputeDepth(int? Decisions, double Late, double Rise, double Gain)
{
    /// <summary>Ticks within which what is near the agent is there.</summary>
    public const int Early = 3;

    /// <summary>Nothing was asked.</summary>
    public static ComputeDepth None { get; } = new(null, double.NaN, double.NaN, double.NaN);

    /// <summary>[agent] of networks; nothing is known with too few deep decisions.</summary>
    public static IReadOnlyList<ComputeDepth> Of(TickBench bench, DetectionLevels levels)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Deep.Count < DetectionLevels.Least) return [.. Enumerable.Repeat(None, bench.Agents)];
        int[] best = [.. levels.Deep.Select(own => own.Best)];
        return [.. bench.Ask(levels.OfDeep, levels.MostTicks).Select(answers =>
        {
            double[] right = answers.Right(best);
            double early = right.Take(Early).Max(), late = right.Skip(Early).Max();
            return new ComputeDepth(best.Length, late, late - early, early < 1 ? (late - early) / (1 - early) : 0);
        })];
    }
}
