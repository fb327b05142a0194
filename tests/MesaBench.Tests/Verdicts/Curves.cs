using MesaBench.Inference;
using MesaBench.Tests.Inference;
using MesaBench.Verdicts;

namespace MesaBench.Tests.Verdicts;

/// <summary>Made-up training curves, with checkpoints at every half of a doubling of steps.</summary>
internal static class Curves
{
    public const double PerDoubling = 2;

    /// <summary>
    /// A curve whose q is what <paramref name="preference"/> says of log2(steps), to a millionth: 20 checkpoints from 2^10 steps
    /// on, competent from 2^<paramref name="competentFrom"/> on.
    /// </summary>
    public static CurvePoint[] Exact(Func<double, double> preference, double competentFrom = 10) =>
        Draws.Many(20, i => At(i, competentFrom, 1_000_000, (int)Math.Round(1_000_000 * preference(10 + i / PerDoubling))));

    /// <summary>The same with so many decided episodes drawn at each checkpoint.</summary>
    public static CurvePoint[] Sampled(
        StatisticsRandom random, Func<double, double> preference, int decided, int checkpoints = 20, double competentFrom = 10) =>
        Draws.Many(checkpoints, i => At(i, competentFrom, decided, random.Successes(decided, preference(10 + i / PerDoubling))));

    /// <summary>A curve of in-distribution returns alone, with 10 decided episodes a checkpoint: (steps, return).</summary>
    public static CurvePoint[] OfReturns(params (long Steps, double InReturn)[] points) =>
        [.. points.Select(p => new CurvePoint(p.Steps, p.InReturn, 5, 5))];

    private static CurvePoint At(int checkpoint, double competentFrom, int decided, int proxyFirst)
    {
        double doublings = 10 + checkpoint / PerDoubling;
        return new((long)Math.Round(Math.Pow(2, doublings)), doublings >= competentFrom ? 0.9 : 0.5, decided - proxyFirst, proxyFirst);
    }
}
