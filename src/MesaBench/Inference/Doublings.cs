namespace MesaBench.Inference;

/// <summary>
/// Logarithms to base 2 and powers of 2 by plain arithmetic in a fixed order: those of the platform may differ in their last bits
/// from one system to another.
/// </summary>
public static class Doublings
{
    // ln 2 = 2 atanh(1/3), and the terms that the series need at most for all 53 bits.
    private const double NaturalOfTwo = 0.693147180559945309417;
    private const int LogarithmTerms = 13, PowerTerms = 18;

    /// <summary>
    /// The logarithm of a positive number to base 2; whole at powers of 2, and elsewhere good to 1e-15 or a rounding.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive and finite.</exception>
    public static double Log2(double number)
    {
        if (!(number > 0 && double.IsFinite(number)))
            throw new ArgumentOutOfRangeException(nameof(number), $"found {number}; allowed: positive numbers");
        int exponent = Math.ILogB(number);
        double mantissa = Math.ScaleB(number, -exponent);
        if (mantissa > 1.5) (mantissa, exponent) = (mantissa / 2, exponent + 1);
        // ln m = 2 atanh(s) = 2 (s + s^3/3 + s^5/5 + ...) with s = (m - 1) / (m + 1), here at most 1/5.
        double s = (mantissa - 1) / (mantissa + 1), square = s * s, sum = 0;
        for (int term = LogarithmTerms; term >= 0; term--) sum = sum * square + 1.0 / (2 * term + 1);
        return exponent + 2 * s * sum / NaturalOfTwo;
    }

    /// <summary>2 to a power; exact at whole ones.</summary>
    public static double Power(double exponent)
    {
        double whole = Math.Round(exponent), natural = (exponent - whole) * NaturalOfTwo, sum = 1;
        for (int term = PowerTerms; term >= 1; term--) sum = 1 + sum * natural / term;
        return Math.ScaleB(sum, (int)whole);
    }
}
