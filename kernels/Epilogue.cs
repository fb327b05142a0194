using System.Runtime.CompilerServices;

namespace MesaBench.Kernels;

/// <summary>What happens to a sum before it is stored: an addend, then an activation or the factor of an activation's gradient.</summary>
internal struct Epilogue
{
    public const int Identity = 0, Relu = 1, Tanh = 2, ReluGradient = 3, TanhGradient = 4;

    /// <summary>One of the constants above.</summary>
    public int Activation;

    /// <summary>1 when <see cref="Addend"/> is added.</summary>
    public int HasAddend;

    /// <summary>Added to the sum; a row stride of 0 makes it a bias.</summary>
    public Matrix Addend;

    /// <summary>The activation's output in the forward pass, from which its gradient follows.</summary>
    public Matrix Output;

    /// <summary>The value to store at (row, column) of an agent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Lane Apply(Lane sum, int agent, int row, int column)
    {
        if (HasAddend != 0) sum = Add(sum, Load(Addend.Data, Addend.Row(agent, row) + column));
        if (Activation == Identity) return sum;
        if (Activation == Relu) return Elementary.Max(sum, Splat(0f));
        if (Activation == Tanh) return Elementary.Tanh(sum);
        Lane output = Load(Output.Data, Output.Row(agent, row) + column);
        return Activation == ReluGradient
            ? IfLess(Splat(0f), output, sum, Splat(0f))
            : Mul(sum, Fma(Sub(Splat(0f), output), output, Splat(1f)));
    }
}
