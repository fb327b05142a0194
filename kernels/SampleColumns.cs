using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>
/// Spreads lists of active features into [cell x plane][sample] of zeros and ones. One work item owns a lane of samples.
/// </summary>
internal struct ShowFeaturesKernel : IKernel
{
    public Table Features;
    public Matrix To;
    public int Rows, Lanes, Cells, Planes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int first = item % Lanes * LaneWidth;
        int agent = item / Lanes;
        for (int row = 0; row < Rows; row++) Store(To.Data, To.Row(agent, row) + first, Splat(0f));
        for (int sample = first; sample < first + LaneWidth; sample++)
        {
            long list = Features.Row(agent, sample);
            int count = Features.Data[list];
            for (int i = 1; i <= count; i++)
            {
                int feature = Features.Data[list + i];
                int plane = feature / Cells;
                To.Data[To.Row(agent, (feature - plane * Cells) * Planes + plane) + sample] = 1f;
            }
        }
    }
}

/// <summary>to[row][sample] = 0 where the sample's episode has just begun (bit 0 of Fresh [sample]). One work item owns 8 rows.</summary>
internal struct ClearFreshKernel : IKernel
{
    public const int RowsAnItem = 8;

    public Matrix To;
    public Table Fresh;
    public int Blocks, Rows, Samples;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int first = item % Blocks * RowsAnItem;
        int agent = item / Blocks;
        int end = first + RowsAnItem < Rows ? first + RowsAnItem : Rows;
        long fresh = Fresh.Row(agent, 0);
        for (int sample = 0; sample < Samples; sample++)
        {
            if ((Fresh.Data[fresh + sample] & Flag.Fresh) == 0) continue;
            for (int row = first; row < end; row++) To.Data[To.Row(agent, row) + sample] = 0f;
        }
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(ShowFeatures o) =>
        Launch(o.To.Agents, o.To.Columns / LaneWidth, new ShowFeaturesKernel
        {
            Features = View(o.Features), To = View(o.To), Rows = o.To.Rows, Lanes = o.To.Columns / LaneWidth, Cells = o.To.Rows / o.Planes,
            Planes = o.Planes,
        });

    private void Perform(ClearFresh o)
    {
        int blocks = (o.To.Rows + ClearFreshKernel.RowsAnItem - 1) / ClearFreshKernel.RowsAnItem;
        Launch(o.To.Agents, blocks, new ClearFreshKernel
        {
            To = View(o.To), Fresh = View(o.Fresh), Blocks = blocks, Rows = o.To.Rows, Samples = o.To.Columns,
        });
    }
}
