using System.Collections.Immutable;
using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Objectives;

/// <summary>
/// A policy (1 - lapse) softmax(logit + b) + lapse / 4, brought as near as can be to an agent's: b is a preference among the four actions
/// that does not look at the state, the lapse a share of decisions in which it looks at nothing.
/// </summary>
/// <param name="Lapse">One of <see cref="Lapses"/>.</param>
/// <param name="Preferences">[action] b, with a sum of zero up to rounding.</param>
/// <param name="Loss">Mean Kullback-Leibler divergence of it from the agent, in nats a decision, and the penalty on b.</param>
/// <param name="Slope">Derivative of the loss by the lapse.</param>
internal sealed record PolicyFit(double Lapse, double[] Preferences, double Loss, double Slope)
{
    /// <summary>
    /// Half of it times the sum of b squared is added to the loss: an agent that breaks every tie alike would else have an infinite
    /// preference. It holds that near 10, and costs about 1e-4 nats.
    /// </summary>
    internal const double Penalty = 1e-5;

    /// <summary>
    /// The lapses tried. Who slips once in fifty decisions still has an objective; who slips more often errs, and is to be told by its inverse
    /// temperature.
    /// </summary>
    internal static ImmutableArray<double> Lapses { get; } = [0, 0.0025, 0.005, 0.01, 0.02];

    private const double Enough = 1e-10; // nats that a step may still gain
    private const int MostSteps = 100, MostHalvings = 40;

    /// <summary>No preferences and no lapse, where a search may begin.</summary>
    public static PolicyFit Start { get; } = new(0, new double[Paths.Actions], double.PositiveInfinity, 0);

    /// <summary>Fits b and the lapse: from one lapse to the next, downhill as long as that helps, since for a given b the loss is convex in it.</summary>
    /// <param name="decisions">The agent's decisions, at least one.</param>
    /// <param name="logits">[action][decision].</param>
    /// <param name="from">Where to begin.</param>
    public static PolicyFit OverLapses(Decisions decisions, double[] logits, PolicyFit from)
    {
        PolicyFit best = Of(decisions, logits, from.Lapse, from.Preferences);
        int direction = best.Slope < 0 ? 1 : -1;
        for (int at = Lapses.IndexOf(best.Lapse) + direction; at >= 0 && at < Lapses.Length && best.Slope * direction < 0; at += direction)
        {
            PolicyFit next = Of(decisions, logits, Lapses[at], best.Preferences);
            if (next.Loss >= best.Loss) break;
            best = next;
        }
        return best;
    }

    /// <summary>
    /// Fits b by Newton's method with step halving. Without a lapse the loss is strictly convex in it, so that where it begins makes no
    /// difference beyond rounding; with one it is nearly so, and a fit at the next lapse or inverse temperature is near.
    /// </summary>
    /// <param name="decisions">The agent's decisions, at least one.</param>
    /// <param name="logits">[action][decision].</param>
    /// <param name="lapse">Share of decisions in which any action is as likely.</param>
    /// <param name="from">[action] where to begin.</param>
    public static PolicyFit Of(Decisions decisions, double[] logits, double lapse, double[] from)
    {
        double[] b = [.. from];
        FitLoss now = FitLoss.At(decisions, logits, lapse, b);
        for (int step = 0; step < MostSteps; step++)
        {
            double[] direction = (Cholesky.Of(now.Curvature) ?? Cholesky.Of(Raised(now.Curvature))!).Solve(now.Gradient);
            if (now.Gradient.Zip(direction, (g, d) => g * d).Sum() < Enough) break;
            double size = 1;
            for (int halving = 0; ; halving++, size /= 2)
            {
                if (halving == MostHalvings) return new PolicyFit(lapse, b, now.Value, now.Slope); // as low as rounding allows
                double[] next = [.. b.Zip(direction, (own, d) => own - size * d)];
                FitLoss there = FitLoss.At(decisions, logits, lapse, next);
                if (there.Value >= now.Value) continue;
                (b, now) = (next, there);
                break;
            }
        }
        return new PolicyFit(lapse, b, now.Value, now.Slope);
    }

    /// <summary>A curvature made positive, where lapses make it less so: theirs is at least -1/2.</summary>
    private static double[,] Raised(double[,] curvature)
    {
        double[,] raised = (double[,])curvature.Clone();
        for (int a = 0; a < Paths.Actions; a++) raised[a, a]++;
        return raised;
    }
}
