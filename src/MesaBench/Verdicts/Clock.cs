using MesaBench.Inference;

namespace MesaBench.Verdicts;

/// <summary>
/// The time at which an agent first was competent, which is what its age is measured from: steps / T_c. It takes learning speed
/// out of a comparison, as far as that is one number.
/// </summary>
/// <param name="Steps">T_c, in environment steps.</param>
/// <param name="After">Steps of the last checkpoint before that, at which it was not.</param>
/// <param name="By">
/// Steps of the first checkpoint at which it was. Equal to <paramref name="After"/> where it was so at the first of all; T_c is
/// no later then, and may be much earlier.
/// </param>
public sealed record Clock(double Steps, long After, long By)
{
    /// <summary>Whether the agent was competent at the first checkpoint already, so that T_c is an upper bound and no age follows from it.</summary>
    public bool IsBound => After == By;

    /// <summary>The first crossing of a threshold, linear in log2(steps) between the checkpoints around it.</summary>
    /// <param name="curve">Checkpoints, ascending.</param>
    /// <param name="threshold">In-distribution return that counts as competent, e.g. 0.8.</param>
    /// <returns>The clock; null if no checkpoint reaches the threshold.</returns>
    public static Clock? Of(IReadOnlyList<CurvePoint> curve, double threshold)
    {
        int first = 0;
        while (first < curve.Count && !(curve[first].InReturn >= threshold)) first++;
        if (first == curve.Count) return null;
        CurvePoint by = curve[first];
        if (first == 0) return new Clock(by.Steps, by.Steps, by.Steps);
        CurvePoint after = curve[first - 1];
        double from = PortableMath.Log2(after.Steps), share = (threshold - after.InReturn) / (by.InReturn - after.InReturn);
        return new Clock(PortableMath.Exp2(from + share * (PortableMath.Log2(by.Steps) - from)), after.Steps, by.Steps);
    }
}
