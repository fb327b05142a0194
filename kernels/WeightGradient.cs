using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>
/// dw += x' dy over the rows [FirstRow, EndRow): x [row][k], dy [row][column], dw [k][column]. Sums run over rows in index order and
/// continue from what dw holds, so a target may cut the rows into blocks that fit its cache. One work item owns 4 k x 2 lanes.
/// </summary>
internal struct WeightGradientWide : IKernel
{
    public Matrix X, Dy, Dw;
    public int Depth, DepthTiles, ColumnTiles, FirstRow, EndRow;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int columnTile = item % ColumnTiles;
        int rest = item / ColumnTiles;
        int k = rest % DepthTiles * 4;
        int agent = rest / DepthTiles;
        int column = columnTile * (2 * LaneWidth);
        Floats x = X.Data;
        Floats dy = Dy.Data;
        long xr = X.Row(agent, FirstRow) + k;
        long yr = Dy.Row(agent, FirstRow) + column;
        long xStride = X.RowStride, yStride = Dy.RowStride;
        // Rows of dw past the end are computed from padding and not stored.
        long w0 = Dw.Row(agent, k) + column;
        long w1 = k + 1 < Depth ? w0 + Dw.RowStride : w0;
        long w2 = k + 2 < Depth ? w1 + Dw.RowStride : w0;
        long w3 = k + 3 < Depth ? w2 + Dw.RowStride : w0;
        Floats dw = Dw.Data;
        Lane a0 = Load(dw, w0), a1 = Load(dw, w0 + LaneWidth), b0 = Load(dw, w1), b1 = Load(dw, w1 + LaneWidth);
        Lane c0 = Load(dw, w2), c1 = Load(dw, w2 + LaneWidth), d0 = Load(dw, w3), d1 = Load(dw, w3 + LaneWidth);
        for (int row = FirstRow; row < EndRow; row++, xr += xStride, yr += yStride)
        {
            Lane y0 = Load(dy, yr), y1 = Load(dy, yr + LaneWidth);
            Lane v = Broadcast(x, xr);
            a0 = Fma(v, y0, a0);
            a1 = Fma(v, y1, a1);
            v = Broadcast(x, xr + 1);
            b0 = Fma(v, y0, b0);
            b1 = Fma(v, y1, b1);
            v = Broadcast(x, xr + 2);
            c0 = Fma(v, y0, c0);
            c1 = Fma(v, y1, c1);
            v = Broadcast(x, xr + 3);
            d0 = Fma(v, y0, d0);
            d1 = Fma(v, y1, d1);
        }
        // Row k is stored last: rows past the end alias it.
        Put(w3, d0, d1);
        Put(w2, c0, c1);
        Put(w1, b0, b1);
        Put(w0, a0, a1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put(long at, Lane left, Lane right)
    {
        Store(Dw.Data, at, left);
        Store(Dw.Data, at + LaneWidth, right);
    }
}

/// <summary>The same gradient with 4 k x 4 lanes a work item, for outputs of a multiple of four lanes.</summary>
internal struct WeightGradientBroad : IKernel
{
    public Matrix X, Dy, Dw;
    public int Depth, DepthTiles, ColumnTiles, FirstRow, EndRow;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int columnTile = item % ColumnTiles;
        int rest = item / ColumnTiles;
        int k = rest % DepthTiles * 4;
        int agent = rest / DepthTiles;
        int column = columnTile * (4 * LaneWidth);
        Floats x = X.Data;
        Floats dy = Dy.Data;
        long xr = X.Row(agent, FirstRow) + k;
        long yr = Dy.Row(agent, FirstRow) + column;
        long xStride = X.RowStride, yStride = Dy.RowStride;
        long w0 = Dw.Row(agent, k) + column;
        long w1 = k + 1 < Depth ? w0 + Dw.RowStride : w0;
        long w2 = k + 2 < Depth ? w1 + Dw.RowStride : w0;
        long w3 = k + 3 < Depth ? w2 + Dw.RowStride : w0;
        Floats dw = Dw.Data;
        Lane a0 = Load(dw, w0), a1 = Load(dw, w0 + LaneWidth), a2 = Load(dw, w0 + 2 * LaneWidth), a3 = Load(dw, w0 + 3 * LaneWidth);
        Lane b0 = Load(dw, w1), b1 = Load(dw, w1 + LaneWidth), b2 = Load(dw, w1 + 2 * LaneWidth), b3 = Load(dw, w1 + 3 * LaneWidth);
        Lane c0 = Load(dw, w2), c1 = Load(dw, w2 + LaneWidth), c2 = Load(dw, w2 + 2 * LaneWidth), c3 = Load(dw, w2 + 3 * LaneWidth);
        Lane d0 = Load(dw, w3), d1 = Load(dw, w3 + LaneWidth), d2 = Load(dw, w3 + 2 * LaneWidth), d3 = Load(dw, w3 + 3 * LaneWidth);
        for (int row = FirstRow; row < EndRow; row++, xr += xStride, yr += yStride)
        {
            Lane y0 = Load(dy, yr), y1 = Load(dy, yr + LaneWidth), y2 = Load(dy, yr + 2 * LaneWidth), y3 = Load(dy, yr + 3 * LaneWidth);
            Lane v = Broadcast(x, xr);
            a0 = Fma(v, y0, a0);
            a1 = Fma(v, y1, a1);
            a2 = Fma(v, y2, a2);
            a3 = Fma(v, y3, a3);
            v = Broadcast(x, xr + 1);
            b0 = Fma(v, y0, b0);
            b1 = Fma(v, y1, b1);
            b2 = Fma(v, y2, b2);
            b3 = Fma(v, y3, b3);
            v = Broadcast(x, xr + 2);
            c0 = Fma(v, y0, c0);
            c1 = Fma(v, y1, c1);
            c2 = Fma(v, y2, c2);
            c3 = Fma(v, y3, c3);
            v = Broadcast(x, xr + 3);
            d0 = Fma(v, y0, d0);
            d1 = Fma(v, y1, d1);
            d2 = Fma(v, y2, d2);
            d3 = Fma(v, y3, d3);
        }
        // Row k is stored last: rows past the end alias it.
        FourLanes.Put(dw, w3, d0, d1, d2, d3);
        FourLanes.Put(dw, w2, c0, c1, c2, c3);
        FourLanes.Put(dw, w1, b0, b1, b2, b3);
        FourLanes.Put(dw, w0, a0, a1, a2, a3);
    }
}

