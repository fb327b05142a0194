using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu;

/// <summary>
/// Partial sums of a local product's weight gradient as <see cref="LocalWeightGradientKernel"/> computes them, and with its bits, for 32
/// samples. A work item owns 8 inputs x 8 outputs, or, where it is tall, 12 x 4, of one of the 16 partial sums: 16 numbers that are loaded
/// give 64 multiply-adds, or 48, where in lanes of four partial sums they would give 16. Neighbouring threads own neighbouring partial sums.
/// </summary>
internal struct LocalWeightGradientTerms
{
    public const int Samples = 32;

    public Matrix X, Dy, Partials;
    public Table Sources;
    public int Taps, Cells, Inputs, Outputs, InputTiles, OutputTiles, IsShared;

    /// <summary>Computes a work item: partial sums first, then output tiles, input tiles, matrices and agents.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Perform(int item, bool isTall)
    {
        int sample = item % 16;
        int rest = item / 16;
        int output = rest % OutputTiles * (isTall ? 4 : 8);
        rest /= OutputTiles;
        int input = rest % InputTiles * (isTall ? 12 : 8);
        rest /= InputTiles;
        int matrices = IsShared != 0 ? 1 : Taps;
        int matrix = rest % matrices;
        int agent = rest / matrices;
        Floats p = Partials.Data.From(Partials.Row(agent, (matrix * Inputs + input) * Outputs + output) + sample);
        int stride = Outputs * 16;
        EightPairs sums = new()
        {
            A = Start(p, stride, 0, isTall), B = Start(p, stride, 1, isTall), C = Start(p, stride, 2, isTall), D = Start(p, stride, 3, isTall),
            E = Start(p, stride, 4, isTall), F = Start(p, stride, 5, isTall),
        };
        if (!isTall) (sums.G, sums.H) = (Start(p, stride, 6, isTall), Start(p, stride, 7, isTall));
        Floats x = X.Data.From(X.Row(agent, input) + sample);
        int end = IsShared != 0 ? Taps : matrix + 1;
        for (int tap = matrix; tap < end; tap++)
        {
            Ints sources = Sources.Data.SubView(Sources.Row(agent, tap), Cells);
            Floats dy = Dy.Data.From(Dy.Row(agent, output) + sample);
            for (int cell = 0; cell < Cells; cell++)
            {
                int source = sources[cell];
                if (source >= 0)
                {
                    Floats from = x.From(source * Inputs * Samples);
                    sums = isTall ? Tall(Tall(sums, from, dy, 0), from, dy, 16) : Square(Square(sums, from, dy, 0), from, dy, 16);
                }
                dy = dy.From(Outputs * Samples);
            }
        }
        End(p, stride, 0, isTall, sums.A);
        End(p, stride, 1, isTall, sums.B);
        End(p, stride, 2, isTall, sums.C);
        End(p, stride, 3, isTall, sums.D);
        End(p, stride, 4, isTall, sums.E);
        End(p, stride, 5, isTall, sums.F);
        if (isTall) return;
        End(p, stride, 6, isTall, sums.G);
        End(p, stride, 7, isTall, sums.H);
    }

    /// <summary>The sums of 8 x 8 after one more sample of a cell: a pair is an input's 8 outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static EightPairs Square(EightPairs sums, Floats x, Floats dy, int at)
    {
        Pair y = new(Four(dy, at, Samples), Four(dy, at + 4 * Samples, Samples));
        return sums.Plus(
            x[at], x[at + Samples], x[at + 2 * Samples], x[at + 3 * Samples], x[at + 4 * Samples], x[at + 5 * Samples], x[at + 6 * Samples],
            x[at + 7 * Samples], y);
    }

    /// <summary>The sums of 12 x 4 after one more sample of a cell: a pair is two inputs' 4 outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static EightPairs Tall(EightPairs sums, Floats x, Floats dy, int at)
    {
        Lane y = Four(dy, at, Samples);
        return new()
        {
            A = Two(sums.A, x, at, y), B = Two(sums.B, x, at + 2 * Samples, y), C = Two(sums.C, x, at + 4 * Samples, y),
            D = Two(sums.D, x, at + 6 * Samples, y), E = Two(sums.E, x, at + 8 * Samples, y), F = Two(sums.F, x, at + 10 * Samples, y),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Pair Two(Pair sum, Floats x, int at, Lane y) => new(Fma(Splat(x[at]), y, sum.Left), Fma(Splat(x[at + Samples]), y, sum.Right));

    /// <summary>What a pair begins with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Pair Start(Floats p, int stride, int pair, bool isTall) => isTall
        ? new(Four(p, 2 * pair * stride, 16), Four(p, (2 * pair + 1) * stride, 16))
        : new(Four(p, pair * stride, 16), Four(p, pair * stride + 64, 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void End(Floats p, int stride, int pair, bool isTall, Pair sum)
    {
        Put(p, isTall ? 2 * pair * stride : pair * stride, sum.Left);
        Put(p, isTall ? (2 * pair + 1) * stride : pair * stride + 64, sum.Right);
    }

    /// <summary>One column of four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lane Four(Floats m, int at, int stride) => new(m[at], m[at + stride], m[at + 2 * stride], m[at + 3 * stride]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Floats p, int at, Lane sums)
    {
        p[at] = sums.A;
        p[at + 16] = sums.B;
        p[at + 32] = sums.C;
        p[at + 48] = sums.D;
    }
}

/// <summary>The partial sums for inputs and outputs in eights.</summary>
internal struct LocalWeightGradientForm8x8 : IForm
{
    public LocalWeightGradientTerms Terms;

    public readonly void Execute(int item) => Terms.Perform(item, isTall: false);
}

/// <summary>The partial sums for inputs in twelves and outputs in fours.</summary>
internal struct LocalWeightGradientForm12x4 : IForm
{
    public LocalWeightGradientTerms Terms;

    public readonly void Execute(int item) => Terms.Perform(item, isTall: true);
}
