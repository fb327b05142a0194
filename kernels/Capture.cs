using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>
/// Copies the rows of the samples whose chosen step is <see cref="Step"/>; other samples' rows stay. Chosen [sample] is the step at which
/// a sample is to be kept. One work item owns a sample.
/// </summary>
internal struct CaptureRows : IKernel
{
    public Matrix From, To;
    public Table Chosen;
    public int Samples, RowsPerSample, Lanes, Step;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int sample = item % Samples;
        int agent = item / Samples;
        if (Chosen.Data[Chosen.Row(agent, 0) + sample] != Step) return;
        for (int row = sample * RowsPerSample; row < (sample + 1) * RowsPerSample; row++)
        {
            long from = From.Row(agent, row), to = To.Row(agent, row);
            for (int lane = 0; lane < Lanes; lane++)
                Store(To.Data, to + lane * LaneWidth, Load(From.Data, from + lane * LaneWidth));
        }
    }
}

/// <summary>The same for states of cells: to[sample x cell][feature] = from[cell x feature][sample]. One work item owns a sample.</summary>
internal struct CaptureCellsKernel : IKernel
{
    public Matrix From, To;
    public Table Chosen;
    public int Samples, Cells, Width, Step;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int sample = item % Samples;
        int agent = item / Samples;
        if (Chosen.Data[Chosen.Row(agent, 0) + sample] != Step) return;
        for (int cell = 0; cell < Cells; cell++)
        {
            long to = To.Row(agent, sample * Cells + cell);
            for (int feature = 0; feature < Width; feature++)
                To.Data[to + feature] = From.Data[From.Row(agent, cell * Width + feature) + sample];
        }
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(Capture o) =>
        Launch(o.From.Agents, o.Chosen.Columns, new CaptureRows
        {
            From = View(o.From), To = View(o.To), Chosen = View(o.Chosen), Samples = o.Chosen.Columns, RowsPerSample = o.From.Rows / o.Chosen.Columns,
            Lanes = Lanes(o.From), Step = o.Step,
        });

    private void Perform(CaptureCells o) =>
        Launch(o.To.Agents, o.Chosen.Columns, new CaptureCellsKernel
        {
            From = View(o.From), To = View(o.To), Chosen = View(o.Chosen), Samples = o.Chosen.Columns, Cells = o.From.Rows / o.To.Columns,
            Width = o.To.Columns, Step = o.Step,
        });
}
