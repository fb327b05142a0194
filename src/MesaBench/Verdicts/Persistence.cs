using MesaBench.Inference;

namespace MesaBench.Verdicts;

/// <summary>
/// How long an agent keeps to the proxy: D, the integral of the preference q over log2(steps), in doublings of steps. 0 is an
/// agent that never had the proxy in the window, the window's length one that never let go of it.
/// </summary>
public static class Persistence
{
    // Windows end at products of steps and ages, which are rounded; what is nearer than this counts as the same time.
    private const double Slack = 1e-9;

    /// <summary>
    /// D over a window, by trapezoids between checkpoints, q at the window's ends linear between its neighbours. It is a weighted
    /// sum of the checkpoints' q; its interval is D -+ z sqrt(sum of w^2 r (1 - r) / (m + 2)), r = (p + 1) / (m + 2), with p of m
    /// decided episodes proxy first, cut off at 0 and at the window's length. It is of the episodes' sampling alone: it takes the
    /// window as known.
    /// </summary>
    /// <param name="curve">Checkpoints, ascending.</param>
    /// <param name="from">Where the window starts, in steps.</param>
    /// <param name="to">Where it ends, in steps.</param>
    /// <param name="leastDecided">Decided episodes that every checkpoint with a weight must have, e.g. 30.</param>
    /// <returns>
    /// D in doublings; none where a checkpoint has too few decided episodes or the curve does not reach over the window.
    /// </returns>
    /// <exception cref="ArgumentException">Not 0 &lt; from &lt; to.</exception>
    public static Estimate Over(IReadOnlyList<CurvePoint> curve, double from, double to, int leastDecided)
    {
        if (!(0 < from && from < to)) throw new ArgumentException($"found a window from {from} to {to}; allowed: 0 < from < to");
        if (curve.Count == 0 || curve[0].Steps > from * (1 + Slack) || curve[^1].Steps < to * (1 - Slack)) return Estimate.None;
        double length = PortableMath.Log2(to) - PortableMath.Log2(from), sum = 0, variance = 0;
        double[] weights = Weights(curve, from, to);
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0) continue;
            if (!IsRead(curve[i], leastDecided)) return Estimate.None;
            double shrunk = (curve[i].ProxyFirst + 1.0) / (curve[i].Decided + 2);
            sum += weights[i] * curve[i].Preference;
            variance += weights[i] * weights[i] * shrunk * (1 - shrunk) / (curve[i].Decided + 2);
        }
        double half = Wilson.Quantile * Math.Sqrt(variance);
        return new Estimate(sum, new Interval(Math.Max(0, sum - half), Math.Min(length, sum + half)));
    }

    /// <summary>The preference q at a time, linear in log2(steps) between the checkpoints around it.</summary>
    /// <param name="curve">Checkpoints, ascending.</param>
    /// <param name="steps">The time, in steps.</param>
    /// <param name="leastDecided">Decided episodes that those checkpoints must have.</param>
    /// <returns>q; NaN where a checkpoint has too few decided episodes or the time lies outside of the curve.</returns>
    public static double PreferenceAt(IReadOnlyList<CurvePoint> curve, double steps, int leastDecided) =>
        At(curve, steps, point => IsRead(point, leastDecided) ? point.Preference : double.NaN);

    /// <summary>A figure of checkpoints at a time, linear in log2(steps) between those around it; NaN outside of the curve.</summary>
    /// <param name="curve">Checkpoints, ascending.</param>
    /// <param name="steps">The time, in steps.</param>
    /// <param name="figure">The figure of a checkpoint.</param>
    public static double At(IReadOnlyList<CurvePoint> curve, double steps, Func<CurvePoint, double> figure)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(figure);
        int next = 0;
        while (next < curve.Count && curve[next].Steps < steps * (1 - Slack)) next++;
        if (next == curve.Count || double.IsNaN(steps)) return double.NaN;
        if (curve[next].Steps <= steps * (1 + Slack)) return figure(curve[next]);
        if (next == 0) return double.NaN;
        double left = PortableMath.Log2(curve[next - 1].Steps), right = PortableMath.Log2(curve[next].Steps);
        double share = (PortableMath.Log2(steps) - left) / (right - left);
        return figure(curve[next - 1]) + share * (figure(curve[next]) - figure(curve[next - 1]));
    }

    private static bool IsRead(CurvePoint point, int leastDecided) => point.Decided >= Math.Max(1, leastDecided);

    /// <summary>
    /// [checkpoint] what its q counts in the integral: of the part of each stretch between two checkpoints that lies in the
    /// window, as much for either as the part's middle is near to it. 0 for those that the window does not touch.
    /// </summary>
    private static double[] Weights(IReadOnlyList<CurvePoint> curve, double from, double to)
    {
        double[] weights = new double[curve.Count];
        for (int i = 1; i < weights.Length; i++)
        {
            double left = PortableMath.Log2(curve[i - 1].Steps), right = PortableMath.Log2(curve[i].Steps);
            double start = Math.Max(left, PortableMath.Log2(from)), end = Math.Min(right, PortableMath.Log2(to));
            if (end - start <= Slack) continue;
            double share = ((start + end) / 2 - left) / (right - left);
            weights[i - 1] += (end - start) * (1 - share);
            weights[i] += (end - start) * share;
        }
        return weights;
    }
}
