using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>
/// y = epilogue(x w): x [row][k], w [k][column], y [row][column]. Each output sums over k in index order, so tile shapes do not show in
/// the bits. One work item owns 4 rows x 2 lanes; rows come in multiples of 16.
/// </summary>
internal struct ProductWide : IKernel
{
    public Matrix X, W, Y;
    public int RowTiles, ColumnTiles, Depth;
    public Epilogue Epilogue;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int columnTile = item % ColumnTiles;
        int rest = item / ColumnTiles;
        int row = rest % RowTiles * 4;
        int agent = rest / RowTiles;
        int column = columnTile * (2 * LaneWidth);
        Floats x = X.Data;
        Floats w = W.Data;
        long x0 = X.Row(agent, row), x1 = x0 + X.RowStride, x2 = x1 + X.RowStride, x3 = x2 + X.RowStride;
        long k = W.Row(agent, 0) + column;
        long wStride = W.RowStride;
        Lane a0 = Splat(0f), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
        for (int i = 0; i < Depth; i++, k += wStride, x0++, x1++, x2++, x3++)
        {
            Lane w0 = Load(w, k), w1 = Load(w, k + LaneWidth);
            Lane v = Broadcast(x, x0);
            a0 = Fma(v, w0, a0);
            a1 = Fma(v, w1, a1);
            v = Broadcast(x, x1);
            b0 = Fma(v, w0, b0);
            b1 = Fma(v, w1, b1);
            v = Broadcast(x, x2);
            c0 = Fma(v, w0, c0);
            c1 = Fma(v, w1, c1);
            v = Broadcast(x, x3);
            d0 = Fma(v, w0, d0);
            d1 = Fma(v, w1, d1);
        }
        Put(agent, row, column, a0, a1);
        Put(agent, row + 1, column, b0, b1);
        Put(agent, row + 2, column, c0, c1);
        Put(agent, row + 3, column, d0, d1);
        Epilogue.Finish(Y, agent, row, 4, column, 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put(int agent, int row, int column, Lane left, Lane right)
    {
        long y = Y.Row(agent, row) + column;
        Store(Y.Data, y, left);
        Store(Y.Data, y + LaneWidth, right);
    }
}

/// <summary>The same product with 4 rows x 4 lanes a work item, for outputs of a multiple of four lanes: fewer loads a multiply-add.</summary>
internal struct ProductBroad : IKernel
{
    public Matrix X, W, Y;
    public int RowTiles, ColumnTiles, Depth;
    public Epilogue Epilogue;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int columnTile = item % ColumnTiles;
        int rest = item / ColumnTiles;
        int row = rest % RowTiles * 4;
        int agent = rest / RowTiles;
        int column = columnTile * (4 * LaneWidth);
        Floats x = X.Data;
        Floats w = W.Data;
        long x0 = X.Row(agent, row), x1 = x0 + X.RowStride, x2 = x1 + X.RowStride, x3 = x2 + X.RowStride;
        long k = W.Row(agent, 0) + column;
        long wStride = W.RowStride;
        Lane a0 = Splat(0f), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
        Lane c0 = a0, c1 = a0, c2 = a0, c3 = a0, d0 = a0, d1 = a0, d2 = a0, d3 = a0;
        for (int i = 0; i < Depth; i++, k += wStride, x0++, x1++, x2++, x3++)
        {
            Lane w0 = Load(w, k), w1 = Load(w, k + LaneWidth), w2 = Load(w, k + 2 * LaneWidth), w3 = Load(w, k + 3 * LaneWidth);
            Lane v = Broadcast(x, x0);
            a0 = Fma(v, w0, a0);
            a1 = Fma(v, w1, a1);
            a2 = Fma(v, w2, a2);
            a3 = Fma(v, w3, a3);
            v = Broadcast(x, x1);
            b0 = Fma(v, w0, b0);
            b1 = Fma(v, w1, b1);
            b2 = Fma(v, w2, b2);
            b3 = Fma(v, w3, b3);
            v = Broadcast(x, x2);
            c0 = Fma(v, w0, c0);
            c1 = Fma(v, w1, c1);
            c2 = Fma(v, w2, c2);
            c3 = Fma(v, w3, c3);
            v = Broadcast(x, x3);
            d0 = Fma(v, w0, d0);
            d1 = Fma(v, w1, d1);
            d2 = Fma(v, w2, d2);
            d3 = Fma(v, w3, d3);
        }
        FourLanes.Put(Y.Data, Y.Row(agent, row) + column, a0, a1, a2, a3);
        FourLanes.Put(Y.Data, Y.Row(agent, row + 1) + column, b0, b1, b2, b3);
        FourLanes.Put(Y.Data, Y.Row(agent, row + 2) + column, c0, c1, c2, c3);
        FourLanes.Put(Y.Data, Y.Row(agent, row + 3) + column, d0, d1, d2, d3);
        Epilogue.Finish(Y, agent, row, 4, column, 4);
    }
}

