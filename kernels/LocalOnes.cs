using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>to[cell, out] = bias[out] + w[tap, out] over taps that point somewhere, in index order. One work item owns a cell's lane.</summary>
internal struct LocalOnesKernel : IKernel
{
    public Matrix W, Bias, To;
    public Table Sources;
    public int Taps, Cells, Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int lane = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int cell = rest % Cells;
        int agent = rest / Cells;
        Lane sum = Load(Bias.Data, Bias.Row(agent, 0) + lane);
        for (int tap = 0; tap < Taps; tap++)
            if (Sources.Data[Sources.Row(agent, tap) + cell] >= 0) sum = Add(sum, Load(W.Data, W.Row(agent, tap) + lane));
        Store(To.Data, To.Row(agent, cell) + lane, sum);
    }
}

/// <summary>
/// partials[tap, out][j] += dy[cell, out] over cells under which the tap points somewhere, in index order, and over the samples j, j + 16, ...
/// One work item owns a tap's 4 outputs x a lane of j.
/// </summary>
internal struct LocalOnesGradientKernel : IKernel
{
    public Matrix Dy, Partials;
    public Table Sources;
    public int Taps, Cells, Outputs, OutputTiles, Samples;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int lane = item % (16 / LaneWidth) * LaneWidth;
        int rest = item / (16 / LaneWidth);
        int output = rest % OutputTiles * 4;
        rest /= OutputTiles;
        int tap = rest % Taps;
        int agent = rest / Taps;
        // What lies beyond the last output is computed as the last once more, and has the same sum.
        int o1 = Clamp(output + 1), o2 = Clamp(output + 2), o3 = Clamp(output + 3);
        Floats dy = Dy.Data, p = Partials.Data;
        long p0 = Partials.Row(agent, tap * Outputs + output) + lane, p1 = Partials.Row(agent, tap * Outputs + o1) + lane;
        long p2 = Partials.Row(agent, tap * Outputs + o2) + lane, p3 = Partials.Row(agent, tap * Outputs + o3) + lane;
        Lane a = Load(p, p0), b = Load(p, p1), c = Load(p, p2), d = Load(p, p3);
        long y1 = (long)(o1 - output) * Dy.RowStride, y2 = (long)(o2 - output) * Dy.RowStride, y3 = (long)(o3 - output) * Dy.RowStride;
        for (int cell = 0; cell < Cells; cell++)
        {
            if (Sources.Data[Sources.Row(agent, tap) + cell] < 0) continue;
            long from = Dy.Row(agent, cell * Outputs + output) + lane;
            for (int sample = 0; sample < Samples; sample += 16, from += 16)
            {
                a = Add(a, Load(dy, from));
                b = Add(b, Load(dy, from + y1));
                c = Add(c, Load(dy, from + y2));
                d = Add(d, Load(dy, from + y3));
            }
        }
        Store(p, p3, d);
        Store(p, p2, c);
        Store(p, p1, b);
        Store(p, p0, a);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Clamp(int output) => output < Outputs ? output : Outputs - 1;
}

internal abstract partial class KernelEngine
{
    private void Perform(LocalOnes o) =>
        Launch(o.To.Agents, o.To.Rows * Lanes(o.To), new LocalOnesKernel
        {
            W = View(o.W), Bias = View(o.Bias), To = View(o.To), Sources = View(o.Sources), Taps = o.Sources.Rows, Cells = o.To.Rows, Lanes = Lanes(o.To),
        });

    private void Perform(LocalOnesGradient o)
    {
        int taps = o.Sources.Rows, outputs = o.Partials.Rows / taps, tiles = (outputs + 3) / 4;
        Launch(o.Dy.Agents, taps * tiles * (16 / LaneWidth), new LocalOnesGradientKernel
        {
            Dy = View(o.Dy), Partials = View(o.Partials), Sources = View(o.Sources), Taps = taps, Cells = o.Sources.Columns, Outputs = outputs,
            OutputTiles = tiles, Samples = o.Dy.Columns,
        });
    }
}
