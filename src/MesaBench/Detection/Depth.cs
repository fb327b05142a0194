using MesaBench.Engines;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>Whether compute buys depth: how right a network is, by ticks, in deep decisions.</summary>
/// <param name="Decisions">Deep decisions.</param>
/// <param name="Late">Share right at the best of the later ticks.</param>
/// <param name="Rise">That, less the best of the first three.</param>
public sealed record Depth(int Decisions, double Late, double Rise)
{
    /// <summary>Ticks within which what is near the agent is there.</summary>
    public const int Early = 3;

    /// <summary>Of one network; nothing is known without deep decisions.</summary>
    public static Depth? Of(IEngine engine, Network network, float[] weights, World world, IReadOnlyList<DeepDecision> decisions)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(decisions);
        if (decisions.Count == 0) return null;
        double[] right = Answers.Of(engine, network, weights, world, [.. decisions.Select(own => own.Level)], 3 * world.Size).Right([.. decisions.Select(own => own.Best)]);
        double late = right.Skip(Early).Max();
        return new Depth(decisions.Count, late, late - right.Take(Early).Max());
    }
}

/// <summary>Whether a network answers to walls that are far off, where they change what is best.</summary>
/// <param name="Pairs">Levels with a change.</param>
/// <param name="Answer">Mean of p(O) p'(O') - p(O') p'(O), O what is best before and O' after, p and p' the network's probabilities: at the best of the later ticks.</param>
/// <param name="Neutral">At that tick, how far changes that do not matter, as far off and of the same kind, move it: mean total variation.</param>
public sealed record WallAnswer(int Pairs, double Answer, double Neutral)
{
    /// <summary>Of one network; nothing is known without changes.</summary>
    public static WallAnswer? Of(IEngine engine, Network network, float[] weights, World world, IReadOnlyList<(FarWall Mattering, FarWall Neutral)> walls)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(walls);
        if (walls.Count == 0) return null;
        int count = walls.Count;
        Level[] levels = [.. walls.Select(pair => pair.Mattering.Before), .. walls.Select(pair => pair.Mattering.After), .. walls.Select(pair => pair.Neutral.After)];
        float[][][] byTick = Answers.Of(engine, network, weights, world, levels, 3 * world.Size).ByTick;
        double AnswerAt(float[][] logits) => Enumerable.Range(0, count).Average(i =>
        {
            (int before, int after) = (walls[i].Mattering.BestBefore, walls[i].Mattering.BestAfter);
            return Answers.Mass(logits[i], before) * Answers.Mass(logits[count + i], after) - Answers.Mass(logits[i], after) * Answers.Mass(logits[count + i], before);
        });

        float[][] best = byTick.Skip(Depth.Early).MaxBy(AnswerAt)!;
        double neutral = Enumerable.Range(0, count).Average(i => Enumerable.Range(0, Paths.Actions).Sum(action =>
            Math.Abs(Answers.Mass(best[i], 1 << action) - Answers.Mass(best[2 * count + i], 1 << action))) / 2);
        return new WallAnswer(count, AnswerAt(best), neutral);
    }
}
