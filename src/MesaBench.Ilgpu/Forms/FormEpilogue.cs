using System.Runtime.CompilerServices;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu;

/// <summary>
/// Epilogues of sums that are still in registers, so that a result is stored once. Those with polynomials stay with
/// <see cref="Epilogue.Finish"/>, which repeats their code for one lane at a time and not for every sum.
/// </summary>
internal static class FormEpilogue
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Whether the activation has no polynomial and is no slope of one that has.</summary>
    [MethodImpl(Inline)]
    public static bool IsShort(this Epilogue epilogue) => epilogue.Activation is Epilogue.Identity or Epilogue.Relu or Epilogue.ReluGradient
        or Epilogue.Clamp or Epilogue.ClampGradient;

    /// <summary>Sums with their addend and after a short activation: the bits of <see cref="Epilogue.Finish"/>.</summary>
    [MethodImpl(Inline)]
    public static Pair Finished(this Epilogue epilogue, Pair sum, int agent, int row, int column, int apart)
    {
        if (epilogue.HasAddend != 0)
        {
            Pair addend = Pair.At(epilogue.Addend.Data, epilogue.Addend.Row(agent, row) + column, apart);
            sum = new(Add(sum.Left, addend.Left), Add(sum.Right, addend.Right));
        }
        if (epilogue.Activation == Epilogue.Identity) return sum;
        Pair gate = sum;
        if (epilogue.Activation == Epilogue.Clamp)
        {
            sum = new(IfLess(Splat(1f), sum.Left, Splat(1f), sum.Left), IfLess(Splat(1f), sum.Right, Splat(1f), sum.Right));
        }
        else if (epilogue.Activation != Epilogue.Relu)
        {
            gate = Pair.At(epilogue.Output.Data, epilogue.Output.Row(agent, row) + column, apart);
            if (epilogue.Activation == Epilogue.ClampGradient)
            {
                sum = new(
                    IfLess(gate.Left, Splat(1f), sum.Left, Splat(0f)), IfLess(gate.Right, Splat(1f), sum.Right, Splat(0f)));
            }
        }
        return new(IfLess(Splat(0f), gate.Left, sum.Left, Splat(0f)), IfLess(Splat(0f), gate.Right, sum.Right, Splat(0f)));
    }
}

/// <summary>Eight rows of sums, of two lanes each.</summary>
internal struct EightRows
{
    public Pair A, B, C, D, E, F, G, H;

    /// <summary>Finishes the sums and stores them in y, eight rows from <paramref name="row"/> on, lanes at <paramref name="column"/> and beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Finish(Matrix y, Epilogue epilogue, int agent, int row, int column, int apart, bool isShort)
    {
        long at = y.Row(agent, row) + column, stride = y.RowStride;
        (isShort ? epilogue.Finished(A, agent, row, column, apart) : A).Put(y.Data, at, apart);
        (isShort ? epilogue.Finished(B, agent, row + 1, column, apart) : B).Put(y.Data, at + stride, apart);
        (isShort ? epilogue.Finished(C, agent, row + 2, column, apart) : C).Put(y.Data, at + 2 * stride, apart);
        (isShort ? epilogue.Finished(D, agent, row + 3, column, apart) : D).Put(y.Data, at + 3 * stride, apart);
        (isShort ? epilogue.Finished(E, agent, row + 4, column, apart) : E).Put(y.Data, at + 4 * stride, apart);
        (isShort ? epilogue.Finished(F, agent, row + 5, column, apart) : F).Put(y.Data, at + 5 * stride, apart);
        (isShort ? epilogue.Finished(G, agent, row + 6, column, apart) : G).Put(y.Data, at + 6 * stride, apart);
        (isShort ? epilogue.Finished(H, agent, row + 7, column, apart) : H).Put(y.Data, at + 7 * stride, apart);
        if (isShort) return;
        for (int lane = 0; lane < 2; lane++) epilogue.Finish(y, agent, row, 8, column + lane * apart, 1);
    }
}
