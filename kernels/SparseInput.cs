using System.Runtime.CompilerServices;

namespace MesaBench.Kernels;

/// <summary>
/// First dense layer on an observation of zeros and ones: y = activation(bias + the sum of the weight rows of the active features).
/// Features [row] = count, then that many feature numbers. One work item owns a row x <see cref="Width"/> lanes (1, 2 or 4).
/// </summary>
internal struct SparseInput : IKernel
{
    public Table Features;
    public Matrix W, Bias, Y;
    public int Rows, Groups, Width, Activation;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Execute(int item)
    {
        int column = item % Groups * (Width * LaneWidth);
        int rest = item / Groups;
        int row = rest % Rows;
        int agent = rest / Rows;
        long list = Features.Row(agent, row);
        long end = list + Features.Data[list];
        long bias = Bias.Row(agent, 0) + column;
        long y = Y.Row(agent, row) + column;
        long w = W.Row(agent, 0) + column;
        if (Width == 4) Four(list, end, bias, w, y);
        else if (Width == 2) Two(list, end, bias, w, y);
        else One(list, end, bias, w, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void One(long list, long end, long bias, long w, long y)
    {
        Lane a = Load(Bias.Data, bias);
        while (list < end) a = Add(a, Load(W.Data, w + (long)Features.Data[++list] * W.RowStride));
        Put(y, a);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Two(long list, long end, long bias, long w, long y)
    {
        Lane a = Load(Bias.Data, bias), b = Load(Bias.Data, bias + LaneWidth);
        while (list < end)
        {
            long at = w + (long)Features.Data[++list] * W.RowStride;
            a = Add(a, Load(W.Data, at));
            b = Add(b, Load(W.Data, at + LaneWidth));
        }
        Put(y, a);
        Put(y + LaneWidth, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Four(long list, long end, long bias, long w, long y)
    {
        Lane a = Load(Bias.Data, bias), b = Load(Bias.Data, bias + LaneWidth);
        Lane c = Load(Bias.Data, bias + 2 * LaneWidth), d = Load(Bias.Data, bias + 3 * LaneWidth);
        while (list < end)
        {
            long at = w + (long)Features.Data[++list] * W.RowStride;
            a = Add(a, Load(W.Data, at));
            b = Add(b, Load(W.Data, at + LaneWidth));
            c = Add(c, Load(W.Data, at + 2 * LaneWidth));
            d = Add(d, Load(W.Data, at + 3 * LaneWidth));
        }
        Put(y, a);
        Put(y + LaneWidth, b);
        Put(y + 2 * LaneWidth, c);
        Put(y + 3 * LaneWidth, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put(long at, Lane sum)
    {
        if (Activation == Epilogue.Relu) sum = Elementary.Max(sum, Splat(0f));
        else if (Activation == Epilogue.Tanh) sum = Elementary.Tanh(sum);
        Store(Y.Data, at, sum);
    }
}

/// <summary>
/// Gradient of the first layer's weights: dw[feature] += dy[row] for every feature active in the row, in row order; only those rows of
/// dw are touched. One work item owns <see cref="Width"/> lanes (1 or 4) of all features.
/// </summary>
internal struct SparseInputGradient : IKernel
{
    public Table Features;
    public Matrix Dy, Dw;
    public int Rows, Groups, Width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Execute(int item)
    {
        int column = item % Groups * (Width * LaneWidth);
        int agent = item / Groups;
        long dw = Dw.Row(agent, 0) + column;
        long y = Dy.Row(agent, 0) + column;
        for (int row = 0; row < Rows; row++, y += Dy.RowStride)
        {
            long list = Features.Row(agent, row);
            long end = list + Features.Data[list];
            if (Width == 4) AddFour(list, end, dw, y);
            else AddOne(list, end, dw, y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void AddOne(long list, long end, long dw, long y)
    {
        Lane a = Load(Dy.Data, y);
        while (list < end)
        {
            long at = dw + (long)Features.Data[++list] * Dw.RowStride;
            Store(Dw.Data, at, Add(Load(Dw.Data, at), a));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void AddFour(long list, long end, long dw, long y)
    {
        Lane a = Load(Dy.Data, y), b = Load(Dy.Data, y + LaneWidth);
        Lane c = Load(Dy.Data, y + 2 * LaneWidth), d = Load(Dy.Data, y + 3 * LaneWidth);
        while (list < end)
        {
            long at = dw + (long)Features.Data[++list] * Dw.RowStride;
            Store(Dw.Data, at, Add(Load(Dw.Data, at), a));
            Store(Dw.Data, at + LaneWidth, Add(Load(Dw.Data, at + LaneWidth), b));
            Store(Dw.Data, at + 2 * LaneWidth, Add(Load(Dw.Data, at + 2 * LaneWidth), c));
            Store(Dw.Data, at + 3 * LaneWidth, Add(Load(Dw.Data, at + 3 * LaneWidth), d));
        }
    }
}
