using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>to[head, i, j] = scale a[i] b[j], summed over the head's features in order. One work item owns a head's 4 i x a lane.</summary>
internal struct AttentionScoresKernel : IKernel
{
    public Matrix A, B, To;
    public int Heads, Cells, Tiles, Width, Lanes;
    public float Scale;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int lane = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int i = rest % Tiles * 4;
        rest /= Tiles;
        int head = rest % Heads;
        int agent = rest / Heads;
        int features = Width / Heads;
        // What lies beyond the last cell is computed as the last once more, and has the same sum.
        int i1 = Clamp(i + 1), i2 = Clamp(i + 2), i3 = Clamp(i + 3);
        long first = A.Row(agent, i * Width + head * features) + lane, aStride = (long)Width * A.RowStride, bStride = (long)Width * B.RowStride;
        long a1 = (i1 - i) * aStride, a2 = (i2 - i) * aStride, a3 = (i3 - i) * aStride;
        Floats x = A.Data, y = B.Data;
        for (int j = 0; j < Cells; j += 4)
        {
            int j1 = Clamp(j + 1), j2 = Clamp(j + 2), j3 = Clamp(j + 3);
            long b1 = (j1 - j) * bStride, b2 = (j2 - j) * bStride, b3 = (j3 - j) * bStride;
            long from = first, with = B.Row(agent, j * Width + head * features) + lane;
            Lane p0 = Splat(0f), p1 = p0, p2 = p0, p3 = p0, q0 = p0, q1 = p0, q2 = p0, q3 = p0;
            Lane r0 = p0, r1 = p0, r2 = p0, r3 = p0, s0 = p0, s1 = p0, s2 = p0, s3 = p0;
            for (int f = 0; f < features; f++, from += A.RowStride, with += B.RowStride)
            {
                Lane y0 = Load(y, with), y1 = Load(y, with + b1), y2 = Load(y, with + b2), y3 = Load(y, with + b3);
                Lane v = Load(x, from);
                p0 = Fma(v, y0, p0);
                p1 = Fma(v, y1, p1);
                p2 = Fma(v, y2, p2);
                p3 = Fma(v, y3, p3);
                v = Load(x, from + a1);
                q0 = Fma(v, y0, q0);
                q1 = Fma(v, y1, q1);
                q2 = Fma(v, y2, q2);
                q3 = Fma(v, y3, q3);
                v = Load(x, from + a2);
                r0 = Fma(v, y0, r0);
                r1 = Fma(v, y1, r1);
                r2 = Fma(v, y2, r2);
                r3 = Fma(v, y3, r3);
                v = Load(x, from + a3);
                s0 = Fma(v, y0, s0);
                s1 = Fma(v, y1, s1);
                s2 = Fma(v, y2, s2);
                s3 = Fma(v, y3, s3);
            }
            long t0 = (long)j * To.RowStride, t1 = (long)j1 * To.RowStride, t2 = (long)j2 * To.RowStride, t3 = (long)j3 * To.RowStride;
            Put(Row(agent, head, i) + lane, t0, t1, t2, t3, p0, p1, p2, p3);
            Put(Row(agent, head, i1) + lane, t0, t1, t2, t3, q0, q1, q2, q3);
            Put(Row(agent, head, i2) + lane, t0, t1, t2, t3, r0, r1, r2, r3);
            Put(Row(agent, head, i3) + lane, t0, t1, t2, t3, s0, s1, s2, s3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Clamp(int cell) => cell < Cells ? cell : Cells - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly long Row(int agent, int head, int i) => To.Row(agent, (head * Cells + i) * Cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put(long row, long t0, long t1, long t2, long t3, Lane v0, Lane v1, Lane v2, Lane v3)
    {
        Lane scale = Splat(Scale);
        Store(To.Data, row + t0, Mul(v0, scale));
        Store(To.Data, row + t1, Mul(v1, scale));
        Store(To.Data, row + t2, Mul(v2, scale));
        Store(To.Data, row + t3, Mul(v3, scale));
    }
}

/// <summary>to[i] = scale times the sum over j, in order, of weights x[j]. One work item owns a head's 4 i x 4 features x a lane.</summary>
internal struct AttentionMixKernel : IKernel
{
    public Matrix Weights, X, To;
    public int Heads, Cells, Tiles, FeatureTiles, Width, Lanes, Transposed;
    public float Scale;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int lane = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int f = rest % FeatureTiles * 4;
        rest /= FeatureTiles;
        int i = rest % Tiles * 4;
        rest /= Tiles;
        int head = rest % Heads;
        int agent = rest / Heads;
        int features = Width / Heads;
        // What lies beyond the last cell or feature is computed as the last once more, and has the same sum.
        int i1 = Clamp(i + 1, Cells), i2 = Clamp(i + 2, Cells), i3 = Clamp(i + 3, Cells);
        int f1 = Clamp(f + 1, features), f2 = Clamp(f + 2, features), f3 = Clamp(f + 3, features);
        long iStride = (long)Weights.RowStride * (Transposed != 0 ? 1 : Cells), jStride = (long)Weights.RowStride * (Transposed != 0 ? Cells : 1);
        long at = Weights.Row(agent, head * Cells * Cells) + i * iStride + lane, from = X.Row(agent, head * features + f) + lane;
        long w1 = (i1 - i) * iStride, w2 = (i2 - i) * iStride, w3 = (i3 - i) * iStride;
        long x1 = (long)(f1 - f) * X.RowStride, x2 = (long)(f2 - f) * X.RowStride, x3 = (long)(f3 - f) * X.RowStride;
        long xStride = (long)Width * X.RowStride;
        Floats weights = Weights.Data, x = X.Data;
        Lane p0 = Splat(0f), p1 = p0, p2 = p0, p3 = p0, q0 = p0, q1 = p0, q2 = p0, q3 = p0;
        Lane r0 = p0, r1 = p0, r2 = p0, r3 = p0, s0 = p0, s1 = p0, s2 = p0, s3 = p0;
        for (int j = 0; j < Cells; j++, at += jStride, from += xStride)
        {
            Lane y0 = Load(x, from), y1 = Load(x, from + x1), y2 = Load(x, from + x2), y3 = Load(x, from + x3);
            Lane v = Load(weights, at);
            p0 = Fma(v, y0, p0);
            p1 = Fma(v, y1, p1);
            p2 = Fma(v, y2, p2);
            p3 = Fma(v, y3, p3);
            v = Load(weights, at + w1);
            q0 = Fma(v, y0, q0);
            q1 = Fma(v, y1, q1);
            q2 = Fma(v, y2, q2);
            q3 = Fma(v, y3, q3);
            v = Load(weights, at + w2);
            r0 = Fma(v, y0, r0);
            r1 = Fma(v, y1, r1);
            r2 = Fma(v, y2, r2);
            r3 = Fma(v, y3, r3);
            v = Load(weights, at + w3);
            s0 = Fma(v, y0, s0);
            s1 = Fma(v, y1, s1);
            s2 = Fma(v, y2, s2);
            s3 = Fma(v, y3, s3);
        }
        int first = head * features;
        long t0 = (long)(first + f) * To.RowStride, t1 = (long)(first + f1) * To.RowStride;
        long t2 = (long)(first + f2) * To.RowStride, t3 = (long)(first + f3) * To.RowStride;
        Put(To.Row(agent, i * Width) + lane, t0, t1, t2, t3, p0, p1, p2, p3);
        Put(To.Row(agent, i1 * Width) + lane, t0, t1, t2, t3, q0, q1, q2, q3);
        Put(To.Row(agent, i2 * Width) + lane, t0, t1, t2, t3, r0, r1, r2, r3);
        Put(To.Row(agent, i3 * Width) + lane, t0, t1, t2, t3, s0, s1, s2, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Clamp(int index, int count) => index < count ? index : count - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put(long row, long t0, long t1, long t2, long t3, Lane v0, Lane v1, Lane v2, Lane v3)
    {
        Lane scale = Splat(Scale);
        Store(To.Data, row + t0, Mul(v0, scale));
        Store(To.Data, row + t1, Mul(v1, scale));
        Store(To.Data, row + t2, Mul(v2, scale));
        Store(To.Data, row + t3, Mul(v3, scale));
    }
}

/// <summary>A softmax over each group of rows; the greatest is taken off first, sums run in row order. One work item owns a group's lane.</summary>
internal struct SoftmaxGroupsKernel : IKernel
{
    public Matrix Y;
    public int Groups, Size, Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int lane = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int group = rest % Groups;
        int agent = rest / Groups;
        long first = Y.Row(agent, group * Size) + lane, end = first + (long)Size * Y.RowStride;
        Floats y = Y.Data;
        Lane greatest = Load(y, first);
        for (long at = first + Y.RowStride; at < end; at += Y.RowStride) greatest = Elementary.Max(greatest, Load(y, at));
        Lane sum = Splat(0f);
        for (long at = first; at < end; at += Y.RowStride)
        {
            Lane power = Elementary.Exp(Sub(Load(y, at), greatest));
            sum = Add(sum, power);
            Store(y, at, power);
        }
        for (long at = first; at < end; at += Y.RowStride) Store(y, at, Div(Load(y, at), sum));
    }
}

/// <summary>d = p (d - sum of p d) in each group of rows. One work item owns a group's lane.</summary>
internal struct SoftmaxGroupsGradientKernel : IKernel
{
    public Matrix P, Gradient;
    public int Groups, Size, Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int lane = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int group = rest % Groups;
        int agent = rest / Groups;
        Lane sum = Splat(0f);
        for (int row = group * Size; row < (group + 1) * Size; row++)
            sum = Fma(Load(P.Data, P.Row(agent, row) + lane), Load(Gradient.Data, Gradient.Row(agent, row) + lane), sum);
        for (int row = group * Size; row < (group + 1) * Size; row++)
        {
            long at = Gradient.Row(agent, row) + lane;
            Store(Gradient.Data, at, Mul(Load(P.Data, P.Row(agent, row) + lane), Sub(Load(Gradient.Data, at), sum)));
        }
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(AttentionScores o)
    {
        int cells = o.A.Rows / o.Width, tiles = (cells + 3) / 4, lanes = o.To.Columns / LaneWidth;
        Launch(o.To.Agents, o.Heads * tiles * lanes, new AttentionScoresKernel
        {
            A = View(o.A), B = View(o.B), To = View(o.To), Heads = o.Heads, Cells = cells, Tiles = tiles, Width = o.Width, Lanes = lanes, Scale = o.Scale,
        });
    }

    private void Perform(AttentionMix o)
    {
        int cells = o.X.Rows / o.Width, tiles = (cells + 3) / 4, featureTiles = (o.Width / o.Heads + 3) / 4, lanes = o.To.Columns / LaneWidth;
        Launch(o.To.Agents, o.Heads * tiles * featureTiles * lanes, new AttentionMixKernel
        {
            Weights = View(o.Weights), X = View(o.X), To = View(o.To), Heads = o.Heads, Cells = cells, Tiles = tiles, FeatureTiles = featureTiles, Width = o.Width, Lanes = lanes,
            Transposed = o.Transposed ? 1 : 0, Scale = o.Scale,
        });
    }

    private void Perform(SoftmaxGroups o)
    {
        int groups = o.Y.Rows / o.Size, lanes = o.Y.Columns / LaneWidth;
        Launch(o.Y.Agents, groups * lanes, new SoftmaxGroupsKernel { Y = View(o.Y), Groups = groups, Size = o.Size, Lanes = lanes });
    }

    private void Perform(SoftmaxGroupsGradient o)
    {
        int groups = o.P.Rows / o.Size, lanes = o.P.Columns / LaneWidth;
        Launch(o.P.Agents, groups * lanes, new SoftmaxGroupsGradientKernel
        {
            P = View(o.P), Gradient = View(o.Gradient), Groups = groups, Size = o.Size, Lanes = lanes,
        });
    }
}
