using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu;

/// <summary>
/// y = epilogue(x w) as <see cref="ProductBroad"/> computes it, and with its bits: every output sums over k in index order. A work item owns
/// 8 rows x 2 lanes and takes 4 steps along k at a time, so that 256 multiply-adds share 16 loads of 16 bytes.
/// </summary>
internal struct ProductTerms
{
    public Matrix X, W, Y;
    public int RowTiles, ColumnTiles, Depth;
    public Epilogue Epilogue;

    /// <summary>Computes a work item. Strides that the compiler knows become parts of the loads' instructions.</summary>
    /// <param name="item">The work item: column tiles first, then row tiles and agents.</param>
    /// <param name="xStride">x's row stride.</param>
    /// <param name="wStride">w's row stride.</param>
    /// <param name="apart">Columns between the two lanes: half of all.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Perform(int item, int xStride, int wStride, int apart)
    {
        int column = item % ColumnTiles * LaneWidth;
        int rest = item / ColumnTiles;
        int row = rest % RowTiles * 8;
        int agent = rest / RowTiles;
        Floats x = X.Data.From(X.Row(agent, row)), w = W.Data.From(W.Row(agent, 0) + column);
        EightRows sums = default;
        int k = 0;
        for (; k + 4 <= Depth; k += 4)
        {
            Pair w0 = Pair.At(w, 0, apart), w1 = Pair.At(w, wStride, apart);
            Pair w2 = Pair.At(w, 2 * wStride, apart), w3 = Pair.At(w, 3 * wStride, apart);
            sums.A = sums.A.Plus(Load(x, 0), w0, w1, w2, w3);
            sums.B = sums.B.Plus(Load(x, xStride), w0, w1, w2, w3);
            sums.C = sums.C.Plus(Load(x, 2 * xStride), w0, w1, w2, w3);
            sums.D = sums.D.Plus(Load(x, 3 * xStride), w0, w1, w2, w3);
            sums.E = sums.E.Plus(Load(x, 4 * xStride), w0, w1, w2, w3);
            sums.F = sums.F.Plus(Load(x, 5 * xStride), w0, w1, w2, w3);
            sums.G = sums.G.Plus(Load(x, 6 * xStride), w0, w1, w2, w3);
            sums.H = sums.H.Plus(Load(x, 7 * xStride), w0, w1, w2, w3);
            x = x.From(4);
            w = w.From(4 * wStride);
        }
        // What is beyond w's last row belongs to another tensor, so the last steps are taken one by one.
        for (; k < Depth; k++)
        {
            Pair y = Pair.At(w, 0, apart);
            sums.A = sums.A.Plus(x[0], y);
            sums.B = sums.B.Plus(x[xStride], y);
            sums.C = sums.C.Plus(x[2 * xStride], y);
            sums.D = sums.D.Plus(x[3 * xStride], y);
            sums.E = sums.E.Plus(x[4 * xStride], y);
            sums.F = sums.F.Plus(x[5 * xStride], y);
            sums.G = sums.G.Plus(x[6 * xStride], y);
            sums.H = sums.H.Plus(x[7 * xStride], y);
            x = x.From(1);
            w = w.From(wStride);
        }
        sums.Finish(Y, Epilogue, agent, row, column, apart, Epilogue.IsShort());
    }
}

/// <summary>The product for any widths.</summary>
internal struct ProductForm : IKernel
{
    public ProductTerms Terms;

    public readonly void Execute(int item) => Terms.Perform(item, Terms.X.RowStride, Terms.W.RowStride, Terms.ColumnTiles * LaneWidth);
}

/// <summary>The product of rows of 64 columns with 64 columns: a hidden layer's.</summary>
internal struct ProductForm64 : IKernel
{
    public ProductTerms Terms;

    public readonly void Execute(int item) => Terms.Perform(item, 64, 64, 32);
}

/// <summary>The product of rows of 16 columns with 16 columns.</summary>
internal struct ProductForm16 : IKernel
{
    public ProductTerms Terms;

    public readonly void Execute(int item) => Terms.Perform(item, 16, 16, 8);
}
