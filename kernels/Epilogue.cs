using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>What happens to a sum before it is stored: an addend, then an activation or the factor of an activation's gradient.</summary>
internal struct Epilogue
{
    public const int Identity = 0, Relu = 1, Tanh = 2, ReluGradient = 3, TanhGradient = 4, Clamp = 5, ClampGradient = 6, Sigmoid = 7, SigmoidGradient = 8;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Finish(Matrix y, int agent, int row, int rows, int column, int lanes)
    {
        if (Activation == Identity && HasAddend == 0) return;
        long at = y.Row(agent, row) + column, addend = Addend.Row(agent, row) + column, output = Output.Row(agent, row) + column;
        for (int r = 0; r < rows; r++, at += y.RowStride, addend += Addend.RowStride, output += Output.RowStride)
        {
            if (HasAddend != 0) AddRow(y.Data, at, addend, lanes);
            if (Activation == Relu) ReluRow(y.Data, at, lanes);
            else if (Activation == ReluGradient) ReluGradientRow(y.Data, at, output, lanes);
            else if (Activation == Tanh) TanhRow(y.Data, at, lanes);
            else if (Activation == TanhGradient) TanhGradientRow(y.Data, at, output, lanes);
            else if (Activation == Clamp) ClampRow(y.Data, at, lanes);
            else if (Activation == ClampGradient) ClampGradientRow(y.Data, at, output, lanes);
            else if (Activation == Sigmoid) SigmoidRow(y.Data, at, lanes);
            else if (Activation == SigmoidGradient) SigmoidGradientRow(y.Data, at, output, lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void AddRow(Floats y, long at, long addend, int lanes)
    {
        for (int i = 0; i < lanes * LaneWidth; i += LaneWidth) Store(y, at + i, Add(Load(y, at + i), Load(Addend.Data, addend + i)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReluRow(Floats y, long at, int lanes)
    {
        for (int i = 0; i < lanes * LaneWidth; i += LaneWidth) Store(y, at + i, Elementary.Max(Load(y, at + i), Splat(0f)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void ReluGradientRow(Floats y, long at, long output, int lanes)
    {
        for (int i = 0; i < lanes * LaneWidth; i += LaneWidth)
            Store(y, at + i, IfLess(Splat(0f), Load(Output.Data, output + i), Load(y, at + i), Splat(0f)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TanhRow(Floats y, long at, int lanes)
    {
        for (int i = 0; i < lanes * LaneWidth; i += LaneWidth) Store(y, at + i, Elementary.Tanh(Load(y, at + i)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void TanhGradientRow(Floats y, long at, long output, int lanes)
    {
        for (int i = 0; i < lanes * LaneWidth; i += LaneWidth)
        {
            Lane t = Load(Output.Data, output + i);
            Store(y, at + i, Mul(Load(y, at + i), Fma(Sub(Splat(0f), t), t, Splat(1f))));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ClampRow(Floats y, long at, int lanes)
    {
        for (int i = 0; i < lanes * LaneWidth; i += LaneWidth)
        {
            Lane v = Elementary.Max(Load(y, at + i), Splat(0f));
            Store(y, at + i, IfLess(Splat(1f), v, Splat(1f), v));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void ClampGradientRow(Floats y, long at, long output, int lanes)
    {
        for (int i = 0; i < lanes * LaneWidth; i += LaneWidth)
        {
            Lane t = Load(Output.Data, output + i);
            Store(y, at + i, IfLess(Splat(0f), t, IfLess(t, Splat(1f), Load(y, at + i), Splat(0f)), Splat(0f)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SigmoidRow(Floats y, long at, int lanes)
    {
        for (int i = 0; i < lanes * LaneWidth; i += LaneWidth) Store(y, at + i, Elementary.Sigmoid(Load(y, at + i)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void SigmoidGradientRow(Floats y, long at, long output, int lanes)
    {
        for (int i = 0; i < lanes * LaneWidth; i += LaneWidth)
        {
            Lane s = Load(Output.Data, output + i);
            Store(y, at + i, Mul(Load(y, at + i), Mul(s, Sub(Splat(1f), s))));
        }
    }
}
