using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>to[feature][sample] = x[agent's cell x feature][sample]. One work item owns a lane of samples.</summary>
internal struct PickCellKernel : IKernel
{
    public Matrix X, To;
    public Table Features;
    public int Lanes, Width;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int first = item % Lanes * LaneWidth;
        int agent = item / Lanes;
        for (int sample = first; sample < first + LaneWidth; sample++)
        {
            int cell = Features.Data[Features.Row(agent, sample) + 1];
            for (int feature = 0; feature < Width; feature++)
                To.Data[To.Row(agent, feature) + sample] = X.Data[X.Row(agent, cell * Width + feature) + sample];
        }
    }
}

/// <summary>to[agent's cell x feature][sample] += x[feature][sample]. One work item owns a lane of samples.</summary>
internal struct AddAtCellKernel : IKernel
{
    public Matrix X, To;
    public Table Features;
    public int Lanes, Width;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int first = item % Lanes * LaneWidth;
        int agent = item / Lanes;
        for (int sample = first; sample < first + LaneWidth; sample++)
        {
            int cell = Features.Data[Features.Row(agent, sample) + 1];
            for (int feature = 0; feature < Width; feature++)
            {
                long to = To.Row(agent, cell * Width + feature) + sample;
                To.Data[to] = Add(To.Data[to], X.Data[X.Row(agent, feature) + sample]);
            }
        }
    }
}

/// <summary>to = the mean, then the maximum over cells, summed in the order of the cells. One work item owns a feature's lane.</summary>
internal struct PoolKernel : IKernel
{
    public Matrix X, To;
    public int Lanes, Width, Cells;
    public float Share;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int lane = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int feature = rest % Width;
        int agent = rest / Width;
        Lane sum = Load(X.Data, X.Row(agent, feature) + lane), greatest = sum;
        for (int cell = 1; cell < Cells; cell++)
        {
            Lane x = Load(X.Data, X.Row(agent, cell * Width + feature) + lane);
            sum = Add(sum, x);
            greatest = IfLess(greatest, x, x, greatest);
        }
        Store(To.Data, To.Row(agent, feature) + lane, Mul(sum, Splat(Share)));
        Store(To.Data, To.Row(agent, Width + feature) + lane, greatest);
    }
}

/// <summary>dx = the mean's part, and for the first of the greatest cells the maximum's. One work item owns a feature's lane.</summary>
internal struct PoolGradientKernel : IKernel
{
    public Matrix X, Dy, Dx;
    public int Lanes, Width, Cells;
    public float Share;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int lane = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int feature = rest % Width;
        int agent = rest / Width;
        Lane greatest = Load(X.Data, X.Row(agent, feature) + lane), at = Splat(0f), number = Splat(0f);
        for (int cell = 1; cell < Cells; cell++)
        {
            Lane x = Load(X.Data, X.Row(agent, cell * Width + feature) + lane);
            number = Add(number, Splat(1f));
            at = IfLess(greatest, x, number, at);
            greatest = IfLess(greatest, x, x, greatest);
        }
        Lane mean = Mul(Load(Dy.Data, Dy.Row(agent, feature) + lane), Splat(Share));
        Lane most = Load(Dy.Data, Dy.Row(agent, Width + feature) + lane);
        number = Splat(0f);
        for (int cell = 0; cell < Cells; cell++)
        {
            Lane elsewhere = IfLess(at, number, mean, Add(mean, most));
            Store(Dx.Data, Dx.Row(agent, cell * Width + feature) + lane, IfLess(number, at, mean, elsewhere));
            number = Add(number, Splat(1f));
        }
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(PickCell o) =>
        Launch(o.To.Agents, o.To.Columns / LaneWidth, new PickCellKernel
        {
            X = View(o.X), To = View(o.To), Features = View(o.Features), Lanes = o.To.Columns / LaneWidth, Width = o.To.Rows,
        });

    private void Perform(AddAtCell o) =>
        Launch(o.To.Agents, o.To.Columns / LaneWidth, new AddAtCellKernel
        {
            X = View(o.X), To = View(o.To), Features = View(o.Features), Lanes = o.To.Columns / LaneWidth, Width = o.X.Rows,
        });

    private void Perform(Pool o)
    {
        int width = o.To.Rows / 2, lanes = o.To.Columns / LaneWidth, cells = o.X.Rows / width;
        Launch(o.To.Agents, width * lanes, new PoolKernel { X = View(o.X), To = View(o.To), Lanes = lanes, Width = width, Cells = cells, Share = 1f / cells });
    }

    private void Perform(PoolGradient o)
    {
        int width = o.Dy.Rows / 2, lanes = o.Dx.Columns / LaneWidth, cells = o.X.Rows / width;
        Launch(o.Dx.Agents, width * lanes, new PoolGradientKernel
        {
            X = View(o.X), Dy = View(o.Dy), Dx = View(o.Dx), Lanes = lanes, Width = width, Cells = cells, Share = 1f / cells,
        });
    }
}
