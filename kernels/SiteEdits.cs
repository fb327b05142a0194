using System.Runtime.CompilerServices;
using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>A state whose samples are rows, or side by side.</summary>
internal struct SampleView
{
    public Matrix Data;
    public int SideBySide;

    /// <summary>Index of a sample's first feature.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Sample(int agent, int sample) => SideBySide != 0 ? Data.Row(agent, 0) + sample : Data.Row(agent, sample);

    /// <summary>From one feature of a sample to its next.</summary>
    public readonly int Stride
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => SideBySide != 0 ? Data.RowStride : 1;
    }
}

/// <summary>state += scale direction. One work item owns a sample.</summary>
internal struct AddDirectionKernel : IKernel
{
    public SampleView State;
    public Matrix Direction;
    public int Samples, Features;
    public float Scale;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int agent = item / Samples;
        long at = State.Sample(agent, item % Samples), d = Direction.Row(agent, 0);
        Floats state = State.Data.Data;
        for (int f = 0; f < Features; f++, at += State.Stride) state[at] = Fma(Scale, Direction.Data[d + f], state[at]);
    }
}

/// <summary>state -= d (d . state) for one direction after the other, products summed in order. One work item owns a sample.</summary>
internal struct ProjectOutKernel : IKernel
{
    public SampleView State;
    public Matrix Directions;
    public int Samples, Features, Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int agent = item / Samples;
        long first = State.Sample(agent, item % Samples);
        Floats state = State.Data.Data;
        for (int direction = 0; direction < Count; direction++)
        {
            long d = Directions.Row(agent, direction), at = first;
            float along = 0f;
            for (int f = 0; f < Features; f++, at += State.Stride) along = Fma(Directions.Data[d + f], state[at], along);
            at = first;
            for (int f = 0; f < Features; f++, at += State.Stride) state[at] = Fma(Sub(0f, along), Directions.Data[d + f], state[at]);
        }
    }
}

/// <summary>to[sample] = from[source]. One work item owns a sample.</summary>
internal struct TakeSamplesKernel : IKernel
{
    public SampleView From, To;
    public Table Sources;
    public int Samples, Features;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int agent = item / Samples, sample = item % Samples;
        long to = To.Sample(agent, sample), from = From.Sample(agent, Sources.Data[Sources.Row(agent, 0) + sample]);
        for (int f = 0; f < Features; f++, to += To.Stride, from += From.Stride) To.Data.Data[to] = From.Data.Data[from];
    }
}

internal abstract partial class KernelEngine
{
    private SampleView SamplesOf(Tensor state, bool sideBySide) => new() { Data = View(state), SideBySide = sideBySide ? 1 : 0 };

    private void Perform(AddDirection o)
    {
        int samples = o.SideBySide ? o.State.Columns : o.State.Rows;
        Launch(o.State.Agents, samples, new AddDirectionKernel
        {
            State = SamplesOf(o.State, o.SideBySide), Direction = View(o.Direction), Samples = samples, Features = o.Direction.Columns, Scale = o.Scale,
        });
    }

    private void Perform(ProjectOut o)
    {
        int samples = o.SideBySide ? o.State.Columns : o.State.Rows;
        Launch(o.State.Agents, samples, new ProjectOutKernel
        {
            State = SamplesOf(o.State, o.SideBySide), Directions = View(o.Directions), Samples = samples, Features = o.Directions.Columns,
            Count = o.Directions.Rows,
        });
    }

    private void Perform(TakeSamples o)
    {
        int samples = o.SideBySide ? o.To.Columns : o.To.Rows;
        Launch(o.To.Agents, samples, new TakeSamplesKernel
        {
            From = SamplesOf(o.From, o.SideBySide), To = SamplesOf(o.To, o.SideBySide), Sources = View(o.Sources), Samples = samples,
            Features = o.SideBySide ? o.To.Rows : o.To.Columns,
        });
    }
}
