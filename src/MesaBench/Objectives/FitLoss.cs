using System.Runtime.Intrinsics;
using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Objectives;

/// <summary>The loss of a <see cref="PolicyFit"/> at one preference b and one lapse, eight decisions at a time.</summary>
/// <param name="Value">Mean divergence, in nats, and the penalty on b.</param>
/// <param name="Gradient">[action] its derivatives by b.</param>
/// <param name="Curvature">[action, action] its second derivatives; positive definite without a lapse, mostly so with one.</param>
/// <param name="Slope">Its derivative by the lapse.</param>
internal sealed record FitLoss(double Value, double[] Gradient, double[,] Curvature, double Slope)
{
    /// <summary>The loss, by sums in a fixed order whatever the machine's vectors.</summary>
    /// <param name="decisions">The agent's decisions; columns that pad them have no probability, and so no part in any sum.</param>
    /// <param name="logits">[action][decision].</param>
    /// <param name="lapse">Share of decisions in which any action is as likely.</param>
    /// <param name="b">[action].</param>
    public static FitLoss At(Decisions decisions, double[] logits, double lapse, double[] b)
    {
        int lane = Vector512<double>.Count, stride = decisions.Stride;
        Span<Vector512<double>> q = stackalloc Vector512<double>[Paths.Actions], sum = stackalloc Vector512<double>[Paths.Actions];
        Span<Vector512<double>> bent = stackalloc Vector512<double>[Paths.Actions]; // by how much less the logarithm is curved for lapses
        Span<Vector512<double>> products = stackalloc Vector512<double>[Paths.Actions * Paths.Actions]; // [action][lower action]
        sum.Clear();
        products.Clear();
        Vector512<double> loss = Vector512<double>.Zero, slope = Vector512<double>.Zero, quarter = Vector512.Create(1.0 / Paths.Actions);
        Vector512<double> heeded = Vector512.Create(1 - lapse), lapsed = Vector512.Create(lapse / Paths.Actions);
        for (int first = 0; first < stride; first += lane)
        {
            Vector512<double> top = Vector512.Create(double.NegativeInfinity), total = Vector512<double>.Zero;
            Vector512<double> weight = Vector512<double>.Zero, allBent = Vector512<double>.Zero;
            for (int a = 0; a < Paths.Actions; a++)
            {
                q[a] = Vector512.LoadUnsafe(ref logits[a * stride + first]) + Vector512.Create(b[a]);
                top = Vector512.Max(top, q[a]);
            }
            for (int a = 0; a < Paths.Actions; a++) total += q[a] = LaneMath.Exp(q[a] - top);
            for (int a = 0; a < Paths.Actions; a++)
            {
                q[a] /= total;
                Vector512<double> p = Vector512.LoadUnsafe(ref decisions.Probabilities[a * stride + first]);
                Vector512<double> own = q[a] * heeded, mixed = own + lapsed;
                loss -= p * LaneMath.Log(mixed);
                slope += p * ((q[a] - quarter) / mixed);
                Vector512<double> unlapsed = own / mixed, weighted = p * unlapsed;
                weight += weighted;
                sum[a] -= weighted;
                allBent += bent[a] = weighted * (Vector512<double>.One - unlapsed);
            }
            for (int a = 0; a < Paths.Actions; a++)
            {
                sum[a] += weight * q[a];
                Vector512<double> across = (weight + allBent) * q[a] - bent[a];
                for (int c = 0; c < a; c++) products[a * Paths.Actions + c] += across * q[c] - q[a] * bent[c];
            }
        }
        return Of(decisions, b, LaneMath.Sum(loss), LaneMath.Sum(slope), sum, products);
    }

    private static FitLoss Of(
        Decisions decisions, double[] b, double loss, double slope, ReadOnlySpan<Vector512<double>> sum, ReadOnlySpan<Vector512<double>> products)
    {
        double share = 1.0 / decisions.Count, penalty = 0;
        double[] gradient = new double[Paths.Actions];
        double[,] curvature = new double[Paths.Actions, Paths.Actions];
        for (int a = 0; a < Paths.Actions; a++)
        {
            penalty += PolicyFit.Penalty / 2 * b[a] * b[a];
            gradient[a] = LaneMath.Sum(sum[a]) * share + PolicyFit.Penalty * b[a];
            curvature[a, a] += PolicyFit.Penalty;
            for (int c = 0; c < a; c++)
            {
                // Nothing depends on all of b growing alike: what an action has with itself makes up for what it has with the others.
                double product = LaneMath.Sum(products[a * Paths.Actions + c]) * share;
                curvature[a, c] = curvature[c, a] = -product;
                curvature[a, a] += product;
                curvature[c, c] += product;
            }
        }
        return new FitLoss((decisions.Certainty.Sum() + loss) * share + penalty, gradient, curvature, slope * share);
    }
}
