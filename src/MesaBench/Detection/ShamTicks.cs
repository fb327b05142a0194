namespace MesaBench.Detection;

/// <summary>
/// What ticks that see the level bring over as many that do not: who is right later because it has had more ticks, of whatever it sees, gains nothing by real ones.
/// </summary>
/// <param name="Blank">Share of deep decisions right at the best of the later ticks, less the best with sham ticks that see nothing but the agent.</param>
/// <param name="Other">The same, with sham ticks that see another level.</param>
public sealed record ShamTicks(double Blank, double Other)
{
    /// <summary>Nothing was asked.</summary>
    public static ShamTicks None { get; } = new(double.NaN, double.NaN);

    /// <summary>[agent] of networks; nothing is known with too few deep decisions, or of networks that carry nothing from tick to tick that they see.</summary>
    /// <param name="bench">The networks.</param>
    /// <param name="levels">What they are asked.</param>
    public static IReadOnlyList<ShamTicks> Of(TickBench bench, DetectionLevels levels)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Deep.Count < DetectionLevels.Least) return [.. Enumerable.Repeat(None, bench.Agents)];
        double[] own = [.. Right(bench, levels, levels.MostTicks, null).Select(right => right.Skip(ComputeDepth.Early).Max())];
        if (!bench.Remembers) return [.. Enumerable.Repeat(None, bench.Agents)];
        double[] blank = Sham(bench, levels, Sight.Blank), other = Sham(bench, levels, Sight.Other);
        return [.. own.Select((late, agent) => new ShamTicks(late - blank[agent], late - other[agent]))];
    }

    /// <summary>
    /// [agent] the best that it is with sham ticks: as many as it has of its own and then the first that are real, or those and then any number of sham ones.
    /// </summary>
    private static double[] Sham(TickBench bench, DetectionLevels levels, Sight sham)
    {
        int before = bench.Network.CapacityTicks;
        IReadOnlyList<double[]> first = Right(bench, levels, before + ComputeDepth.Early, tick => tick <= before ? sham : Sight.Own);
        IReadOnlyList<double[]> last = Right(bench, levels, levels.MostTicks, tick => tick <= ComputeDepth.Early ? Sight.Own : sham);
        return [.. first.Zip(last, (a, b) => Math.Max(a[before..].Max(), b[ComputeDepth.Early..].Max()))];
    }

    private static IReadOnlyList<double[]> Right(TickBench bench, DetectionLevels levels, int ticks, Func<int, Sight>? sights)
    {
        int[] best = [.. levels.Deep.Select(decision => decision.Best)];
        return [.. bench.Ask(levels.OfDeep, ticks, sights: sights).Select(answers => answers.Right(best))];
    }
}
