namespace MesaBench.Inference;

/// <summary>
/// Transcendental functions that give the same bits on every machine: additions, products and quotients alone, which IEEE 754 fixes, where
/// the platform's own functions differ in the last place between systems. Accurate to a few units of that place.
/// </summary>
public static class PortableMath
{
    // ln 2 in two parts, the first short enough that its product with an exponent is exact (Cody and Waite 1980).
    private const double Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10;
    private const double InverseLn2 = 1.4426950408889634074;

    private const int LogTerms = 12, ExpTerms = 15;
    private const double LargestExp = 709.7, SmallestExp = -745;

    /// <summary>The natural logarithm of a positive, normal number.</summary>
    public static double Log(double x)
    {
        (double mantissa, int exponent) = Split(x);
        return exponent * Ln2High + (LogNearOne(mantissa) + exponent * Ln2Low);
    }

    /// <summary>The logarithm to base 2 of a positive, normal number; exact for powers of 2.</summary>
    public static double Log2(double x)
    {
        (double mantissa, int exponent) = Split(x);
        return exponent + LogNearOne(mantissa) * InverseLn2;
    }

    /// <summary>2 to a power.</summary>
    public static double Exp2(double x)
    {
        double whole = Math.Round(x);
        return Math.ScaleB(ExpNearZero((x - whole) * (Ln2High + Ln2Low)), (int)Math.Clamp(whole, -1100, 1100));
    }

    /// <summary>The hyperbolic tangent.</summary>
    public static double Tanh(double x)
    {
        double e = Exp(-2 * Math.Abs(x)), size = (1 - e) / (1 + e);
        return x < 0 ? -size : size;
    }

    /// <summary>e to a power.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return double.NaN;
        if (x > LargestExp) return double.PositiveInfinity;
        if (x < SmallestExp) return 0;
        double doublings = Math.Round(x * InverseLn2);
        return Math.ScaleB(ExpNearZero(x - doublings * Ln2High - doublings * Ln2Low), (int)doublings);
    }

    /// <summary>A number as m 2^e with m from the root of 1/2 to that of 2.</summary>
    private static (double Mantissa, int Exponent) Split(double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(x);
        int exponent = Math.ILogB(x);
        double mantissa = Math.ScaleB(x, -exponent);
        return mantissa > 1.4142135623730951 ? (mantissa / 2, exponent + 1) : (mantissa, exponent);
    }

    /// <summary>ln m = 2 artanh((m - 1) / (m + 1)), by its series.</summary>
    private static double LogNearOne(double mantissa)
    {
        double s = (mantissa - 1) / (mantissa + 1), square = s * s, sum = 0;
        for (int term = LogTerms; term >= 1; term--) sum = (sum + 1.0 / (2 * term + 1)) * square;
        return 2 * s + 2 * s * sum;
    }

    private static double ExpNearZero(double x)
    {
        double sum = 1;
        for (int term = ExpTerms; term >= 1; term--) sum = 1 + x / term * sum;
        return sum;
    }
}
