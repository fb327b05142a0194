using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu;

/// <summary>
/// dw += x' dy as <see cref="WeightGradientBroad"/> computes it, and with its bits: sums run over rows in index order and continue from what
/// dw holds. A work item owns 8 k x 2 lanes, of k two lanes of x, and takes 4 rows at a time: 256 multiply-adds share 16 loads of 16 bytes.
/// </summary>
internal struct WeightGradientTerms
{
    public Matrix X, Dy, Dw;
    public int Depth, DepthTiles, ColumnTiles, Rows;

    /// <summary>Computes a work item.</summary>
    /// <param name="item">The work item: column tiles first, then tiles of k and agents.</param>
    /// <param name="xStride">x's row stride.</param>
    /// <param name="yStride">dy's row stride.</param>
    /// <param name="depthApart">Columns between the two lanes of x.</param>
    /// <param name="apart">Columns between the two lanes of dy.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Perform(int item, int xStride, int yStride, int depthApart, int apart)
    {
        int column = item % ColumnTiles * LaneWidth;
        int rest = item / ColumnTiles;
        int k = rest % DepthTiles * LaneWidth;
        int agent = rest / DepthTiles;
        Floats dw = Dw.Data, x = X.Data.From(X.Row(agent, 0) + k), dy = Dy.Data.From(Dy.Row(agent, 0) + column);
        // Rows of dw past the end are computed from padding and not stored.
        long a = Dw.Row(agent, k) + column;
        long b = Place(a, k, 1), c = Place(a, k, 2), d = Place(a, k, 3), e = Place(a, k, depthApart);
        long f = Place(a, k, depthApart + 1), g = Place(a, k, depthApart + 2), h = Place(a, k, depthApart + 3);
        EightPairs sums = new()
        {
            A = Pair.At(dw, a, apart), B = Pair.At(dw, b, apart), C = Pair.At(dw, c, apart), D = Pair.At(dw, d, apart),
            E = Pair.At(dw, e, apart), F = Pair.At(dw, f, apart), G = Pair.At(dw, g, apart), H = Pair.At(dw, h, apart),
        };
        for (int row = 0; row < Rows; row += 4)
        {
            sums = Plus(sums, x, 0, depthApart, Pair.At(dy, 0, apart));
            sums = Plus(sums, x, xStride, depthApart, Pair.At(dy, yStride, apart));
            sums = Plus(sums, x, 2 * xStride, depthApart, Pair.At(dy, 2 * yStride, apart));
            sums = Plus(sums, x, 3 * xStride, depthApart, Pair.At(dy, 3 * yStride, apart));
            x = x.From(4 * xStride);
            dy = dy.From(4 * yStride);
        }
        // Row k is stored last: rows past the end alias it.
        sums.H.Put(dw, h, apart);
        sums.G.Put(dw, g, apart);
        sums.F.Put(dw, f, apart);
        sums.E.Put(dw, e, apart);
        sums.D.Put(dw, d, apart);
        sums.C.Put(dw, c, apart);
        sums.B.Put(dw, b, apart);
        sums.A.Put(dw, a, apart);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly long Place(long first, int k, int further) => k + further < Depth ? first + (long)further * Dw.RowStride : first;

    /// <summary>The sums after one more row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static EightPairs Plus(EightPairs sums, Floats x, int at, int depthApart, Pair y)
    {
        Lane left = Load(x, at), right = Load(x, at + depthApart);
        return sums.Plus(left.A, left.B, left.C, left.D, right.A, right.B, right.C, right.D, y);
    }
}

/// <summary>The gradient for any widths. Its addresses take more registers than an <see cref="IForm"/> is given.</summary>
internal struct WeightGradientForm : IKernel
{
    public WeightGradientTerms Terms;

    public readonly void Execute(int item) => Terms.Perform(
        item, Terms.X.RowStride, Terms.Dy.RowStride, Terms.DepthTiles * LaneWidth, Terms.ColumnTiles * LaneWidth);
}

/// <summary>The gradient of 64 x 64 weights.</summary>
internal struct WeightGradientForm64 : IForm
{
    public WeightGradientTerms Terms;

    public readonly void Execute(int item) => Terms.Perform(item, 64, 64, 32, 32);
}

/// <summary>The gradient of 16 x 16 weights.</summary>
internal struct WeightGradientForm16 : IForm
{
    public WeightGradientTerms Terms;

    public readonly void Execute(int item) => Terms.Perform(item, 16, 16, 8, 8);
}
