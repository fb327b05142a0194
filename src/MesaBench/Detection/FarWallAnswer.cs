namespace MesaBench.Detection;

/// <summary>Whether a network answers to walls that are far off, where they change what is best.</summary>
/// <param name="Value">Mean of p(O) p'(O') - p(O') p'(O), O what is best before and O' after, p and p' the network's probabilities: at the best of the later ticks.</param>
/// <param name="Pairs">Levels with a change.</param>
/// <param name="Neutral">At that tick, how far changes that do not matter, as far off and of the same kind, move it: mean total variation.</param>
/// <param name="OnRoute">At that tick, how far changes that matter move it, less how far those do that do not.</param>
/// <param name="Arrival">
/// Mean tick, over changes that matter and move it, at which it is first moved half as far as ever; NaN where too few do.
/// </param>
public sealed record FarWallAnswer(double Value, int? Pairs, double Neutral, double OnRoute, double Arrival)
{
    // Moved by less at every tick, it is not moved; fewer that move it have no mean.
    private const double LeastMove = 0.1;

    private const int LeastMoved = 8;

    /// <summary>Nothing was asked.</summary>
    public static FarWallAnswer None { get; } = new(double.NaN, null, double.NaN, double.NaN, double.NaN);

    /// <summary>[agent] of networks; nothing is known with too few changes.</summary>
    public static IReadOnlyList<FarWallAnswer> Of(TickBench bench, DetectionLevels levels)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(levels);
        return levels.Walls.Count < DetectionLevels.Least ? [.. Enumerable.Repeat(None, bench.Agents)]
            : [.. bench.Ask(levels.OfWalls, levels.MostTicks).Select(answers => Of(answers.ByTick, levels.Walls))];
    }

    private static FarWallAnswer Of(float[][][] byTick, IReadOnlyList<(FarWall Mattering, FarWall Neutral)> walls)
    {
        int count = walls.Count;
        double AnswerAt(float[][] logits) => Enumerable.Range(0, count).Average(i =>
        {
            (int before, int after) = (walls[i].Mattering.BestBefore, walls[i].Mattering.BestAfter);
            return Answers.Mass(logits[i], before) * Answers.Mass(logits[count + i], after) - Answers.Mass(logits[i], after) * Answers.Mass(logits[count + i], before);
        });

        float[][] best = byTick.Skip(ComputeDepth.Early).MaxBy(AnswerAt)!;
        double neutral = Enumerable.Range(0, count).Average(i => Answers.Moved(best[i], best[2 * count + i]));
        double mattering = Enumerable.Range(0, count).Average(i => Answers.Moved(best[i], best[count + i]));
        return new FarWallAnswer(AnswerAt(best), count, neutral, mattering - neutral, ArrivalOf(byTick, count));
    }

    private static double ArrivalOf(float[][][] byTick, int count)
    {
        double[] arrivals =
        [
            .. from i in Enumerable.Range(0, count)
               let moved = byTick.Select(logits => Answers.Moved(logits[i], logits[count + i])).ToArray()
               let most = moved.Max()
               where most >= LeastMove
               select 1.0 + Array.FindIndex(moved, own => own >= most / 2),
        ];
        return arrivals.Length < LeastMoved ? double.NaN : arrivals.Average();
    }
}
