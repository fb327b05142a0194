using System.Runtime.CompilerServices;

namespace MesaBench.Kernels;

/// <summary>
/// The same convolution as <see cref="ConvolutionNarrow"/> with 4 rows x 4 lanes a work item, for outputs of a multiple of four lanes: fewer
/// loads a multiply-add. The order of the sums is the same.
/// </summary>
internal struct ConvolutionBroad : IKernel
{
    public Matrix X, W, Y;
    public Table Sources;
    public int RowTiles, ColumnTiles, Channels;
    public Epilogue Epilogue;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int columnTile = item % ColumnTiles;
        int rest = item / ColumnTiles;
        int row = rest % RowTiles * 4;
        int agent = rest / RowTiles;
        int column = columnTile * (4 * LaneWidth);
        int channels = Channels;
        Floats x = X.Data;
        Floats w = W.Data;
        Ints sources = Sources.Data;
        long origin = X.Row(agent, 0);
        long xStride = X.RowStride;
        long wStride = W.RowStride;
        long k = W.Row(agent, 0) + column;
        Lane a0 = Splat(0f), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
        Lane c0 = a0, c1 = a0, c2 = a0, c3 = a0, d0 = a0, d1 = a0, d2 = a0, d3 = a0;
        for (int tap = 0; tap < 9; tap++)
        {
            long list = Sources.Row(agent, tap) + row;
            long x0 = origin + sources[list] * xStride, x1 = origin + sources[list + 1] * xStride;
            long x2 = origin + sources[list + 2] * xStride, x3 = origin + sources[list + 3] * xStride;
            for (int i = 0; i < channels; i++, k += wStride, x0++, x1++, x2++, x3++)
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
        }
        FourLanes.Put(Y.Data, Y.Row(agent, row) + column, a0, a1, a2, a3);
        FourLanes.Put(Y.Data, Y.Row(agent, row + 1) + column, b0, b1, b2, b3);
        FourLanes.Put(Y.Data, Y.Row(agent, row + 2) + column, c0, c1, c2, c3);
        FourLanes.Put(Y.Data, Y.Row(agent, row + 3) + column, d0, d1, d2, d3);
        Epilogue.Finish(Y, agent, row, 4, column, 4);
    }
}

/// <summary>
/// The same weight gradient as <see cref="ConvolutionWeightGradientNarrow"/> with a tap, 4 channels in and 4 lanes out a work item. The order
/// of the sums is the same.
/// </summary>
internal struct ConvolutionWeightGradientBroad : IKernel
{
    public Matrix X, Dy, Dw;
    public Table Sources;
    public int Channels, ChannelTiles, ColumnTiles, FirstRow, EndRow;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % ColumnTiles * (4 * LaneWidth);
        int rest = item / ColumnTiles;
        int channel = rest % ChannelTiles * 4;
        rest /= ChannelTiles;
        int tap = rest % 9;
        int agent = rest / 9;
        Floats x = X.Data;
        Floats dy = Dy.Data;
        Floats dw = Dw.Data;
        Ints sources = Sources.Data;
        long origin = X.Row(agent, 0) + channel;
        long xStride = X.RowStride, yStride = Dy.RowStride, stride = Dw.RowStride;
        long yr = Dy.Row(agent, FirstRow) + column;
        long list = Sources.Row(agent, tap) + FirstRow;
        // Channels past the end are computed from padding and not stored.
        int count = Channels - channel;
        long w0 = Dw.Row(agent, tap * Channels + channel) + column;
        long w1 = count > 1 ? w0 + stride : w0, w2 = count > 2 ? w1 + stride : w0, w3 = count > 3 ? w2 + stride : w0;
        Lane a0 = Load(dw, w0), a1 = Load(dw, w0 + LaneWidth), a2 = Load(dw, w0 + 2 * LaneWidth), a3 = Load(dw, w0 + 3 * LaneWidth);
        Lane b0 = Load(dw, w1), b1 = Load(dw, w1 + LaneWidth), b2 = Load(dw, w1 + 2 * LaneWidth), b3 = Load(dw, w1 + 3 * LaneWidth);
        Lane c0 = Load(dw, w2), c1 = Load(dw, w2 + LaneWidth), c2 = Load(dw, w2 + 2 * LaneWidth), c3 = Load(dw, w2 + 3 * LaneWidth);
        Lane d0 = Load(dw, w3), d1 = Load(dw, w3 + LaneWidth), d2 = Load(dw, w3 + 2 * LaneWidth), d3 = Load(dw, w3 + 3 * LaneWidth);
        for (int row = FirstRow; row < EndRow; row++, yr += yStride, list++)
        {
            Lane y0 = Load(dy, yr), y1 = Load(dy, yr + LaneWidth), y2 = Load(dy, yr + 2 * LaneWidth), y3 = Load(dy, yr + 3 * LaneWidth);
            long at = origin + sources[list] * xStride;
            Lane v = Broadcast(x, at);
            a0 = Fma(v, y0, a0);
            a1 = Fma(v, y1, a1);
            a2 = Fma(v, y2, a2);
            a3 = Fma(v, y3, a3);
            v = Broadcast(x, at + 1);
            b0 = Fma(v, y0, b0);
            b1 = Fma(v, y1, b1);
            b2 = Fma(v, y2, b2);
            b3 = Fma(v, y3, b3);
            v = Broadcast(x, at + 2);
            c0 = Fma(v, y0, c0);
            c1 = Fma(v, y1, c1);
            c2 = Fma(v, y2, c2);
            c3 = Fma(v, y3, c3);
            v = Broadcast(x, at + 3);
            d0 = Fma(v, y0, d0);
            d1 = Fma(v, y1, d1);
            d2 = Fma(v, y2, d2);
            d3 = Fma(v, y3, d3);
        }
        // Channel 0 is stored last: channels past the end alias it.
        FourLanes.Put(dw, w3, d0, d1, d2, d3);
        FourLanes.Put(dw, w2, c0, c1, c2, c3);
        FourLanes.Put(dw, w1, b0, b1, b2, b3);
        FourLanes.Put(dw, w0, a0, a1, a2, a3);
    }
}
