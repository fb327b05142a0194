using System.Numerics;
using System.Runtime.CompilerServices;

namespace MesaBench.Tests.Ptx;

/// <summary>
/// Operations of the PTX ISA that IL has no instruction for, or whose edge cases differ. Translated code calls them by name.
/// </summary>
internal static class PtxOperations
{
    private const int CanonicalNan = 0x7FFFFFFF;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BitsOf(float x) => BitConverter.SingleToInt32Bits(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FloatOf(int bits) => BitConverter.Int32BitsToSingle(bits);

    /// <summary>The value, with the bits a GPU gives a NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Canonical(float x) => float.IsNaN(x) ? FloatOf(CanonicalNan) : x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float x, float y, float z) => MathF.FusedMultiplyAdd(x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SquareRoot(float x) => MathF.Sqrt(x);

    /// <summary>The smaller one; a NaN loses against a number, and -0 is below +0.</summary>
    public static float Smaller(float x, float y) => float.MinNumber(x, y);

    /// <summary>The larger one; a NaN loses against a number, and +0 is above -0.</summary>
    public static float Larger(float x, float y) => float.MaxNumber(x, y);

    public static float Magnitude(float x) => MathF.Abs(x);

    public static int Smaller(int x, int y) => Math.Min(x, y);

    public static int Larger(int x, int y) => Math.Max(x, y);

    public static long Smaller(long x, long y) => Math.Min(x, y);

    public static long Larger(long x, long y) => Math.Max(x, y);

    public static uint Smaller(uint x, uint y) => Math.Min(x, y);

    public static uint Larger(uint x, uint y) => Math.Max(x, y);

    public static ulong Smaller(ulong x, ulong y) => Math.Min(x, y);

    public static ulong Larger(ulong x, ulong y) => Math.Max(x, y);

    /// <summary>-x where x is negative; the lowest number stays as it is.</summary>
    public static int Magnitude(int x) => x < 0 ? unchecked(-x) : x;

    /// <inheritdoc cref="Magnitude(int)"/>
    public static long Magnitude(long x) => x < 0 ? unchecked(-x) : x;

    // Quotients by zero are unspecified in PTX and end no program there: code may compute one and not use it. All ones is what NVIDIA's
    // hardware gives.

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Quotient(int x, int y) => y == 0 ? -1 : y == -1 ? unchecked(-x) : x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Quotient(long x, long y) => y == 0 ? -1 : y == -1 ? unchecked(-x) : x / y;

    public static uint Quotient(uint x, uint y) => y == 0 ? uint.MaxValue : x / y;

    public static ulong Quotient(ulong x, ulong y) => y == 0 ? ulong.MaxValue : x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Remainder(int x, int y) => y == 0 ? x : y == -1 ? 0 : x % y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Remainder(long x, long y) => y == 0 ? x : y == -1 ? 0 : x % y;

    public static uint Remainder(uint x, uint y) => y == 0 ? x : x % y;

    public static ulong Remainder(ulong x, ulong y) => y == 0 ? x : x % y;

    public static int HighProduct(int x, int y) => (int)((long)x * y >> 32);

    public static uint HighProduct(uint x, uint y) => (uint)((ulong)x * y >> 32);

    public static long HighProduct(long x, long y) => Math.BigMul(x, y, out _);

    public static ulong HighProduct(ulong x, ulong y) => Math.BigMul(x, y, out _);

    // Shift counts are unsigned; a count of the width or more shifts all bits out.

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ShiftLeft(int x, int count) => (uint)count > 31 ? 0 : x << count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ShiftLeft(long x, int count) => (uint)count > 63 ? 0 : x << count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ShiftRight(int x, int count) => x >> (int)Math.Min((uint)count, 31);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ShiftRight(long x, int count) => x >> (int)Math.Min((uint)count, 63);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ShiftRight(uint x, int count) => (uint)count > 31 ? 0 : x >> count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ShiftRight(ulong x, int count) => (uint)count > 63 ? 0 : x >> count;

    public static int CountOnes(uint x) => BitOperations.PopCount(x);

    public static int CountOnes(ulong x) => BitOperations.PopCount(x);

    public static int CountLeadingZeros(uint x) => BitOperations.LeadingZeroCount(x);

    public static int CountLeadingZeros(ulong x) => BitOperations.LeadingZeroCount(x);
}
