using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu;

/// <summary>
/// A local product as <see cref="LocalProductWide"/> computes it, and with its bits: every output sums over taps, then over inputs, in index
/// order. A work item owns 8 outputs x 2 lanes of a cell, or, where it is broad, 4 x 4, and takes 2 inputs at a time. Neighbouring threads
/// own neighbouring lanes.
/// </summary>
internal struct LocalProductFormTerms
{
    /// <summary>What the plain kernels take; a lane tile is so many lanes that lie the number of tiles apart.</summary>
    public LocalTerms Terms;

    /// <summary>Computes a work item: lane tiles first, then output tiles, cells and agents.</summary>
    /// <param name="item">The work item.</param>
    /// <param name="xStride">x's row stride.</param>
    /// <param name="wStride">w's row stride.</param>
    /// <param name="apart">Columns between lanes.</param>
    /// <param name="isBroad">Whether it owns 4 outputs x 4 lanes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Perform(int item, int xStride, int wStride, int apart, bool isBroad = false)
    {
        int column = item % Terms.LaneTiles * LaneWidth;
        int rest = item / Terms.LaneTiles;
        int output = Terms.FirstOutput + rest % Terms.OutputTiles * (isBroad ? 4 : 8);
        rest /= Terms.OutputTiles;
        int cell = rest % Terms.Cells;
        int agent = rest / Terms.Cells;
        int inputs = Terms.Inputs;
        EightPairs sums = new()
        {
            A = First(0, agent, cell, output, column, apart, isBroad), B = First(1, agent, cell, output, column, apart, isBroad),
            C = First(2, agent, cell, output, column, apart, isBroad), D = First(3, agent, cell, output, column, apart, isBroad),
            E = First(4, agent, cell, output, column, apart, isBroad), F = First(5, agent, cell, output, column, apart, isBroad),
            G = First(6, agent, cell, output, column, apart, isBroad), H = First(7, agent, cell, output, column, apart, isBroad),
        };
        for (int tap = 0; tap < Terms.Taps; tap++)
        {
            int source = Terms.Sources.Data[Terms.Sources.Row(agent, tap) + cell];
            if (source < 0) continue;
            Floats x = Terms.X.Data.From(Terms.X.Row(agent, source * inputs) + column);
            Floats w = Terms.W.Data.From(Terms.W.Row(agent, tap * Terms.WeightStride) + output);
            int i = 0;
            for (; i + 2 <= inputs; i += 2)
            {
                sums = Plus(sums, w, 0, x, 0, apart, isBroad);
                sums = Plus(sums, w, wStride, x, xStride, apart, isBroad);
                x = x.From(2 * xStride);
                w = w.From(2 * wStride);
            }
            if (i < inputs) sums = Plus(sums, w, 0, x, 0, apart, isBroad);
        }
        sums.Finish(Terms.Y, Terms.Epilogue, agent, cell * Terms.Outputs + output, column, apart, isBroad);
    }

    /// <summary>What a pair of sums begins with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Pair First(int pair, int agent, int cell, int output, int column, int apart, bool isBroad)
    {
        output += EightPairs.Row(pair, isBroad);
        column += EightPairs.Column(pair, isBroad, apart);
        return new(Terms.First(agent, cell, output, column), Terms.First(agent, cell, output, column + apart));
    }

    /// <summary>The sums after one more input: its weights times its lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static EightPairs Plus(EightPairs sums, Floats w, int weight, Floats x, int at, int apart, bool isBroad)
    {
        Lane v = Load(w, weight);
        Pair p = Pair.At(x, at, apart);
        if (isBroad)
        {
            Pair q = Pair.At(x, at + 2 * apart, apart);
            return new()
            {
                A = sums.A.Plus(v.A, p), B = sums.B.Plus(v.A, q), C = sums.C.Plus(v.B, p), D = sums.D.Plus(v.B, q),
                E = sums.E.Plus(v.C, p), F = sums.F.Plus(v.C, q), G = sums.G.Plus(v.D, p), H = sums.H.Plus(v.D, q),
            };
        }
        Lane u = Load(w, weight + LaneWidth);
        return sums.Plus(v.A, v.B, v.C, v.D, u.A, u.B, u.C, u.D, p);
    }
}

/// <summary>The local product for any number of samples.</summary>
internal struct LocalProductForm : IForm
{
    public LocalProductFormTerms Form;

    public readonly void Execute(int item) =>
        Form.Perform(item, Form.Terms.X.RowStride, Form.Terms.W.RowStride, Form.Terms.LaneTiles * LaneWidth);
}

/// <summary>The local product of 32 samples.</summary>
internal struct LocalProductForm32 : IForm
{
    public LocalProductFormTerms Form;

    public readonly void Execute(int item) => Form.Perform(item, 32, Form.Terms.W.RowStride, 16);
}

/// <summary>The local product of 32 samples with at most 16 outputs.</summary>
internal struct LocalProductForm32x16 : IForm
{
    public LocalProductFormTerms Form;

    public readonly void Execute(int item) => Form.Perform(item, 32, 16, 16);
}

/// <summary>What 8 outputs at a time leave over, 4 at a time, for any number of samples.</summary>
internal struct LocalProductFormBroad : IForm
{
    public LocalProductFormTerms Form;

    public readonly void Execute(int item) =>
        Form.Perform(item, Form.Terms.X.RowStride, Form.Terms.W.RowStride, Form.Terms.LaneTiles * LaneWidth, isBroad: true);
}

/// <summary>The same for 32 samples.</summary>
internal struct LocalProductFormBroad32 : IForm
{
    public LocalProductFormTerms Form;

    public readonly void Execute(int item) => Form.Perform(item, 32, Form.Terms.W.RowStride, 8, isBroad: true);
}
