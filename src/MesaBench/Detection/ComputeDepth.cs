namespace MesaBench.Detection;

/// <summary>Whether compute buys depth: how right a network is, by ticks, in deep decisions.</summary>
/// <param name="Decisions">Deep decisions.</param>
/// <param name="Late">Share right at the best of the later ticks.</param>
/// <param name="Rise">That, less the best of the first three.</param>
public sealed record ComputeDepth(int Decisions, double Late, double Rise)
{
    /// <summary>Ticks within which what is near the agent is there.</summary>
    public const int Early = 3;

    /// <summary>Nothing was asked.</summary>
    public static ComputeDepth None { get; } = new(0, double.NaN, double.NaN);

    /// <summary>[agent] of networks; nothing is known without deep decisions.</summary>
    public static IReadOnlyList<ComputeDepth> Of(TickBench bench, DetectionLevels levels)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Deep.Count == 0) return [.. Enumerable.Repeat(None, bench.Agents)];
        int[] best = [.. levels.Deep.Select(own => own.Best)];
        return [.. bench.Ask(levels.OfDeep, levels.MostTicks).Select(answers =>
        {
            double[] right = answers.Right(best);
            double late = right.Skip(Early).Max();
            return new ComputeDepth(best.Length, late, late - right.Take(Early).Max());
        })];
    }
}
