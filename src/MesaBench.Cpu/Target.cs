global using static MesaBench.Cpu.Target;
global using Floats = MesaBench.Cpu.FloatPointer;
global using Ints = MesaBench.Cpu.IntPointer;
global using Lane = System.Runtime.Intrinsics.Vector512<float>;
global using Strip = System.Runtime.Intrinsics.Vector512<float>;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MesaBench.Cpu;

/// <summary>A view of float memory: a bare pointer, unchecked. Kernels name it <c>Floats</c>.</summary>
internal readonly unsafe struct FloatPointer(float* data)
{
    public readonly float* Data = data;

    public float this[long index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Data[index];
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Data[index] = value;
    }
}

/// <summary>A view of int memory: a bare pointer, unchecked. Kernels name it <c>Ints</c>.</summary>
internal readonly unsafe struct IntPointer(int* data)
{
    public readonly int* Data = data;

    public int this[long index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Data[index];
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Data[index] = value;
    }
}

/// <summary>
/// What the CPU target gives to kernels: a lane is 16 floats, which .NET lowers to one AVX-512, two AVX2 or four NEON registers. Every
/// operation is one IEEE 754 operation with one rounding, so its bits are the same whatever the lowering.
/// </summary>
internal static unsafe class Target
{
    /// <summary>Columns in a lane.</summary>
    public const int LaneWidth = 16;

    /// <summary>For code that is rarely reached: kept out of its callers, which keep their registers for what is not rare.</summary>
    public const MethodImplOptions Rare = MethodImplOptions.NoInlining;

    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Inline)]
    public static Lane Load(Floats memory, long index) => Vector512.Load(memory.Data + index);

    [MethodImpl(Inline)]
    public static void Store(Floats memory, long index, Lane value) => value.Store(memory.Data + index);

    /// <summary>The scalar at <paramref name="index"/> in every column.</summary>
    [MethodImpl(Inline)]
    public static Lane Broadcast(Floats memory, long index) => Vector512.Create(memory.Data[index]);

    [MethodImpl(Inline)]
    public static Lane Splat(float value) => Vector512.Create(value);

    /// <summary>Columns that a work item takes where there are few: as many as in a lane, since neighbouring ones cost a core nothing.</summary>
    public const int StripWidth = LaneWidth;

    [MethodImpl(Inline)]
    public static Strip LoadStrip(Floats memory, long index) => Load(memory, index);

    [MethodImpl(Inline)]
    public static Strip StripOf(float value) => Splat(value);

    [MethodImpl(Inline)]
    public static Lane Add(Lane a, Lane b) => a + b;

    [MethodImpl(Inline)]
    public static Lane Sub(Lane a, Lane b) => a - b;

    [MethodImpl(Inline)]
    public static Lane Mul(Lane a, Lane b) => a * b;

    /// <summary>a * b + c with one rounding.</summary>
    [MethodImpl(Inline)]
    public static Lane Fma(Lane a, Lane b, Lane c) => Vector512.FusedMultiplyAdd(a, b, c);

    [MethodImpl(Inline)]
    public static Lane Div(Lane a, Lane b) => a / b;

    [MethodImpl(Inline)]
    public static Lane Sqrt(Lane a) => Vector512.Sqrt(a);

    /// <summary>Where a &lt; b (false for NaN) <paramref name="then"/>, elsewhere <paramref name="otherwise"/>.</summary>
    [MethodImpl(Inline)]
    public static Lane IfLess(Lane a, Lane b, Lane then, Lane otherwise) =>
        Vector512.ConditionalSelect(Vector512.LessThan(a, b), then, otherwise);

    /// <summary>x times 2^n, for whole n in [-126, 127] and x in [0.5, 2).</summary>
    [MethodImpl(Inline)]
    public static Lane ScaleByPowerOfTwo(Lane x, Lane n) =>
        // Of a NaN, hardware makes 0 or -2^31, and either is 0 once it is shifted.
        (x.AsInt32() + (Vector512.ConvertToInt32Native(n) << 23)).AsSingle();

    /// <summary>The exponent e of a normal positive x = m 2^e with m in [1, 2).</summary>
    [MethodImpl(Inline)]
    public static Lane Exponent(Lane x) => Vector512.ConvertToSingle((x.AsInt32() >>> 23) - Vector512.Create(127));

    /// <summary>The mantissa m of a normal positive x = m 2^e with m in [1, 2).</summary>
    [MethodImpl(Inline)]
    public static Lane Mantissa(Lane x) =>
        ((x.AsInt32() & Vector512.Create(0x007FFFFF)) | Vector512.Create(0x3F800000)).AsSingle();

    [MethodImpl(Inline)]
    public static float Add(float a, float b) => a + b;

    [MethodImpl(Inline)]
    public static float Sub(float a, float b) => a - b;

    [MethodImpl(Inline)]
    public static float Mul(float a, float b) => a * b;

    [MethodImpl(Inline)]
    public static float Fma(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    [MethodImpl(Inline)]
    public static float Div(float a, float b) => a / b;

    [MethodImpl(Inline)]
    public static float Sqrt(float a) => MathF.Sqrt(a);

    /// <summary>How many bits are set.</summary>
    [MethodImpl(Inline)]
    public static int Ones(int bits) => BitOperations.PopCount((uint)bits);

    /// <summary>The lowest bit that is set, of some.</summary>
    [MethodImpl(Inline)]
    public static int FirstOne(int bits) => BitOperations.TrailingZeroCount(bits);

    /// <summary>Copies whole numbers between parts of memory that do not overlap.</summary>
    [MethodImpl(Inline)]
    public static void Copy(Ints from, long at, Ints to, long there, int count) =>
        new ReadOnlySpan<int>(from.Data + at, count).CopyTo(new Span<int>(to.Data + there, count));
}