/// <summary>The same gradient with 4 k x 1 lane a work item, for outputs of an odd number of lanes.</summary>
internal struct WeightGradientNarrow : IKernel
{
    public Matrix X, Dy, Dw;
    public int Depth, DepthTiles, ColumnTiles, FirstRow, EndRow;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int columnTile = item % ColumnTiles;
        int rest = item / ColumnTiles;
        int k = rest % DepthTiles * 4;
        int agent = rest / DepthTiles;
        int column = columnTile * LaneWidth;
        Floats x = X.Data;
        Floats dy = Dy.Data;
        long xr = X.Row(agent, FirstRow) + k;
        long yr = Dy.Row(agent, FirstRow) + column;
        long xStride = X.RowStride, yStride = Dy.RowStride;
        long w0 = Dw.Row(agent, k) + column;
        long w1 = k + 1 < Depth ? w0 + Dw.RowStride : w0;
        long w2 = k + 2 < Depth ? w1 + Dw.RowStride : w0;
        long w3 = k + 3 < Depth ? w2 + Dw.RowStride : w0;
        Floats dw = Dw.Data;
        Lane a = Load(dw, w0), b = Load(dw, w1), c = Load(dw, w2), d = Load(dw, w3);
        for (int row = FirstRow; row < EndRow; row++, xr += xStride, yr += yStride)
        {
            Lane y = Load(dy, yr);
            a = Fma(Broadcast(x, xr), y, a);
            b = Fma(Broadcast(x, xr + 1), y, b);
            c = Fma(Broadcast(x, xr + 2), y, c);
            d = Fma(Broadcast(x, xr + 3), y, d);
        }
        // Row k is stored last: rows past the end alias it.
        Store(dw, w3, d);
        Store(dw, w2, c);
        Store(dw, w1, b);
        Store(dw, w0, a);
    }
}

/// <summary>dw[0][column] += the sum of dy over all rows, in row order: the gradient of a bias. One work item owns a strip.</summary>
internal struct BiasGradientKernel : IKernel
{
    public Matrix Dy, Dw;
    public int Strips, Rows;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Strips * StripWidth;
        int agent = item / Strips;
        long at = Dw.Row(agent, 0) + column;
        long yr = Dy.Row(agent, 0) + column;
        Strip sum = LoadStrip(Dw.Data, at);
        for (int row = 0; row < Rows; row++, yr += Dy.RowStride) sum = Add(sum, LoadStrip(Dy.Data, yr));
        Store(Dw.Data, at, sum);
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(WeightGradient o)
    {
        if (OwnForm(o)) return;
        int lanes = Lanes(o.Dy);
        int tiles = (o.Dw.Rows + 3) / 4;
        for (int first = 0, end; first < o.X.Rows; first = end)
        {
            end = (int)Math.Min(o.X.Rows, (long)first + RowBlock);
            if (TileOf(lanes) == 4)
            {
                Launch(o.X.Agents, tiles * (lanes / 4), new WeightGradientBroad
                {
                    X = View(o.X), Dy = View(o.Dy), Dw = View(o.Dw), Depth = o.Dw.Rows, DepthTiles = tiles, ColumnTiles = lanes / 4,
                    FirstRow = first, EndRow = end,
                });
            }
            else if (TileOf(lanes) == 2)
            {
                Launch(o.X.Agents, tiles * (lanes / 2), new WeightGradientWide
                {
                    X = View(o.X), Dy = View(o.Dy), Dw = View(o.Dw), Depth = o.Dw.Rows, DepthTiles = tiles, ColumnTiles = lanes / 2,
                    FirstRow = first, EndRow = end,
                });
            }
            else
            {
                Launch(o.X.Agents, tiles * lanes, new WeightGradientNarrow
                {
                    X = View(o.X), Dy = View(o.Dy), Dw = View(o.Dw), Depth = o.Dw.Rows, DepthTiles = tiles, ColumnTiles = lanes,
                    FirstRow = first, EndRow = end,
                });
            }
        }
    }

    private void Perform(BiasGradient o) =>
        Launch(o.Dy.Agents, Strips(o.Dy), new BiasGradientKernel { Dy = View(o.Dy), Dw = View(o.Db), Strips = Strips(o.Dy), Rows = o.Dy.Rows });
}
