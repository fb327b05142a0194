using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>y = gain (x - mean) / deviation + bias over each group of rows, sums in row order. One work item owns a group's lane.</summary>
internal struct NormaliseKernel : IKernel
{
    public Matrix X, Gain, Bias, Y, Moments;
    public int Groups, Size, Features, Lanes;
    public float Share;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int lane = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int group = rest % Groups;
        int agent = rest / Groups;
        long first = X.Row(agent, group * Size) + lane, end = first + (long)Size * X.RowStride;
        Lane sum = Splat(0f);
        for (long at = first; at < end; at += X.RowStride) sum = Add(sum, Load(X.Data, at));
        Lane mean = Mul(sum, Splat(Share)), squares = Splat(0f);
        for (long at = first; at < end; at += X.RowStride)
        {
            Lane apart = Sub(Load(X.Data, at), mean);
            squares = Fma(apart, apart, squares);
        }
        Lane inverse = Div(Splat(1f), Sqrt(Fma(squares, Splat(Share), Splat(Normalise.Epsilon))));
        Store(Moments.Data, Moments.Row(agent, 2 * group) + lane, mean);
        Store(Moments.Data, Moments.Row(agent, 2 * group + 1) + lane, inverse);
        long y = Y.Row(agent, group * Size) + lane, gain = Gain.Row(agent, 0), bias = Bias.Row(agent, 0);
        int feature = 0;
        for (long at = first; at < end; at += X.RowStride, y += Y.RowStride)
        {
            Lane normal = Mul(Sub(Load(X.Data, at), mean), inverse);
            Store(Y.Data, y, Fma(normal, Broadcast(Gain.Data, gain + feature), Broadcast(Bias.Data, bias + feature)));
            feature = feature + 1 == Features ? 0 : feature + 1;
        }
    }
}

