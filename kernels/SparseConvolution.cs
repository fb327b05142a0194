using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>
/// The observation's part of a 3x3 convolution, from its active features: y[sample, p] = border[p] + the sum over features (plane, q)
/// and taps that bring q to p of w[tap][plane]. Neighbours [tap][p] is the cell under a tap, or -1. One work item owns a sample's lane.
/// </summary>
internal struct SparseConvolutionKernel : IKernel
{
    public Table Features, Neighbours;
    public Matrix W, Border, Y;
    public int Samples, Lanes, Cells, Planes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int sample = rest % Samples;
        int agent = rest / Samples;
        long y = Y.Row(agent, sample * Cells) + column;
        long border = Border.Row(agent, 0) + column;
        for (int p = 0; p < Cells; p++)
            Store(Y.Data, y + (long)p * Y.RowStride, Load(Border.Data, border + (long)p * Border.RowStride));
        long list = Features.Row(agent, sample);
        int count = Features.Data[list];
        for (int i = 1; i <= count; i++)
        {
            int feature = Features.Data[list + i];
            int plane = feature / Cells;
            int q = feature - plane * Cells;
            for (int tap = 0; tap < 9; tap++)
            {
                // Tap t of p reads q exactly where the opposite tap of q reads p.
                int p = Neighbours.Data[Neighbours.Row(0, 8 - tap) + q];
                if (p < 0) continue;
                long at = y + (long)p * Y.RowStride;
                long w = W.Row(agent, tap * Planes + plane) + column;
                Store(Y.Data, at, Add(Load(Y.Data, at), Load(W.Data, w)));
            }
        }
    }
}

/// <summary>
/// Gradient of <see cref="SparseConvolutionKernel"/>'s weights: dw[tap][plane] += dy[sample, p] over samples and their features, in order.
/// One work item owns a tap's lane.
/// </summary>
internal struct SparseConvolutionGradientKernel : IKernel
{
    public Table Features, Neighbours;
    public Matrix Dy, Dw;
    public int Samples, Lanes, Cells, Planes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int tap = rest % 9;
        int agent = rest / 9;
        long neighbours = Neighbours.Row(0, 8 - tap);
        for (int sample = 0; sample < Samples; sample++)
        {
            long list = Features.Row(agent, sample);
            int count = Features.Data[list];
            for (int i = 1; i <= count; i++)
            {
                int feature = Features.Data[list + i];
                int plane = feature / Cells;
                int p = Neighbours.Data[neighbours + feature - plane * Cells];
                if (p < 0) continue;
                long at = Dw.Row(agent, tap * Planes + plane) + column;
                long dy = Dy.Row(agent, sample * Cells + p) + column;
                Store(Dw.Data, at, Add(Load(Dw.Data, at), Load(Dy.Data, dy)));
            }
        }
    }
}

/// <summary>
/// What every cell receives from the bias and from the constant plane of ones, whose zero padding shows the border:
/// border[p] = bias + the sum of ones[tap] over taps inside the grid. One work item owns a cell's lane.
/// </summary>
internal struct BorderMapKernel : IKernel
{
    public Table Neighbours;
    public Matrix Bias, Ones, Border;
    public int Lanes, Cells;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int p = rest % Cells;
        int agent = rest / Cells;
        Lane sum = Load(Bias.Data, Bias.Row(agent, 0) + column);
        for (int tap = 0; tap < 9; tap++)
            if (Neighbours.Data[Neighbours.Row(0, tap) + p] >= 0)
                sum = Add(sum, Load(Ones.Data, Ones.Row(agent, tap) + column));
        Store(Border.Data, Border.Row(agent, p) + column, sum);
    }
}

/// <summary>
/// Gradient of <see cref="BorderMapKernel"/> from its cells' gradients [p]: one work item owns a lane of the nine ones and of the bias.
/// </summary>
internal struct BorderMapGradientKernel : IKernel
{
    public Table Neighbours;
    public Matrix Border, Bias, Ones;
    public int Lanes, Cells;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Lanes * LaneWidth;
        int agent = item / Lanes;
        long border = Border.Row(agent, 0) + column;
        long bias = Bias.Row(agent, 0) + column;
        Lane sum = Load(Bias.Data, bias);
        for (int p = 0; p < Cells; p++) sum = Add(sum, Load(Border.Data, border + (long)p * Border.RowStride));
        Store(Bias.Data, bias, sum);
        for (int tap = 0; tap < 9; tap++)
        {
            long at = Ones.Row(agent, tap) + column;
            sum = Load(Ones.Data, at);
            for (int p = 0; p < Cells; p++)
                if (Neighbours.Data[Neighbours.Row(0, tap) + p] >= 0)
                    sum = Add(sum, Load(Border.Data, border + (long)p * Border.RowStride));
            Store(Ones.Data, at, sum);
        }
    }
}

/// <summary>total[p] += dy[sample, p] over samples in order. One work item owns a cell's lane.</summary>
internal struct SumOverSamplesKernel : IKernel
{
    public Matrix Dy, Total;
    public int Samples, Lanes, Cells;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int p = rest % Cells;
        int agent = rest / Cells;
        long at = Total.Row(agent, p) + column;
        Lane sum = Load(Total.Data, at);
        for (int sample = 0; sample < Samples; sample++)
            sum = Add(sum, Load(Dy.Data, Dy.Row(agent, sample * Cells + p) + column));
        Store(Total.Data, at, sum);
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(SparseConvolution o)
    {
        int cells = o.Border.Rows, samples = o.Y.Rows / cells;
        Launch((long)o.Y.Agents * samples * Lanes(o.Y), new SparseConvolutionKernel
        {
            Features = View(o.Features), Neighbours = View(o.Neighbours), W = View(o.W), Border = View(o.Border), Y = View(o.Y),
            Samples = samples, Lanes = Lanes(o.Y), Cells = cells, Planes = o.W.Rows / 9,
        });
    }

    private void Perform(SparseConvolutionGradient o)
    {
        int cells = o.Neighbours.Columns;
        Launch((long)o.Dy.Agents * 9 * Lanes(o.Dy), new SparseConvolutionGradientKernel
        {
            Features = View(o.Features), Neighbours = View(o.Neighbours), Dy = View(o.Dy), Dw = View(o.Dw), Samples = o.Dy.Rows / cells,
            Lanes = Lanes(o.Dy), Cells = cells, Planes = o.Dw.Rows / 9,
        });
    }

    private void Perform(BorderMap o) =>
        Launch((long)o.Border.Agents * o.Border.Rows * Lanes(o.Border), new BorderMapKernel
        {
            Neighbours = View(o.Neighbours), Bias = View(o.Bias), Ones = View(o.Ones), Border = View(o.Border), Lanes = Lanes(o.Border),
            Cells = o.Border.Rows,
        });

    private void Perform(BorderMapGradient o) =>
        Launch((long)o.Border.Agents * Lanes(o.Border), new BorderMapGradientKernel
        {
            Neighbours = View(o.Neighbours), Border = View(o.Border), Bias = View(o.Bias), Ones = View(o.Ones), Lanes = Lanes(o.Border),
            Cells = o.Border.Rows,
        });

    private void Perform(SumOverSamples o) =>
        Launch((long)o.Dy.Agents * o.Total.Rows * Lanes(o.Dy), new SumOverSamplesKernel
        {
            Dy = View(o.Dy), Total = View(o.Total), Samples = o.Dy.Rows / o.Total.Rows, Lanes = Lanes(o.Dy), Cells = o.Total.Rows,
        });
}
