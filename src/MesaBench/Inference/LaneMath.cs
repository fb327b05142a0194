using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MesaBench.Inference;

/// <summary>
/// Arithmetic on eight numbers at once: sums, products and quotients alone, no fused ones, so that every number comes out the same on every
/// machine and whatever stands beside it.
/// </summary>
internal static class LaneMath
{
    private const double Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10, InverseLn2 = 1.4426950408889634074;

    // Added to a number, it leaves no bit for fractions: what remains in the last bits is the nearest whole number (ties to even).
    private const double Rounding = 6755399441055744; // 1.5 x 2^52

    // e to this is nothing beside 1, and still a normal number.
    private const double Least = -700;

    private const int ExponentShift = 52;

    // The bits of the root of 1/2, and those of a number behind its exponent.
    private const long RootOfHalf = 0x3FE6A09E667F3BCD, Fraction = (1L << ExponentShift) - 1;

    /// <summary>
    /// e to powers that are at most 0, to one part in 10^10; below -700 as at -700. The series is summed in pairs (Estrin), whose products do
    /// not wait for one another.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> x)
    {
        x = Vector512.Max(x, Vector512.Create(Least));
        Vector512<double> shifted = x * InverseLn2 + Vector512.Create(Rounding), whole = shifted - Vector512.Create(Rounding);
        x = x - whole * Ln2High - whole * Ln2Low;
        Vector512<double> square = x * x, fourth = square * square;
        Vector512<double> low = Pair(1, 1, x) + Pair(1.0 / 2, 1.0 / 6, x) * square;
        Vector512<double> high = Pair(1.0 / 24, 1.0 / 120, x) + Pair(1.0 / 720, 1.0 / 5040, x) * square;
        Vector512<double> sum = low + (high + Pair(1.0 / 40320, 1.0 / 362880, x) * fourth) * fourth;
        Vector512<long> scale = Vector512.ShiftLeft(shifted.AsInt64(), ExponentShift) + Vector512<double>.One.AsInt64();
        return sum * scale.AsDouble();
    }

    /// <summary>
    /// The natural logarithms of positive, normal numbers, to one part in 10^10 of the larger of 1 and themselves: x is m 2^e with m from the root
    /// of 1/2 to that of 2, and ln m = 2 artanh((m - 1) / (m + 1)), by its series.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Log(Vector512<double> x)
    {
        Vector512<long> fromHalf = x.AsInt64() - Vector512.Create(RootOfHalf);
        Vector512<double> exponent = Vector512.ConvertToDouble(Vector512.ShiftRightArithmetic(fromHalf, ExponentShift));
        Vector512<double> m = ((fromHalf & Vector512.Create(Fraction)) + Vector512.Create(RootOfHalf)).AsDouble();
        Vector512<double> s = (m - Vector512<double>.One) / (m + Vector512<double>.One), square = s * s, fourth = square * square;
        Vector512<double> low = Pair(2, 2.0 / 3, square) + Pair(2.0 / 5, 2.0 / 7, square) * fourth;
        Vector512<double> high = Pair(2.0 / 9, 2.0 / 11, square) + Pair(2.0 / 13, 2.0 / 15, square) * fourth;
        return exponent * Ln2High + (s * (low + high * (fourth * fourth)) + exponent * Ln2Low);
    }

    /// <summary>The sum of a lane, as one fixed tree.</summary>
    public static double Sum(Vector512<double> x) => x[0] + x[1] + (x[2] + x[3]) + (x[4] + x[5] + (x[6] + x[7]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Pair(double constant, double slope, Vector512<double> x) => Vector512.Create(constant) + x * slope;
}
