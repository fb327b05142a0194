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

    /// <summary>
    /// Finishes the sums that a work item has stored in y, [row, row + rows) x <paramref name="lanes"/> lanes from a column on. Going
    /// through memory keeps this code out of the tiles, which would otherwise repeat it for every accumulator.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Finish(in Matrix y, int agent, int row, int rows, int column, int lanes)
    {
        if (Activation == Identity && HasAddend == 0) return;
        for (int r = row; r < row + rows; r++)
        {
            long at = y.Row(agent, r) + column;
            for (int lane = 0; lane < lanes; lane++, at += LaneWidth)
                Store(y.Data, at, Apply(Load(y.Data, at), agent, r, column + lane * LaneWidth));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Lane Apply(Lane sum, int agent, int row, int column)
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
