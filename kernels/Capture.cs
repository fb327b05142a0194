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

/// <summary>The same for rows of ints, one a sample.</summary>
internal struct CaptureIntsKernel : IKernel
{
    public Table From, To, Chosen;
    public int Samples, Columns, Step;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int sample = item % Samples;
        int agent = item / Samples;
        if (Chosen.Data[Chosen.Row(agent, 0) + sample] != Step) return;
        long from = From.Row(agent, sample), to = To.Row(agent, sample);
        for (int column = 0; column < Columns; column++) To.Data[to + column] = From.Data[from + column];
    }
}

/// <summary>Spreads lists of active features into rows [sample x cell][plane] of zeros and ones. One work item owns a sample.</summary>
internal struct SpreadFeaturesKernel : IKernel
{
    public Table Features;
    public Matrix To;
    public int Samples, Cells, Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int sample = item % Samples;
        int agent = item / Samples;
        for (int cell = 0; cell < Cells; cell++)
            for (int lane = 0; lane < Lanes; lane++)
                Store(To.Data, To.Row(agent, sample * Cells + cell) + lane * LaneWidth, Splat(0f));
        long list = Features.Row(agent, sample);
        int count = Features.Data[list];
        for (int i = 1; i <= count; i++)
        {
            int feature = Features.Data[list + i];
            int plane = feature / Cells;
            To.Data[To.Row(agent, sample * Cells + feature - plane * Cells) + plane] = 1f;
        }
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(Capture o) =>
        Launch((long)o.From.Agents * o.Chosen.Columns, new CaptureRows
        {
            From = View(o.From), To = View(o.To), Chosen = View(o.Chosen), Samples = o.Chosen.Columns, RowsPerSample = o.From.Rows / o.Chosen.Columns,
            Lanes = Lanes(o.From), Step = o.Step,
        });

    private void Perform(CaptureCells o) =>
        Launch((long)o.To.Agents * o.Chosen.Columns, new CaptureCellsKernel
        {
            From = View(o.From), To = View(o.To), Chosen = View(o.Chosen), Samples = o.Chosen.Columns, Cells = o.From.Rows / o.To.Columns,
            Width = o.To.Columns, Step = o.Step,
        });

    private void Perform(CaptureInts o) =>
        Launch((long)o.From.Agents * o.Chosen.Columns, new CaptureIntsKernel
        {
            From = View(o.From), To = View(o.To), Chosen = View(o.Chosen), Samples = o.Chosen.Columns, Columns = o.From.Columns, Step = o.Step,
        });

    private void Perform(SpreadFeatures o) =>
        Launch((long)o.Features.Agents * o.Features.Rows, new SpreadFeaturesKernel
        {
            Features = View(o.Features), To = View(o.To), Samples = o.Features.Rows, Cells = o.To.Rows / o.Features.Rows, Lanes = Lanes(o.To),
        });
}
