using System.Runtime.CompilerServices;

namespace MesaBench.Kernels;

/// <summary>
/// exp, log, tanh and sigmoid from named operations alone, so that every target computes the same bits. Polynomials are those of the
/// Cephes library's single-precision functions (Moshier); each is within 2 ulp of the true value over its range.
/// </summary>
internal static class Elementary
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>max(a, b); b where either is NaN.</summary>
    [MethodImpl(Inline)]
    public static Lane Max(Lane a, Lane b) => IfLess(b, a, a, b);

    /// <summary>e^x. Arguments are clamped to [-87.3, 88.3]; NaN stays NaN.</summary>
    [MethodImpl(Inline)]
    public static Lane Exp(Lane x)
    {
        x = IfLess(x, Splat(-87.3f), Splat(-87.3f), x);
        x = IfLess(Splat(88.3f), x, Splat(88.3f), x);
        return ExpWithin(x);
    }

    /// <summary>e^x for arguments in [-87.3, 88.3] or NaN.</summary>
    [MethodImpl(Inline)]
    private static Lane ExpWithin(Lane x)
    {
        // n = round(x / ln 2): adding 1.5 x 2^23 leaves the nearest whole number in the low bits.
        Lane n = Sub(Fma(x, Splat(1.44269504f), Splat(12582912f)), Splat(12582912f));
        Lane r = Fma(n, Splat(-0.693359375f), x);
        r = Fma(n, Splat(2.12194440e-4f), r);
        Lane p = Fma(Splat(1.9875691500e-4f), r, Splat(1.3981999507e-3f));
        p = Fma(p, r, Splat(8.3334519073e-3f));
        p = Fma(p, r, Splat(4.1665795894e-2f));
        p = Fma(p, r, Splat(1.6666665459e-1f));
        p = Fma(p, r, Splat(5.0000001201e-1f));
        p = Add(Fma(p, Mul(r, r), r), Splat(1f));
        return ScaleByPowerOfTwo(p, n);
    }

    /// <summary>Natural logarithm of a normal positive x; NaN stays NaN.</summary>
    [MethodImpl(Inline)]
    public static Lane Log(Lane x)
    {
        Lane e = Exponent(x);
        Lane m = Mantissa(x);
        // Bring m into [1/sqrt 2, sqrt 2) around 1.
        e = IfLess(Splat(1.41421354f), m, Add(e, Splat(1f)), e);
        m = IfLess(Splat(1.41421354f), m, Mul(m, Splat(0.5f)), m);
        Lane f = Sub(m, Splat(1f));
        Lane z = Mul(f, f);
        Lane p = Fma(Splat(7.0376836292e-2f), f, Splat(-1.1514610310e-1f));
        p = Fma(p, f, Splat(1.1676998740e-1f));
        p = Fma(p, f, Splat(-1.2420140846e-1f));
        p = Fma(p, f, Splat(1.4249322787e-1f));
        p = Fma(p, f, Splat(-1.6668057665e-1f));
        p = Fma(p, f, Splat(2.0000714765e-1f));
        p = Fma(p, f, Splat(-2.4999993993e-1f));
        p = Fma(p, f, Splat(3.3333331174e-1f));
        Lane y = Mul(Mul(f, z), p);
        y = Fma(e, Splat(-2.12194440e-4f), y);
        y = Fma(z, Splat(-0.5f), y);
        y = Fma(e, Splat(0.693359375f), Add(f, y));
        // The exponent and mantissa of a NaN are numbers, and which ones is the hardware's choice.
        return IfLess(Splat(0f), x, y, x);
    }

    /// <summary>Hyperbolic tangent.</summary>
    [MethodImpl(Inline)]
    public static Lane Tanh(Lane x)
    {
        Lane size = IfLess(x, Splat(0f), Sub(Splat(0f), x), x);
        Lane z = Mul(x, x);
        Lane p = Fma(Splat(-5.70498872745e-3f), z, Splat(2.06390887954e-2f));
        p = Fma(p, z, Splat(-5.37397155531e-2f));
        p = Fma(p, z, Splat(1.33314422036e-1f));
        p = Fma(p, z, Splat(-3.33332819422e-1f));
        Lane near = Fma(Mul(p, z), x, x);
        // 1 - 2 / (e^2|x| + 1), which is 1 to the last bit beyond 9.1.
        Lane capped = IfLess(Splat(10f), size, Splat(10f), size);
        Lane far = Sub(Splat(1f), Div(Splat(2f), Add(ExpWithin(Add(capped, capped)), Splat(1f))));
        far = IfLess(x, Splat(0f), Sub(Splat(0f), far), far);
        return IfLess(size, Splat(0.625f), near, far);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(Inline)]
    public static Lane Sigmoid(Lane x)
    {
        Lane size = IfLess(x, Splat(0f), Sub(Splat(0f), x), x);
        Lane capped = IfLess(Splat(87.3f), size, Splat(87.3f), size);
        Lane e = ExpWithin(Sub(Splat(0f), capped));
        Lane sum = Add(Splat(1f), e);
        // For negative x, e / (1 + e) as e - e e / (1 + e): where e is small, the rounding of 1 + e then hardly counts.
        Lane negative = Fma(Sub(Splat(0f), e), Div(e, sum), e);
        return IfLess(x, Splat(0f), negative, Div(Splat(1f), sum));
    }
}
