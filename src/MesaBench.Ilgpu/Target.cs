using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace MesaBench.Ilgpu;

/// <summary>Four neighbouring columns. Kernels name it <c>Lane</c>; a device loads and stores it as one vector.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct Lane4(float a, float b, float c, float d)
{
    public float A = a, B = b, C = c, D = d;
}

/// <summary>
/// What the ILGPU target gives to kernels. Every float operation is one of <see cref="Exact"/>, so that neither ILGPU nor a device's
/// compiler may fuse, merge or approximate it.
/// </summary>
internal static class Target
{
    /// <summary>Columns in a lane.</summary>
    public const int LaneWidth = 4;

    /// <summary>For code that is rarely reached: a call would pass its structs through slow memory, so it is inlined all the same.</summary>
    public const MethodImplOptions Rare = MethodImplOptions.AggressiveInlining;

    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>The lane at <paramref name="index"/>, a multiple of 4.</summary>
    [MethodImpl(Inline)]
    public static Lane Load(Floats memory, long index) => memory.SubView(index, LaneWidth).AsAligned(16).Cast<Lane4>()[0];

    [MethodImpl(Inline)]
    public static void Store(Floats memory, long index, Lane value) => memory.SubView(index, LaneWidth).AsAligned(16).Cast<Lane4>()[0] = value;

    /// <summary>The scalar at <paramref name="index"/> in every column.</summary>
    [MethodImpl(Inline)]
    public static Lane Broadcast(Floats memory, long index) => Splat(memory[index]);

    [MethodImpl(Inline)]
    public static Lane Splat(float value) => new(value, value, value, value);

    /// <summary>Columns that a work item takes where there are few: one, so that a device has as many threads as can be.</summary>
    public const int StripWidth = 1;

    [MethodImpl(Inline)]
    public static Strip LoadStrip(Floats memory, long index) => memory[index];

    [MethodImpl(Inline)]
    public static void Store(Floats memory, long index, Strip value) => memory[index] = value;

    [MethodImpl(Inline)]
    public static Strip StripOf(float value) => value;

    [MethodImpl(Inline)]
    public static Lane Add(Lane x, Lane y) =>
        new(Exact.Add(x.A, y.A), Exact.Add(x.B, y.B), Exact.Add(x.C, y.C), Exact.Add(x.D, y.D));

    [MethodImpl(Inline)]
    public static Lane Sub(Lane x, Lane y) =>
        new(Exact.Sub(x.A, y.A), Exact.Sub(x.B, y.B), Exact.Sub(x.C, y.C), Exact.Sub(x.D, y.D));

    [MethodImpl(Inline)]
    public static Lane Mul(Lane x, Lane y) =>
        new(Exact.Mul(x.A, y.A), Exact.Mul(x.B, y.B), Exact.Mul(x.C, y.C), Exact.Mul(x.D, y.D));

    /// <summary>x * y + z with one rounding.</summary>
    [MethodImpl(Inline)]
    public static Lane Fma(Lane x, Lane y, Lane z) =>
        new(Exact.Fma(x.A, y.A, z.A), Exact.Fma(x.B, y.B, z.B), Exact.Fma(x.C, y.C, z.C), Exact.Fma(x.D, y.D, z.D));

    [MethodImpl(Inline)]
    public static Lane Div(Lane x, Lane y) =>
        new(Exact.Div(x.A, y.A), Exact.Div(x.B, y.B), Exact.Div(x.C, y.C), Exact.Div(x.D, y.D));

    [MethodImpl(Inline)]
    public static Lane Sqrt(Lane x) => new(Exact.Sqrt(x.A), Exact.Sqrt(x.B), Exact.Sqrt(x.C), Exact.Sqrt(x.D));

    /// <summary>Where x &lt; y (false for NaN) <paramref name="then"/>, elsewhere <paramref name="otherwise"/>.</summary>
    [MethodImpl(Inline)]
    public static Lane IfLess(Lane x, Lane y, Lane then, Lane otherwise) => new(
        Exact.IfLess(x.A, y.A, then.A, otherwise.A), Exact.IfLess(x.B, y.B, then.B, otherwise.B),
        Exact.IfLess(x.C, y.C, then.C, otherwise.C), Exact.IfLess(x.D, y.D, then.D, otherwise.D));

    /// <summary>x times 2^n, for whole n in [-126, 127] and x in [0.5, 2).</summary>
    [MethodImpl(Inline)]
    public static Lane ScaleByPowerOfTwo(Lane x, Lane n) => new(
        ScaleByPowerOfTwo(x.A, n.A), ScaleByPowerOfTwo(x.B, n.B), ScaleByPowerOfTwo(x.C, n.C), ScaleByPowerOfTwo(x.D, n.D));

    /// <summary>The exponent e of a normal positive x = m 2^e with m in [1, 2).</summary>
    [MethodImpl(Inline)]
    public static Lane Exponent(Lane x) => new(Exponent(x.A), Exponent(x.B), Exponent(x.C), Exponent(x.D));

    /// <summary>The mantissa m of a normal positive x = m 2^e with m in [1, 2).</summary>
    [MethodImpl(Inline)]
    public static Lane Mantissa(Lane x) => new(Mantissa(x.A), Mantissa(x.B), Mantissa(x.C), Mantissa(x.D));

    [MethodImpl(Inline)]
    public static float Add(float x, float y) => Exact.Add(x, y);

    [MethodImpl(Inline)]
    public static float Sub(float x, float y) => Exact.Sub(x, y);

    [MethodImpl(Inline)]
    public static float Mul(float x, float y) => Exact.Mul(x, y);

    [MethodImpl(Inline)]
    public static float Fma(float x, float y, float z) => Exact.Fma(x, y, z);

    [MethodImpl(Inline)]
    public static float Div(float x, float y) => Exact.Div(x, y);

    [MethodImpl(Inline)]
    public static float Sqrt(float x) => Exact.Sqrt(x);

    /// <summary>How many bits are set.</summary>
    [MethodImpl(Inline)]
    public static int Ones(int bits) => BitOperations.PopCount((uint)bits);

    /// <summary>The lowest bit that is set, of some: OpenCL counts zeros from below only since its version 2.</summary>
    [MethodImpl(Inline)]
    public static int FirstOne(int bits) => Ones(~bits & (bits - 1));

    /// <summary>Copies whole numbers between parts of memory that do not overlap.</summary>
    [MethodImpl(Inline)]
    public static void Copy(Ints from, long at, Ints to, long there, int count)
    {
        for (int i = 0; i < count; i++) to[there + i] = from[at + i];
    }

    [MethodImpl(Inline)]
    private static float ScaleByPowerOfTwo(float x, float n) => Interop.IntAsFloat(Interop.FloatAsInt(x) + (uint)((int)n << 23));

    [MethodImpl(Inline)]
    private static float Exponent(float x) => (int)(Interop.FloatAsInt(x) >> 23) - 127;

    [MethodImpl(Inline)]
    private static float Mantissa(float x) => Interop.IntAsFloat((Interop.FloatAsInt(x) & 0x007FFFFF) | 0x3F800000);
}
