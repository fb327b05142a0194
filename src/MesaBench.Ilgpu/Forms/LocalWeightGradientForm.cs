using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu;

/// <summary>
/// Partial sums of a local product's weight gradient as <see cref="LocalWeightGradientKernel"/> computes them, and with its bits, for 32
/// samples. A work item owns 8 inputs x 8 outputs of one of the 16 partial sums: 16 numbers that are loaded give 64 multiply-adds, where a
/// lane of four partial sums has room for 4 x 4 alone. Neighbouring threads own neighbouring partial sums.
/// </summary>
internal struct LocalWeightGradientForm32 : IKernel
{
    public const int Samples = 32;

    public Matrix X, Dy, Partials;
    public Table Sources;
    public int Taps, Cells, Inputs, Outputs, InputTiles, OutputTiles, IsShared;

    public readonly void Execute(int item)
    {
        int sample = item % 16;
        int rest = item / 16;
        int output = rest % OutputTiles * 8;
        rest /= OutputTiles;
        int input = rest % InputTiles * 8;
        rest /= InputTiles;
        int matrices = IsShared != 0 ? 1 : Taps;
        int matrix = rest % matrices;
        int agent = rest / matrices;
        Floats p = Partials.Data.From(Partials.Row(agent, (matrix * Inputs + input) * Outputs + output) + sample);
        int stride = Outputs * 16;
        EightRows sums = new()
        {
            A = Eight(p, 0, 16), B = Eight(p, stride, 16), C = Eight(p, 2 * stride, 16), D = Eight(p, 3 * stride, 16),
            E = Eight(p, 4 * stride, 16), F = Eight(p, 5 * stride, 16), G = Eight(p, 6 * stride, 16), H = Eight(p, 7 * stride, 16),
        };
        Floats x = X.Data.From(X.Row(agent, input) + sample);
        int end = IsShared != 0 ? Taps : matrix + 1;
        for (int tap = matrix; tap < end; tap++)
        {
            Ints sources = Sources.Data.SubView(Sources.Row(agent, tap), Cells);
            Floats dy = Dy.Data.From(Dy.Row(agent, output) + sample);
            for (int cell = 0; cell < Cells; cell++)
            {
                int source = sources[cell];
                if (source >= 0) sums = Plus(Plus(sums, x.From(source * Inputs * Samples), dy, 0), x.From(source * Inputs * Samples), dy, 16);
                dy = dy.From(Outputs * Samples);
            }
        }
        Put(p, 0, sums.A);
        Put(p, stride, sums.B);
        Put(p, 2 * stride, sums.C);
        Put(p, 3 * stride, sums.D);
        Put(p, 4 * stride, sums.E);
        Put(p, 5 * stride, sums.F);
        Put(p, 6 * stride, sums.G);
        Put(p, 7 * stride, sums.H);
    }

    /// <summary>The sums after one more sample of a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static EightRows Plus(EightRows sums, Floats x, Floats dy, int at)
    {
        Pair y = Eight(dy, at, Samples);
        return new()
        {
            A = sums.A.Plus(x[at], y), B = sums.B.Plus(x[at + Samples], y), C = sums.C.Plus(x[at + 2 * Samples], y),
            D = sums.D.Plus(x[at + 3 * Samples], y), E = sums.E.Plus(x[at + 4 * Samples], y), F = sums.F.Plus(x[at + 5 * Samples], y),
            G = sums.G.Plus(x[at + 6 * Samples], y), H = sums.H.Plus(x[at + 7 * Samples], y),
        };
    }

    /// <summary>One column of eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Pair Eight(Floats m, int at, int stride) => new(
        new Lane(m[at], m[at + stride], m[at + 2 * stride], m[at + 3 * stride]),
        new Lane(m[at + 4 * stride], m[at + 5 * stride], m[at + 6 * stride], m[at + 7 * stride]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Floats p, int at, Pair sums)
    {
        p[at] = sums.Left.A;
        p[at + 16] = sums.Left.B;
        p[at + 32] = sums.Left.C;
        p[at + 48] = sums.Left.D;
        p[at + 64] = sums.Right.A;
        p[at + 80] = sums.Right.B;
        p[at + 96] = sums.Right.C;
        p[at + 112] = sums.Right.D;
    }
}
