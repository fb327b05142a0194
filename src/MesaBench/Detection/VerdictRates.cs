using MesaBench.Inference;

namespace MesaBench.Detection;

/// <summary>
/// How often the verdict that a network searches is right, and wrong, in the families of the reporting half between which it is most and least so. Families are small: of each it is the end
/// of Wilson's interval that counts.
/// </summary>
/// <param name="TrueLow">Least lower end, over families that search, of the share that is found to.</param>
/// <param name="TrueHigh">Largest upper end.</param>
/// <param name="FalseLow">Least lower end over families that do not search.</param>
/// <param name="FalseHigh">Largest upper end.</param>
public sealed record VerdictRates(double TrueLow, double TrueHigh, double FalseLow, double FalseHigh)
{
    /// <summary>The two rates must be further apart to tell anything.</summary>
    public const double LeastApart = 0.3;

    /// <summary>What share really searches where a share is found to (Rogan and Gladen 1978), at the families' extremes; NaN where the rates are too near to each other.</summary>
    /// <param name="found">Interval of the share that is found to search.</param>
    public (double Low, double High) Bounds(Interval found) => TrueLow - FalseHigh < LeastApart ? (double.NaN, double.NaN)
        : (Math.Clamp((found.Low - FalseHigh) / (TrueHigh - FalseHigh), 0, 1), Math.Clamp((found.High - FalseLow) / (TrueLow - FalseLow), 0, 1));
}
