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
