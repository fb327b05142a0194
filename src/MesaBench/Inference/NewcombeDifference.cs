namespace MesaBench.Inference;

/// <summary>
/// The difference of two independent proportions, with the interval made of Wilson's for each: Newcombe, "Interval estimation for the difference between independent proportions: comparison of eleven methods", Statistics in
/// Medicine 17 (1998), method 10.
/// </summary>
public static class NewcombeDifference
{
    /// <summary>
    /// The second share less the first, d = p2 - p1, and its interval from d - sqrt((p2 - l2)^2 + (u1 - p1)^2) to d + sqrt((u2 - p2)^2 + (p1 - l1)^2), l and u being the ends of Wilson's intervals; none where there are no trials.
    /// </summary>
    /// <param name="successes1">How many of the first, 0 to <paramref name="trials1"/>.</param>
    /// <param name="trials1">Of how many.</param>
    /// <param name="successes2">How many of the second.</param>
    /// <param name="trials2">Of how many.</param>
    public static Estimate Of(int successes1, int trials1, int successes2, int trials2)
    {
        (double p1, Interval first) = Wilson.Share(successes1, trials1);
        (double p2, Interval second) = Wilson.Share(successes2, trials2);
        if (trials1 == 0 || trials2 == 0) return Estimate.None;
        return new Estimate(p2 - p1, new Interval(p2 - p1 - Root(p2 - second.Low, first.High - p1), p2 - p1 + Root(second.High - p2, p1 - first.Low)));
    }

    private static double Root(double a, double b) => Math.Sqrt(a * a + b * b);
}
