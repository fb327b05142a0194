namespace MesaBench.Tests.Ptx;

/// <summary>Conversions between floats and integers as the PTX ISA has them ("cvt").</summary>
internal static class PtxRounding
{
    /// <summary>Rounds to a whole number: "rni" to the nearest (even on a tie), "rzi" towards zero, "rmi" down, "rpi" up.</summary>
    public static float ToWhole(float x, string manner) => manner switch
    {
        "rni" => MathF.Round(x, MidpointRounding.ToEven),
        "rzi" => MathF.Truncate(x),
        "rmi" => MathF.Floor(x),
        _ => MathF.Ceiling(x),
    };

    /// <summary>
    /// A float as a signed integer of some bits: a fraction is cut off, what lies beyond the range becomes its end. A NaN becomes 0, with
    /// 64 bits the lowest number.
    /// </summary>
    public static long ToSigned(float x, int bits)
    {
        long lowest = long.MinValue >> (64 - bits);
        if (float.IsNaN(x)) return bits == 64 ? lowest : 0;
        float end = -(float)lowest;
        return x >= end ? ~lowest : x <= -end ? lowest : (long)x;
    }

    /// <summary>The same for unsigned integers; with 64 bits, a NaN becomes the one bit at the top.</summary>
    public static ulong ToUnsigned(float x, int bits)
    {
        if (float.IsNaN(x)) return bits == 64 ? 1ul << 63 : 0;
        if (x <= 0) return 0;
        ulong largest = ulong.MaxValue >> (64 - bits);
        if (x >= MathF.ScaleB(1, bits)) return largest;

        // .NET's conversion to ulong is taken only within the range of long, where it is the same on all machines.
        const float half = 9223372036854775808f;
        return x < half ? (ulong)(long)x : (ulong)(long)(x - half) + (1ul << 63);
    }

    /// <summary>The nearest float (even on a tie), rounded once.</summary>
    public static float FromSigned(long x) => x < 0 ? -FromUnsigned((ulong)-x) : FromUnsigned((ulong)x);

    /// <inheritdoc cref="FromSigned"/>
    public static float FromUnsigned(ulong x)
    {
        // .NET goes by way of double on some machines, which rounds twice. The upper 26 bits, the last of them set if anything follows,
        // tell all that rounding needs, and a double holds them.
        int excess = 64 - int.CreateChecked(ulong.LeadingZeroCount(x)) - 26;
        if (excess <= 0) return x;
        ulong rest = x & ((1ul << excess) - 1);
        return MathF.ScaleB((x >> excess) | (rest == 0 ? 0ul : 1ul), excess);
    }
}