/// <summary>The same product with 8 rows x 1 lane a work item, for outputs of an odd number of lanes.</summary>
internal struct ProductNarrow : IKernel
{
    public Matrix X, W, Y;
    public int RowTiles, ColumnTiles, Depth;
    public Epilogue Epilogue;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int columnTile = item % ColumnTiles;
        int rest = item / ColumnTiles;
        int row = rest % RowTiles * 8;
        int agent = rest / RowTiles;
        int column = columnTile * LaneWidth;
        Floats x = X.Data;
        Floats w = W.Data;
        long stride = X.RowStride;
        long x0 = X.Row(agent, row), x4 = x0 + 4 * stride;
        long k = W.Row(agent, 0) + column;
        long wStride = W.RowStride;
        Lane a = Splat(0f), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (int i = 0; i < Depth; i++, k += wStride, x0++, x4++)
        {
            Lane v = Load(w, k);
            a = Fma(Broadcast(x, x0), v, a);
            b = Fma(Broadcast(x, x0 + stride), v, b);
            c = Fma(Broadcast(x, x0 + 2 * stride), v, c);
            d = Fma(Broadcast(x, x0 + 3 * stride), v, d);
            e = Fma(Broadcast(x, x4), v, e);
            f = Fma(Broadcast(x, x4 + stride), v, f);
            g = Fma(Broadcast(x, x4 + 2 * stride), v, g);
            h = Fma(Broadcast(x, x4 + 3 * stride), v, h);
        }
        Put(agent, row, column, a);
        Put(agent, row + 1, column, b);
        Put(agent, row + 2, column, c);
        Put(agent, row + 3, column, d);
        Put(agent, row + 4, column, e);
        Put(agent, row + 5, column, f);
        Put(agent, row + 6, column, g);
        Put(agent, row + 7, column, h);
        Epilogue.Finish(Y, agent, row, 8, column, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put(int agent, int row, int column, Lane sum) =>
        Store(Y.Data, Y.Row(agent, row) + column, sum);
}

internal abstract partial class KernelEngine
{
    private void Perform(Product o)
    {
        if (OwnForm(o)) return;
        int lanes = Lanes(o.Y);
        Epilogue epilogue = EpilogueOf(o.Y, o.Addend, o.Activation, o.Output);
        if (TileOf(lanes) == 4)
        {
            Launch(o.X.Agents, (o.X.Rows / 4) * (lanes / 4), new ProductBroad
            {
                X = View(o.X), W = View(o.W), Y = View(o.Y), RowTiles = o.X.Rows / 4, ColumnTiles = lanes / 4, Depth = o.W.Rows, Epilogue = epilogue,
            });
        }
        else if (TileOf(lanes) == 2)
        {
            Launch(o.X.Agents, (o.X.Rows / 4) * (lanes / 2), new ProductWide
            {
                X = View(o.X), W = View(o.W), Y = View(o.Y), RowTiles = o.X.Rows / 4, ColumnTiles = lanes / 2, Depth = o.W.Rows, Epilogue = epilogue,
            });
        }
        else
        {
            Launch(o.X.Agents, (o.X.Rows / 8) * lanes, new ProductNarrow
            {
                X = View(o.X), W = View(o.W), Y = View(o.Y), RowTiles = o.X.Rows / 8, ColumnTiles = lanes, Depth = o.W.Rows, Epilogue = epilogue,
            });
        }
    }
}
