using System.Runtime.Intrinsics;
using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Objectives;

/// <summary>The loss of a <see cref="PolicyFit"/> at one preference b, eight decisions at a time.</summary>
/// <param name="Value">Mean divergence, in nats, and the penalty on b.</param>
/// <param name="Gradient">[action] its derivatives.</param>
/// <param name="Curvature">[action, action] its second derivatives.</param>
internal sealed record FitLoss(double Value, double[] Gradient, double[,] Curvature)
{
    // A sum of four exponentials, the largest of which is 1, is at most 4: a product of so many is at most 2^512.
    private const int MostFactors = 256;

    /// <summary>The loss, by sums in a fixed order whatever the machine's vectors.</summary>
    /// <param name="decisions">The agent's decisions.</param>
    /// <param name="logits">[action][decision].</param>
    /// <param name="b">[action].</param>
    public static FitLoss At(Decisions decisions, double[] logits, double[] b)
    {
        int lane = Vector512<double>.Count, stride = decisions.Stride;
        Span<Vector512<double>> q = stackalloc Vector512<double>[Paths.Actions], sum = stackalloc Vector512<double>[Paths.Actions];
        Span<Vector512<double>> products = stackalloc Vector512<double>[Paths.Actions * Paths.Actions]; // [action][lower action]
        q.Clear();
        sum.Clear();
        products.Clear();
        Vector512<double> linear = Vector512<double>.Zero, factors = Vector512<double>.One;
        double logs = 0;
        for (int first = 0, factor = 1; first < stride; first += lane, factor++)
        {
            Vector512<double> top = Vector512.Create(double.NegativeInfinity), total = Vector512<double>.Zero;
            Vector512<double> isThere = Vector512.LessThan(Vector512<double>.Indices, Vector512.Create((double)(decisions.Count - first)));
            for (int a = 0; a < Paths.Actions; a++)
            {
                q[a] = Vector512.LoadUnsafe(ref logits[a * stride + first]) + Vector512.Create(b[a]);
                linear -= Vector512.LoadUnsafe(ref decisions.Probabilities[a * stride + first]) * q[a];
                top = Vector512.Max(top, q[a]);
            }
            for (int a = 0; a < Paths.Actions; a++) total += q[a] = LaneMath.Exp(q[a] - top);
            linear += top & isThere;
            factors *= Vector512.ConditionalSelect(isThere, total, Vector512<double>.One);
            if (factor % MostFactors == 0) logs += TakeLogs(ref factors);
            for (int a = 0; a < Paths.Actions; a++)
            {
                q[a] = (q[a] / total) & isThere;
                sum[a] += q[a] - Vector512.LoadUnsafe(ref decisions.Probabilities[a * stride + first]);
                for (int c = 0; c < a; c++) products[a * Paths.Actions + c] += q[a] * q[c];
            }
        }
        logs += TakeLogs(ref factors);
        return Of(decisions, b, LaneMath.Sum(linear) + logs, sum, products);
    }

    private static FitLoss Of(
        Decisions decisions, double[] b, double loss, ReadOnlySpan<Vector512<double>> sum, ReadOnlySpan<Vector512<double>> products)
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
                // q (1 - q) of an action is the sum of its products with the others.
                double product = LaneMath.Sum(products[a * Paths.Actions + c]) * share;
                curvature[a, c] = curvature[c, a] = -product;
                curvature[a, a] += product;
                curvature[c, c] += product;
            }
        }
        return new FitLoss((decisions.Certainty.Sum() + loss) * share + penalty, gradient, curvature);
    }

    private static double TakeLogs(ref Vector512<double> factors)
    {
        double logs = 0;
        for (int i = 0; i < Vector512<double>.Count; i++) logs += PortableMath.Log(factors[i]);
        factors = Vector512<double>.One;
        return logs;
    }
}
