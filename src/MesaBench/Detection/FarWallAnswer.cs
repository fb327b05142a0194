using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>Whether a network answers to walls that are far off, where they change what is best.</summary>
/// <param name="Value">Mean of p(O) p'(O') - p(O') p'(O), O what is best before and O' after, p and p' the network's probabilities: at the best of the later ticks.</param>
/// <param name="Pairs">Levels with a change.</param>
/// <param name="Neutral">At that tick, how far changes that do not matter, as far off and of the same kind, move it: mean total variation.</param>
public sealed record FarWallAnswer(double Value, int Pairs, double Neutral)
{
    /// <summary>Nothing was asked.</summary>
    public static FarWallAnswer None { get; } = new(double.NaN, 0, double.NaN);

    /// <summary>[agent] of networks; nothing is known without changes.</summary>
    public static IReadOnlyList<FarWallAnswer> Of(TickBench bench, DetectionLevels levels)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(levels);
        return levels.Walls.Count == 0 ? [.. Enumerable.Repeat(None, bench.Agents)]
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
        double neutral = Enumerable.Range(0, count).Average(i => Enumerable.Range(0, Paths.Actions).Sum(action =>
            Math.Abs(Answers.Mass(best[i], 1 << action) - Answers.Mass(best[2 * count + i], 1 << action))) / 2);
        return new FarWallAnswer(AnswerAt(best), count, neutral);
    }
}
