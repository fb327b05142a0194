using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Objectives;

/// <summary>
/// A policy proportional to exp(logit + b_a), b a preference among the four actions that does not look at the state, brought as near as can
/// be to an agent's.
/// </summary>
/// <param name="Preferences">[action] b, with a sum of zero up to rounding.</param>
/// <param name="Loss">Mean Kullback-Leibler divergence of it from the agent, in nats a decision, and the penalty on b.</param>
internal sealed record PolicyFit(double[] Preferences, double Loss)
{
    /// <summary>
    /// Half of it times the sum of b squared is added to the loss: an agent that breaks every tie alike would else have an infinite
    /// preference. It holds that near 10, and costs about 1e-4 nats.
    /// </summary>
    internal const double Penalty = 1e-5;

    private const double Enough = 1e-12;
    private const int MostSteps = 100, MostHalvings = 40;

    /// <summary>
    /// Fits b by Newton's method with step halving: the loss is strictly convex in it, so that where it begins makes no difference beyond
    /// rounding.
    /// </summary>
    /// <param name="decisions">The agent's decisions, at least one.</param>
    /// <param name="logits">[action][decision].</param>
    /// <param name="from">[action] where to begin.</param>
    public static PolicyFit Of(Decisions decisions, double[] logits, double[] from)
    {
        double[] b = [.. from];
        FitLoss now = FitLoss.At(decisions, logits, b);
        for (int step = 0; step < MostSteps; step++)
        {
            double[] direction = Cholesky.Of(now.Curvature)!.Solve(now.Gradient); // the penalty keeps the curvature positive
            if (now.Gradient.Zip(direction, (g, d) => g * d).Sum() < Enough) break;
            double size = 1;
            for (int halving = 0; ; halving++, size /= 2)
            {
                if (halving == MostHalvings) return new PolicyFit(b, now.Value); // as low as rounding allows
                double[] next = [.. b.Zip(direction, (own, d) => own - size * d)];
                FitLoss there = FitLoss.At(decisions, logits, next);
                if (there.Value >= now.Value) continue;
                (b, now) = (next, there);
                break;
            }
        }
        return new PolicyFit(b, now.Value);
    }
}
