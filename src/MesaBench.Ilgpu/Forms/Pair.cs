using System.Runtime.CompilerServices;

namespace MesaBench.Ilgpu;

/// <summary>
/// Two lanes that a thread has of a row. They lie apart: neighbouring threads own neighbouring lanes, so that what a warp loads or stores at
/// once are whole sectors of 32 bytes.
/// </summary>
internal struct Pair(Lane left, Lane right)
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public Lane Left = left, Right = right;

    /// <summary>Zeros.</summary>
    [MethodImpl(Inline)]
    public static Pair Zero() => new(Splat(0f), Splat(0f));

    /// <summary>The lanes at two places.</summary>
    [MethodImpl(Inline)]
    public static Pair At(Floats memory, long index, int apart) => new(Load(memory, index), Load(memory, index + apart));

    /// <summary>Stores the lanes at two places.</summary>
    [MethodImpl(Inline)]
    public readonly void Put(Floats memory, long index, int apart)
    {
        Store(memory, index, Left);
        Store(memory, index + apart, Right);
    }

    /// <summary>These sums plus factor times y, with one rounding each.</summary>
    [MethodImpl(Inline)]
    public readonly Pair Plus(float factor, Pair y) => new(Fma(Splat(factor), y.Left, Left), Fma(Splat(factor), y.Right, Right));
}

/// <summary>What the forms need of memory.</summary>
internal static class FormMemory
{
    /// <summary>The memory from an element on. A loop that moves on by it keeps one address, where an index would be one to be multiplied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats From(this Floats memory, long index) => memory.SubView(index, memory.Length - index);
}
