namespace MesaBench.Inference;

/// <summary>How an outcome depends on a number.</summary>
public enum IndifferenceKind
{
    /// <summary>No data.</summary>
    None,

    /// <summary>It becomes rarer as the number rises, and is even somewhere within the observed range.</summary>
    Rate,

    /// <summary>Not so, and it occurs in more than half of all cases.</summary>
    Always,

    /// <summary>Not so, and it occurs in less than half of all cases.</summary>
    Never,

    /// <summary>None of these.</summary>
    Flat,
}

/// <summary>
/// Where an outcome that becomes rarer as x rises is as likely as not: -a / b of the logistic regression a + b x with Firth's
/// penalty, with the interval from the profile of its likelihood (<see cref="FirthLogistic"/>).
/// </summary>
/// <param name="Kind">What there is to say.</param>
/// <param name="Rate">
/// The point, in units of x; none unless <paramref name="Kind"/> is <see cref="IndifferenceKind.Rate"/>.
/// </param>
public readonly record struct IndifferencePoint(IndifferenceKind Kind, Estimate Rate)
{
    /// <summary>
    /// The point, where b is below 0 by its interval and the point within the observed x; else which outcome the Wilson interval
    /// of its share puts above half, if any.
    /// </summary>
    /// <param name="x">[observation] the number.</param>
    /// <param name="outcomes">[observation] whether the outcome occurred.</param>
    /// <exception cref="ArgumentException">There are not as many outcomes as numbers, or a number is not finite.</exception>
    public static IndifferencePoint Of(IReadOnlyList<double> x, IReadOnlyList<bool> outcomes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(outcomes.Count, x.Count);
        if (!x.All(double.IsFinite)) throw new ArgumentException("found an x that is not finite; allowed: numbers");
        if (x.Count == 0) return new IndifferencePoint(IndifferenceKind.None, Estimate.None);
        if (FirthLogistic.EvenPoint([.. x], [.. outcomes]) is { } point && x.Min() <= point.Value && point.Value <= x.Max())
            return new IndifferencePoint(IndifferenceKind.Rate, point);
        Interval share = Wilson.Interval(outcomes.Count(o => o), outcomes.Count);
        IndifferenceKind kind = share.Low > 0.5 ? IndifferenceKind.Always : share.High < 0.5 ? IndifferenceKind.Never : IndifferenceKind.Flat;
        return new IndifferencePoint(kind, Estimate.None);
    }
}
