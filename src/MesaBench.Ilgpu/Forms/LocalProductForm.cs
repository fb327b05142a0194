using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu;

/// <summary>
/// A local product as <see cref="LocalProductWide"/> computes it, and with its bits: every output sums over taps, then over inputs, in index
/// order. A work item owns 8 outputs x 2 lanes of a cell and takes 2 inputs at a time. Neighbouring threads own neighbouring lanes.
/// </summary>
internal struct LocalProductFormTerms
{
    /// <summary>What the plain kernels take; a lane tile is two lanes that lie half of all lanes apart, an output tile 8 outputs.</summary>
    public LocalTerms Terms;

    /// <summary>Computes a work item: lane tiles first, then output tiles, cells and agents.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Perform(int item, int xStride, int wStride, int apart)
    {
        int column = item % Terms.LaneTiles * LaneWidth;
        int rest = item / Terms.LaneTiles;
        int output = rest % Terms.OutputTiles * 8;
        rest /= Terms.OutputTiles;
        int cell = rest % Terms.Cells;
        int agent = rest / Terms.Cells;
        int inputs = Terms.Inputs;
        EightRows sums = new()
        {
            A = First(agent, cell, output, column, apart), B = First(agent, cell, output + 1, column, apart),
            C = First(agent, cell, output + 2, column, apart), D = First(agent, cell, output + 3, column, apart),
            E = First(agent, cell, output + 4, column, apart), F = First(agent, cell, output + 5, column, apart),
            G = First(agent, cell, output + 6, column, apart), H = First(agent, cell, output + 7, column, apart),
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
                sums = Plus(sums, w, 0, Pair.At(x, 0, apart));
                sums = Plus(sums, w, wStride, Pair.At(x, xStride, apart));
                x = x.From(2 * xStride);
                w = w.From(2 * wStride);
            }
            if (i < inputs) sums = Plus(sums, w, 0, Pair.At(x, 0, apart));
        }
        sums.Finish(Terms.Y, Terms.Epilogue, agent, cell * Terms.Outputs + output, column, apart, Terms.Epilogue.IsShort());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Pair First(int agent, int cell, int output, int column, int apart) =>
        new(Terms.First(agent, cell, output, column), Terms.First(agent, cell, output, column + apart));

    /// <summary>The sums after one more input: its eight weights times its two lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static EightRows Plus(EightRows sums, Floats w, int at, Pair x)
    {
        Lane left = Load(w, at), right = Load(w, at + LaneWidth);
        return new()
        {
            A = sums.A.Plus(left.A, x), B = sums.B.Plus(left.B, x), C = sums.C.Plus(left.C, x), D = sums.D.Plus(left.D, x),
            E = sums.E.Plus(right.A, x), F = sums.F.Plus(right.B, x), G = sums.G.Plus(right.C, x), H = sums.H.Plus(right.D, x),
        };
    }
}

/// <summary>The local product for any number of samples.</summary>
internal struct LocalProductForm : IKernel
{
    public LocalProductFormTerms Form;

    public readonly void Execute(int item) =>
        Form.Perform(item, Form.Terms.X.RowStride, Form.Terms.W.RowStride, Form.Terms.LaneTiles * LaneWidth);
}

/// <summary>The local product of 32 samples.</summary>
internal struct LocalProductForm32 : IKernel
{
    public LocalProductFormTerms Form;

    public readonly void Execute(int item) => Form.Perform(item, 32, Form.Terms.W.RowStride, 16);
}

/// <summary>The local product of 32 samples with at most 16 outputs.</summary>
internal struct LocalProductForm32x16 : IKernel
{
    public LocalProductFormTerms Form;

    public readonly void Execute(int item) => Form.Perform(item, 32, 16, 16);
}
