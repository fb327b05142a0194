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
        EightPairs sums = default;
        int k = 0;
        for (; k + 4 <= Depth; k += 4)
        {
            Lane a = Load(x, 0), b = Load(x, xStride), c = Load(x, 2 * xStride), d = Load(x, 3 * xStride);
            Lane e = Load(x, 4 * xStride), f = Load(x, 5 * xStride), g = Load(x, 6 * xStride), h = Load(x, 7 * xStride);
            sums = sums.Plus(a.A, b.A, c.A, d.A, e.A, f.A, g.A, h.A, Pair.At(w, 0, apart));
            sums = sums.Plus(a.B, b.B, c.B, d.B, e.B, f.B, g.B, h.B, Pair.At(w, wStride, apart));
            sums = sums.Plus(a.C, b.C, c.C, d.C, e.C, f.C, g.C, h.C, Pair.At(w, 2 * wStride, apart));
            sums = sums.Plus(a.D, b.D, c.D, d.D, e.D, f.D, g.D, h.D, Pair.At(w, 3 * wStride, apart));
            x = x.From(4);
            w = w.From(4 * wStride);
        }
        // What is beyond w's last row belongs to another tensor, so the last steps are taken one by one.
        for (; k < Depth; k++)
        {
            sums = sums.Plus(
                x[0], x[xStride], x[2 * xStride], x[3 * xStride], x[4 * xStride], x[5 * xStride], x[6 * xStride], x[7 * xStride],
                Pair.At(w, 0, apart));
            x = x.From(1);
            w = w.From(wStride);
        }
        sums.Finish(Y, Epilogue, agent, row, column, apart);
    }
}

/// <summary>The product for any widths.</summary>
internal struct ProductForm : IForm
{
    public ProductTerms Terms;

    public readonly void Execute(int item) => Terms.Perform(item, Terms.X.RowStride, Terms.W.RowStride, Terms.ColumnTiles * LaneWidth);
}

/// <summary>The product of rows of 64 columns with 64 columns: a hidden layer's.</summary>
internal struct ProductForm64 : IForm
{
    public ProductTerms Terms;

    public readonly void Execute(int item) => Terms.Perform(item, 64, 64, 32);
}

/// <summary>The product of rows of 16 columns with 16 columns.</summary>
internal struct ProductForm16 : IForm
{
    public ProductTerms Terms;

    public readonly void Execute(int item) => Terms.Perform(item, 16, 16, 8);
}