/// <summary>
/// dx = inverse (g - mean of g - n mean of g n) with g = gain dy and n the normalised input, over each group of rows. One work item owns a
/// group's lane.
/// </summary>
internal struct NormaliseGradientKernel : IKernel
{
    public Matrix X, Gain, Dy, Moments, Dx;
    public int Groups, Size, Features, Lanes;
    public float Share;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int lane = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int group = rest % Groups;
        int agent = rest / Groups;
        Lane mean = Load(Moments.Data, Moments.Row(agent, 2 * group) + lane), inverse = Load(Moments.Data, Moments.Row(agent, 2 * group + 1) + lane);
        long gain = Gain.Row(agent, 0);
        Lane sum = Splat(0f), along = sum;
        for (int row = 0; row < Size; row++)
        {
            Lane g = Scaled(agent, group * Size + row, gain + row % Features, lane);
            sum = Add(sum, g);
            along = Fma(g, Normal(agent, group * Size + row, lane, mean, inverse), along);
        }
        sum = Mul(sum, Splat(Share));
        along = Mul(along, Splat(Share));
        for (int row = 0; row < Size; row++)
        {
            Lane g = Scaled(agent, group * Size + row, gain + row % Features, lane);
            Lane n = Normal(agent, group * Size + row, lane, mean, inverse);
            Store(Dx.Data, Dx.Row(agent, group * Size + row) + lane, Mul(inverse, Sub(Sub(g, sum), Mul(n, along))));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Lane Scaled(int agent, int row, long gain, int lane) =>
        Mul(Load(Dy.Data, Dy.Row(agent, row) + lane), Broadcast(Gain.Data, gain));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Lane Normal(int agent, int row, int lane, Lane mean, Lane inverse) =>
        Mul(Sub(Load(X.Data, X.Row(agent, row) + lane), mean), inverse);
}

/// <summary>partials[feature][j] += dy n over rows of the feature and samples j, j + 16, ... One work item owns 4 features x a lane of j.</summary>
internal struct NormaliseGainGradientKernel : IKernel
{
    public Matrix X, Dy, Moments, Partials;
    public int Groups, Size, Features, Tiles, Samples;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int lane = item % (16 / LaneWidth) * LaneWidth;
        int rest = item / (16 / LaneWidth);
        int feature = rest % Tiles * 4;
        int agent = rest / Tiles;
        // What lies beyond the last feature is computed as the last once more, and has the same sum.
        int f1 = Clamp(feature + 1), f2 = Clamp(feature + 2), f3 = Clamp(feature + 3);
        Floats p = Partials.Data;
        long p0 = Partials.Row(agent, feature) + lane, p1 = Partials.Row(agent, f1) + lane;
        long p2 = Partials.Row(agent, f2) + lane, p3 = Partials.Row(agent, f3) + lane;
        Lane a = Load(p, p0), b = Load(p, p1), c = Load(p, p2), d = Load(p, p3);
        long x1 = (long)(f1 - feature) * X.RowStride, x2 = (long)(f2 - feature) * X.RowStride, x3 = (long)(f3 - feature) * X.RowStride;
        long y1 = (long)(f1 - feature) * Dy.RowStride, y2 = (long)(f2 - feature) * Dy.RowStride, y3 = (long)(f3 - feature) * Dy.RowStride;
        for (int group = 0; group < Groups; group++)
        {
            long means = Moments.Row(agent, 2 * group) + lane, inverses = Moments.Row(agent, 2 * group + 1) + lane;
            for (int row = group * Size; row < (group + 1) * Size; row += Features)
            {
                long x = X.Row(agent, row + feature) + lane, dy = Dy.Row(agent, row + feature) + lane;
                for (int sample = 0; sample < Samples; sample += 16, x += 16, dy += 16)
                {
                    Lane mean = Load(Moments.Data, means + sample), inverse = Load(Moments.Data, inverses + sample);
                    a = Fma(Load(Dy.Data, dy), Mul(Sub(Load(X.Data, x), mean), inverse), a);
                    b = Fma(Load(Dy.Data, dy + y1), Mul(Sub(Load(X.Data, x + x1), mean), inverse), b);
                    c = Fma(Load(Dy.Data, dy + y2), Mul(Sub(Load(X.Data, x + x2), mean), inverse), c);
                    d = Fma(Load(Dy.Data, dy + y3), Mul(Sub(Load(X.Data, x + x3), mean), inverse), d);
                }
            }
        }
        Store(p, p3, d);
        Store(p, p2, c);
        Store(p, p1, b);
        Store(p, p0, a);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Clamp(int feature) => feature < Features ? feature : Features - 1;
}

internal abstract partial class KernelEngine
{
    private void Perform(Normalise o)
    {
        int groups = o.Moments.Rows / 2, size = o.X.Rows / groups, lanes = o.X.Columns / LaneWidth;
        Launch(o.Y.Agents, groups * lanes, new NormaliseKernel
        {
            X = View(o.X), Gain = View(o.Gain), Bias = View(o.Bias), Y = View(o.Y), Moments = View(o.Moments), Groups = groups, Size = size,
            Features = o.Gain.Columns, Lanes = lanes, Share = 1f / size,
        });
    }

    private void Perform(NormaliseGradient o)
    {
        int groups = o.Moments.Rows / 2, size = o.X.Rows / groups, lanes = o.X.Columns / LaneWidth;
        Launch(o.Dx.Agents, groups * lanes, new NormaliseGradientKernel
        {
            X = View(o.X), Gain = View(o.Gain), Dy = View(o.Dy), Moments = View(o.Moments), Dx = View(o.Dx), Groups = groups, Size = size,
            Features = o.Gain.Columns, Lanes = lanes, Share = 1f / size,
        });
    }

    private void Perform(NormaliseGainGradient o)
    {
        int groups = o.Moments.Rows / 2, tiles = (o.Partials.Rows + 3) / 4;
        Launch(o.Dy.Agents, tiles * (16 / LaneWidth), new NormaliseGainGradientKernel
        {
            X = View(o.X), Dy = View(o.Dy), Moments = View(o.Moments), Partials = View(o.Partials), Groups = groups, Size = o.X.Rows / groups,
            Features = o.Partials.Rows, Tiles = tiles, Samples = o.X.Columns,
        });
    }
}
