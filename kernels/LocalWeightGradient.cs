using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>
/// Partial sums of a local product's weight gradient: partials[tap, in, out][j] += x[source(tap, cell), in] dy[cell, out] over cells in
/// index order and, within each, over the samples j, j + 16, ... One work item owns a tap's (or, where all share a matrix, every tap's)
/// 4 inputs x 4 outputs x a lane of j.
/// </summary>
internal struct LocalWeightGradientKernel : IKernel
{
    public Matrix X, Dy, Partials;
    public Table Sources;
    public int Taps, Cells, Inputs, Outputs, InputTiles, OutputTiles, Samples, IsShared;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int lane = item % (16 / LaneWidth) * LaneWidth;
        int rest = item / (16 / LaneWidth);
        int output = rest % OutputTiles * 4;
        rest /= OutputTiles;
        int input = rest % InputTiles * 4;
        rest /= InputTiles;
        int matrices = IsShared != 0 ? 1 : Taps;
        int matrix = rest % matrices;
        int agent = rest / matrices;
        // What lies beyond the last input or output is computed as the last once more, and not stored.
        int i1 = Clamp(input + 1, Inputs), i2 = Clamp(input + 2, Inputs), i3 = Clamp(input + 3, Inputs);
        int o1 = Clamp(output + 1, Outputs), o2 = Clamp(output + 2, Outputs), o3 = Clamp(output + 3, Outputs);
        Floats x = X.Data, dy = Dy.Data, p = Partials.Data;
        long row0 = Row(agent, matrix, input) + lane, row1 = Row(agent, matrix, i1) + lane;
        long row2 = Row(agent, matrix, i2) + lane, row3 = Row(agent, matrix, i3) + lane;
        long p0 = (long)output * Partials.RowStride, p1 = (long)o1 * Partials.RowStride;
        long p2 = (long)o2 * Partials.RowStride, p3 = (long)o3 * Partials.RowStride;
        Lane a0 = Load(p, row0 + p0), a1 = Load(p, row0 + p1), a2 = Load(p, row0 + p2), a3 = Load(p, row0 + p3);
        Lane b0 = Load(p, row1 + p0), b1 = Load(p, row1 + p1), b2 = Load(p, row1 + p2), b3 = Load(p, row1 + p3);
        Lane c0 = Load(p, row2 + p0), c1 = Load(p, row2 + p1), c2 = Load(p, row2 + p2), c3 = Load(p, row2 + p3);
        Lane d0 = Load(p, row3 + p0), d1 = Load(p, row3 + p1), d2 = Load(p, row3 + p2), d3 = Load(p, row3 + p3);
        long x1 = (long)(i1 - input) * X.RowStride, x2 = (long)(i2 - input) * X.RowStride, x3 = (long)(i3 - input) * X.RowStride;
        long y1 = (long)(o1 - output) * Dy.RowStride, y2 = (long)(o2 - output) * Dy.RowStride, y3 = (long)(o3 - output) * Dy.RowStride;
        int end = IsShared != 0 ? Taps : matrix + 1;
        for (int tap = matrix; tap < end; tap++)
        {
            for (int cell = 0; cell < Cells; cell++)
            {
                int source = Sources.Data[Sources.Row(agent, tap) + cell];
                if (source < 0) continue;
                long from = X.Row(agent, source * Inputs + input) + lane, to = Dy.Row(agent, cell * Outputs + output) + lane;
                for (int sample = 0; sample < Samples; sample += 16, from += 16, to += 16)
                {
                    Lane g0 = Load(dy, to), g1 = Load(dy, to + y1), g2 = Load(dy, to + y2), g3 = Load(dy, to + y3);
                    Lane v = Load(x, from);
                    a0 = Fma(v, g0, a0);
                    a1 = Fma(v, g1, a1);
                    a2 = Fma(v, g2, a2);
                    a3 = Fma(v, g3, a3);
                    v = Load(x, from + x1);
                    b0 = Fma(v, g0, b0);
                    b1 = Fma(v, g1, b1);
                    b2 = Fma(v, g2, b2);
                    b3 = Fma(v, g3, b3);
                    v = Load(x, from + x2);
                    c0 = Fma(v, g0, c0);
                    c1 = Fma(v, g1, c1);
                    c2 = Fma(v, g2, c2);
                    c3 = Fma(v, g3, c3);
                    v = Load(x, from + x3);
                    d0 = Fma(v, g0, d0);
                    d1 = Fma(v, g1, d1);
                    d2 = Fma(v, g2, d2);
                    d3 = Fma(v, g3, d3);
                }
            }
        }
        // The first input and output are stored last: those past the end alias the last, which has the same sums.
        Put(row3, p0, p1, p2, p3, d0, d1, d2, d3);
        Put(row2, p0, p1, p2, p3, c0, c1, c2, c3);
        Put(row1, p0, p1, p2, p3, b0, b1, b2, b3);
        Put(row0, p0, p1, p2, p3, a0, a1, a2, a3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Clamp(int index, int count) => index < count ? index : count - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly long Row(int agent, int matrix, int input) => Partials.Row(agent, (matrix * Inputs + input) * Outputs);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put(long row, long p0, long p1, long p2, long p3, Lane v0, Lane v1, Lane v2, Lane v3)
    {
        Store(Partials.Data, row + p3, v3);
        Store(Partials.Data, row + p2, v2);
        Store(Partials.Data, row + p1, v1);
        Store(Partials.Data, row + p0, v0);
    }
}

/// <summary>The same sums for a bias: partials[out][j] += dy[cell, out] over cells and samples. One work item owns an output's lane.</summary>
internal struct LocalBiasGradientKernel : IKernel
{
    public Matrix Dy, Partials;
    public int Cells, Outputs, Samples;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int lane = item % (16 / LaneWidth) * LaneWidth;
        int rest = item / (16 / LaneWidth);
        int output = rest % Outputs;
        int agent = rest / Outputs;
        long at = Partials.Row(agent, output) + lane;
        Lane sum = Load(Partials.Data, at);
        for (int cell = 0; cell < Cells; cell++)
        {
            long from = Dy.Row(agent, cell * Outputs + output) + lane;
            for (int sample = 0; sample < Samples; sample += 16) sum = Add(sum, Load(Dy.Data, from + sample));
        }
        Store(Partials.Data, at, sum);
    }
}

