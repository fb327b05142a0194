using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MesaBench.Bench;

/// <summary>The multiply-add peak of one core: sixteen independent chains in registers, no memory.</summary>
internal static class Peak
{
    /// <summary>Floating-point operations of one call; a multiply-add is two.</summary>
    public const double Operations = (double)Rounds * Chains * 16 * 2;

    private const int Rounds = 20_000, Chains = 16;

    /// <summary>Runs the chains and returns a sum, so that nothing is optimised away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Run()
    {
        Vector512<float> m = Vector512.Create(0.999f), c = Vector512.Create(0.001f);
        Vector512<float> a0 = c, a1 = m, a2 = c, a3 = m, a4 = c, a5 = m, a6 = c, a7 = m;
        Vector512<float> b0 = c, b1 = m, b2 = c, b3 = m, b4 = c, b5 = m, b6 = c, b7 = m;
        for (int i = 0; i < Rounds; i++)
        {
            a0 = Vector512.FusedMultiplyAdd(a0, m, c);
            a1 = Vector512.FusedMultiplyAdd(a1, m, c);
            a2 = Vector512.FusedMultiplyAdd(a2, m, c);
            a3 = Vector512.FusedMultiplyAdd(a3, m, c);
            a4 = Vector512.FusedMultiplyAdd(a4, m, c);
            a5 = Vector512.FusedMultiplyAdd(a5, m, c);
            a6 = Vector512.FusedMultiplyAdd(a6, m, c);
            a7 = Vector512.FusedMultiplyAdd(a7, m, c);
            b0 = Vector512.FusedMultiplyAdd(b0, m, c);
            b1 = Vector512.FusedMultiplyAdd(b1, m, c);
            b2 = Vector512.FusedMultiplyAdd(b2, m, c);
            b3 = Vector512.FusedMultiplyAdd(b3, m, c);
            b4 = Vector512.FusedMultiplyAdd(b4, m, c);
            b5 = Vector512.FusedMultiplyAdd(b5, m, c);
            b6 = Vector512.FusedMultiplyAdd(b6, m, c);
            b7 = Vector512.FusedMultiplyAdd(b7, m, c);
        }
        Vector512<float> sum = a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + b0 + b1 + b2 + b3 + b4 + b5 + b6 + b7;
        return Vector512.Sum(sum);
    }
}
