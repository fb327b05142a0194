using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>to[head, i, j] = scale a[i] b[j], summed over the head's features in order. One work item owns a head's (i, lane).</summary>
internal struct AttentionScoresKernel : IKernel
{
    public Matrix A, B, To;
    public int Heads, Cells, Width, Lanes;
    public float Scale;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int lane = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int i = rest % Cells;
        rest /= Cells;
        int head = rest % Heads;
        int agent = rest / Heads;
        int features = Width / Heads;
        long a = A.Row(agent, i * Width + head * features) + lane, to = To.Row(agent, (head * Cells + i) * Cells) + lane;
        Floats x = A.Data, y = B.Data;
        for (int j = 0; j < Cells; j++)
        {
            long from = a, with = B.Row(agent, j * Width + head * features) + lane;
            Lane sum = Splat(0f);
            for (int f = 0; f < features; f++, from += A.RowStride, with += B.RowStride) sum = Fma(Load(x, from), Load(y, with), sum);
            Store(To.Data, to + (long)j * To.RowStride, Mul(sum, Splat(Scale)));
        }
    }
}

/// <summary>to[i] = scale times the sum over j, in order, of weights x[j]. One work item owns a head's (i, lane).</summary>
internal struct AttentionMixKernel : IKernel
{
    public Matrix Weights, X, To;
    public int Heads, Cells, Width, Lanes, Transposed;
    public float Scale;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int lane = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int i = rest % Cells;
        rest /= Cells;
        int head = rest % Heads;
        int agent = rest / Heads;
        int features = Width / Heads, first = head * features;
        long w = Weights.Row(agent, head * Cells * Cells + (Transposed != 0 ? i : i * Cells)) + lane;
        long wStride = (long)Weights.RowStride * (Transposed != 0 ? Cells : 1);
        Floats weights = Weights.Data, x = X.Data;
        int f = 0;
        for (; f + 4 <= features; f += 4)
        {
            Lane a = Splat(0f), b = a, c = a, d = a;
            long at = w;
            for (int j = 0; j < Cells; j++, at += wStride)
            {
                Lane p = Load(weights, at);
                long from = X.Row(agent, j * Width + first + f) + lane;
                a = Fma(p, Load(x, from), a);
                b = Fma(p, Load(x, from + X.RowStride), b);
                c = Fma(p, Load(x, from + 2L * X.RowStride), c);
                d = Fma(p, Load(x, from + 3L * X.RowStride), d);
            }
            Put(agent, i, first + f, lane, a);
            Put(agent, i, first + f + 1, lane, b);
            Put(agent, i, first + f + 2, lane, c);
            Put(agent, i, first + f + 3, lane, d);
        }
        for (; f < features; f++)
        {
            Lane sum = Splat(0f);
            long at = w;
            for (int j = 0; j < Cells; j++, at += wStride) sum = Fma(Load(weights, at), Load(x, X.Row(agent, j * Width + first + f) + lane), sum);
            Put(agent, i, first + f, lane, sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put(int agent, int cell, int feature, int lane, Lane sum) =>
        Store(To.Data, To.Row(agent, cell * Width + feature) + lane, Mul(sum, Splat(Scale)));
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
        int cells = o.A.Rows / o.Width, lanes = o.To.Columns / LaneWidth;
        Launch((long)o.To.Agents * o.Heads * cells * lanes, new AttentionScoresKernel
        {
            A = View(o.A), B = View(o.B), To = View(o.To), Heads = o.Heads, Cells = cells, Width = o.Width, Lanes = lanes, Scale = o.Scale,
        });
    }

    private void Perform(AttentionMix o)
    {
        int cells = o.X.Rows / o.Width, lanes = o.To.Columns / LaneWidth;
        Launch((long)o.To.Agents * o.Heads * cells * lanes, new AttentionMixKernel
        {
            Weights = View(o.Weights), X = View(o.X), To = View(o.To), Heads = o.Heads, Cells = cells, Width = o.Width, Lanes = lanes,
            Transposed = o.Transposed ? 1 : 0, Scale = o.Scale,
        });
    }

    private void Perform(SoftmaxGroups o)
    {
        int groups = o.Y.Rows / o.Size, lanes = o.Y.Columns / LaneWidth;
        Launch((long)o.Y.Agents * groups * lanes, new SoftmaxGroupsKernel { Y = View(o.Y), Groups = groups, Size = o.Size, Lanes = lanes });
    }

    private void Perform(SoftmaxGroupsGradient o)
    {
        int groups = o.P.Rows / o.Size, lanes = o.P.Columns / LaneWidth;
        Launch((long)o.P.Agents * groups * lanes, new SoftmaxGroupsGradientKernel
        {
            P = View(o.P), Gradient = View(o.Gradient), Groups = groups, Size = o.Size, Lanes = lanes,
        });
    }
}