/// <summary>
/// to[row][column] += the sum of the 16 partials, halves added to halves, and the partials are zero again. One work item owns a number.
/// </summary>
internal struct SumPartialsKernel : IKernel
{
    public Matrix Partials, To;
    public int Rows, Columns;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Columns;
        int rest = item / Columns;
        int row = rest % Rows;
        int agent = rest / Rows;
        Floats p = Partials.Data;
        long at = Partials.Row(agent, row * Columns + column);
        float low = Add(Quarter(p, at), Quarter(p, at + 2)), high = Add(Quarter(p, at + 1), Quarter(p, at + 3));
        long to = To.Row(agent, row) + column;
        To.Data[to] = Add(To.Data[to], Add(low, high));
        for (int i = 0; i < 16; i++) p[at + i] = 0f;
    }

    /// <summary>The sum of every fourth partial.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Quarter(Floats p, long at) => Add(Add(p[at], p[at + 8]), Add(p[at + 4], p[at + 12]));
}

internal abstract partial class KernelEngine
{
    private void Perform(LocalWeightGradient o)
    {
        if (OwnForm(o)) return;
        int taps = o.Sources.Rows, inputTiles = (o.Inputs + 3) / 4, outputTiles = (o.Outputs + 3) / 4;
        bool isShared = o.Partials.Rows == o.Inputs * o.Outputs;
        Launch(o.Dy.Agents, (isShared ? 1 : taps) * inputTiles * outputTiles * (16 / LaneWidth), new LocalWeightGradientKernel
        {
            X = View(o.X), Dy = View(o.Dy), Partials = View(o.Partials), Sources = View(o.Sources), Taps = taps, Cells = o.Sources.Columns,
            Inputs = o.Inputs, Outputs = o.Outputs, InputTiles = inputTiles, OutputTiles = outputTiles, Samples = o.Dy.Columns,
            IsShared = isShared ? 1 : 0,
        });
    }

    private void Perform(LocalBiasGradient o) =>
        Launch(o.Dy.Agents, o.Partials.Rows * (16 / LaneWidth), new LocalBiasGradientKernel
        {
            Dy = View(o.Dy), Partials = View(o.Partials), Cells = o.Dy.Rows / o.Partials.Rows, Outputs = o.Partials.Rows, Samples = o.Dy.Columns,
        });

    private void Perform(SumPartials o) =>
        Launch(o.To.Agents, o.Partials.Rows, new SumPartialsKernel
        {
            Partials = View(o.Partials), To = View(o.To), Rows = o.To.Rows, Columns = o.To.Columns,
        });
}
