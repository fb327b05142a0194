using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>
/// y = epilogue(3x3 convolution of x): rows are pixels of samples. Sources [tap][row] names the row of x under each of the nine taps;
/// beyond the border it names a row of zeros. Weights w [tap][in][out]. Each output sums over taps, then over in, in index order.
/// The gradient of the data is the same kernel on weights with taps reversed and channels transposed. One work item owns 8 rows x 1 lane.
/// </summary>
internal struct ConvolutionNarrow : IKernel
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
        int row = rest % RowTiles * 8;
        int agent = rest / RowTiles;
        int column = columnTile * LaneWidth;
        int channels = Channels;
        Floats x = X.Data;
        Floats w = W.Data;
        Ints sources = Sources.Data;
        long origin = X.Row(agent, 0);
        long xStride = X.RowStride;
        long wStride = W.RowStride;
        long k = W.Row(agent, 0) + column;
        Lane a = Splat(0f), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (int tap = 0; tap < 9; tap++)
        {
            long list = Sources.Row(agent, tap) + row;
            long x0 = origin + sources[list] * xStride, x1 = origin + sources[list + 1] * xStride;
            long x2 = origin + sources[list + 2] * xStride, x3 = origin + sources[list + 3] * xStride;
            long x4 = origin + sources[list + 4] * xStride, x5 = origin + sources[list + 5] * xStride;
            long x6 = origin + sources[list + 6] * xStride, x7 = origin + sources[list + 7] * xStride;
            for (int i = 0; i < channels; i++, k += wStride, x0++, x1++, x2++, x3++, x4++, x5++, x6++, x7++)
            {
                Lane v = Load(w, k);
                a = Fma(Broadcast(x, x0), v, a);
                b = Fma(Broadcast(x, x1), v, b);
                c = Fma(Broadcast(x, x2), v, c);
                d = Fma(Broadcast(x, x3), v, d);
                e = Fma(Broadcast(x, x4), v, e);
                f = Fma(Broadcast(x, x5), v, f);
                g = Fma(Broadcast(x, x6), v, g);
                h = Fma(Broadcast(x, x7), v, h);
            }
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

/// <summary>
/// dw[tap][in][out] += x[source][in] dy[row][out], summed over the rows [FirstRow, EndRow) in index order. One work item owns a tap,
/// 8 channels in and 1 lane out.
/// </summary>
internal struct ConvolutionWeightGradientNarrow : IKernel
{
    public Matrix X, Dy, Dw;
    public Table Sources;
    public int Channels, ChannelTiles, ColumnTiles, FirstRow, EndRow;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % ColumnTiles * LaneWidth;
        int rest = item / ColumnTiles;
        int channel = rest % ChannelTiles * 8;
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
        long w0 = Dw.Row(agent, tap * Channels + channel) + column;
        int count = Channels - channel;
        long w1 = count > 1 ? w0 + stride : w0, w2 = count > 2 ? w1 + stride : w0, w3 = count > 3 ? w2 + stride : w0;
        long w4 = count > 4 ? w3 + stride : w0, w5 = count > 5 ? w4 + stride : w0, w6 = count > 6 ? w5 + stride : w0;
        long w7 = count > 7 ? w6 + stride : w0;
        Lane a = Load(dw, w0), b = Load(dw, w1), c = Load(dw, w2), d = Load(dw, w3);
        Lane e = Load(dw, w4), f = Load(dw, w5), g = Load(dw, w6), h = Load(dw, w7);
        for (int row = FirstRow; row < EndRow; row++, yr += yStride, list++)
        {
            Lane y = Load(dy, yr);
            long at = origin + sources[list] * xStride;
            a = Fma(Broadcast(x, at), y, a);
            b = Fma(Broadcast(x, at + 1), y, b);
            c = Fma(Broadcast(x, at + 2), y, c);
            d = Fma(Broadcast(x, at + 3), y, d);
            e = Fma(Broadcast(x, at + 4), y, e);
            f = Fma(Broadcast(x, at + 5), y, f);
            g = Fma(Broadcast(x, at + 6), y, g);
            h = Fma(Broadcast(x, at + 7), y, h);
        }
        // Channel 0 is stored last: channels past the end alias it.
        Store(dw, w7, h);
        Store(dw, w6, g);
        Store(dw, w5, f);
        Store(dw, w4, e);
        Store(dw, w3, d);
        Store(dw, w2, c);
        Store(dw, w1, b);
        Store(dw, w0, a);
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(Convolution o)
    {
        int lanes = Lanes(o.Y);
        Epilogue epilogue = EpilogueOf(o.Y, o.Addend, o.Activation, o.Output);
        if (lanes % 4 == 0)
        {
            Launch((long)o.Y.Agents * (o.Y.Rows / 4) * (lanes / 4), new ConvolutionBroad
            {
                X = View(o.X), W = View(o.W), Y = View(o.Y), Sources = View(o.Sources), RowTiles = o.Y.Rows / 4, ColumnTiles = lanes / 4,
                Channels = o.W.Rows / 9, Epilogue = epilogue,
            });
        }
        else
        {
            Launch((long)o.Y.Agents * (o.Y.Rows / 8) * lanes, new ConvolutionNarrow
            {
                X = View(o.X), W = View(o.W), Y = View(o.Y), Sources = View(o.Sources), RowTiles = o.Y.Rows / 8, ColumnTiles = lanes,
                Channels = o.W.Rows / 9, Epilogue = epilogue,
            });
        }
    }

    private void Perform(ConvolutionWeightGradient o)
    {
        int lanes = Lanes(o.Dy), channels = o.Dw.Rows / 9;
        for (int first = 0, end; first < o.Dy.Rows; first = end)
        {
            end = (int)Math.Min(o.Dy.Rows, (long)first + RowBlock);
            if (lanes % 4 == 0)
            {
                Launch((long)o.Dy.Agents * 9 * ((channels + 3) / 4) * (lanes / 4), new ConvolutionWeightGradientBroad
                {
                    X = View(o.X), Dy = View(o.Dy), Dw = View(o.Dw), Sources = View(o.Sources), Channels = channels, ChannelTiles = (channels + 3) / 4,
                    ColumnTiles = lanes / 4, FirstRow = first, EndRow = end,
                });
            }
            else
            {
                Launch((long)o.Dy.Agents * 9 * ((channels + 7) / 8) * lanes, new ConvolutionWeightGradientNarrow
                {
                    X = View(o.X), Dy = View(o.Dy), Dw = View(o.Dw), Sources = View(o.Sources), Channels = channels, ChannelTiles = (channels + 7) / 8,
                    ColumnTiles = lanes, FirstRow = first, EndRow = end,
                });
            }
        }
    }
}
