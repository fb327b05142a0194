using System.Runtime.CompilerServices;
using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>The gates of memory cells, [cell x gate x feature][sample], or gradients of their sums.</summary>
internal struct MemoryGates
{
    public const int Input = 0, Forget = 1, Output = 2, Candidate = 3;

    public Matrix Data;
    public int Features;

    /// <summary>Index of a gate's first sample, for a row [cell x feature] of the content.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Row(int agent, int row, int gate) => Data.Row(agent, (row / Features * 4 + gate) * Features + row % Features);
}

/// <summary>The gates from their sums, and after = forget before + input candidate. One work item owns a row of the content.</summary>
internal struct KeepContentKernel : IKernel
{
    public MemoryGates Gates;
    public Matrix Before, After;
    public int Rows, Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int row = item % Rows;
        int agent = item / Rows;
        long i = Gates.Row(agent, row, MemoryGates.Input), f = Gates.Row(agent, row, MemoryGates.Forget);
        long o = Gates.Row(agent, row, MemoryGates.Output), t = Gates.Row(agent, row, MemoryGates.Candidate);
        long before = Before.Row(agent, row), after = After.Row(agent, row);
        Floats gates = Gates.Data.Data;
        for (int at = 0; at < Lanes * LaneWidth; at += LaneWidth)
        {
            Lane input = Elementary.Sigmoid(Load(gates, i + at)), forget = Elementary.Sigmoid(Add(Load(gates, f + at), Splat(1f)));
            Lane candidate = Elementary.Tanh(Load(gates, t + at));
            Store(gates, i + at, input);
            Store(gates, f + at, forget);
            Store(gates, o + at, Elementary.Sigmoid(Load(gates, o + at)));
            Store(gates, t + at, candidate);
            Store(After.Data, after + at, Fma(forget, Load(Before.Data, before + at), Mul(input, candidate)));
        }
    }
}

/// <summary>Its gradient. One work item owns a row of the content.</summary>
internal struct KeepContentGradientKernel : IKernel
{
    public MemoryGates Gates, Sums;
    public Matrix Before, Content;
    public int Rows, Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int row = item % Rows;
        int agent = item / Rows;
        long i = Gates.Row(agent, row, MemoryGates.Input), di = Sums.Row(agent, row, MemoryGates.Input);
        long f = Gates.Row(agent, row, MemoryGates.Forget), df = Sums.Row(agent, row, MemoryGates.Forget);
        long t = Gates.Row(agent, row, MemoryGates.Candidate), dt = Sums.Row(agent, row, MemoryGates.Candidate);
        long before = Before.Row(agent, row), content = Content.Row(agent, row);
        Floats gates = Gates.Data.Data, sums = Sums.Data.Data;
        for (int at = 0; at < Lanes * LaneWidth; at += LaneWidth)
        {
            Lane input = Load(gates, i + at), forget = Load(gates, f + at), candidate = Load(gates, t + at), d = Load(Content.Data, content + at);
            Store(sums, di + at, Mul(Mul(d, candidate), Mul(input, Sub(Splat(1f), input))));
            Store(sums, df + at, Mul(Mul(d, Load(Before.Data, before + at)), Mul(forget, Sub(Splat(1f), forget))));
            Store(sums, dt + at, Mul(Mul(d, input), Fma(Sub(Splat(0f), candidate), candidate, Splat(1f))));
            Store(Content.Data, content + at, Mul(d, forget));
        }
    }
}

/// <summary>shown = output tanh(content). One work item owns a row of the content.</summary>
internal struct ShowContentKernel : IKernel
{
    public MemoryGates Gates;
    public Matrix Content, Squashed, Shown;
    public int Rows, Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int row = item % Rows;
        int agent = item / Rows;
        long o = Gates.Row(agent, row, MemoryGates.Output), content = Content.Row(agent, row);
        long squashed = Squashed.Row(agent, row), shown = Shown.Row(agent, row);
        for (int at = 0; at < Lanes * LaneWidth; at += LaneWidth)
        {
            Lane s = Elementary.Tanh(Load(Content.Data, content + at));
            Store(Squashed.Data, squashed + at, s);
            Store(Shown.Data, shown + at, Mul(Load(Gates.Data.Data, o + at), s));
        }
    }
}

/// <summary>Its gradient. One work item owns a row of the content.</summary>
internal struct ShowContentGradientKernel : IKernel
{
    public MemoryGates Gates, Sums;
    public Matrix Squashed, Shown, Content;
    public int Rows, Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int row = item % Rows;
        int agent = item / Rows;
        long o = Gates.Row(agent, row, MemoryGates.Output), sum = Sums.Row(agent, row, MemoryGates.Output);
        long squashed = Squashed.Row(agent, row), shown = Shown.Row(agent, row), content = Content.Row(agent, row);
        for (int at = 0; at < Lanes * LaneWidth; at += LaneWidth)
        {
            Lane output = Load(Gates.Data.Data, o + at), s = Load(Squashed.Data, squashed + at), d = Load(Shown.Data, shown + at);
            Store(Sums.Data.Data, sum + at, Mul(Mul(d, s), Mul(output, Sub(Splat(1f), output))));
            Store(Content.Data, content + at, Add(Load(Content.Data, content + at), Mul(Mul(d, output), Fma(Sub(Splat(0f), s), s, Splat(1f)))));
        }
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(KeepContent o) =>
        Launch(o.Agents, o.Before.Rows, new KeepContentKernel
        {
            Gates = View(o.Gates, o.Features), Before = View(o.Before), After = View(o.After), Rows = o.Before.Rows, Lanes = Lanes(o.Before),
        });

    private void Perform(KeepContentGradient o) =>
        Launch(o.Agents, o.Before.Rows, new KeepContentGradientKernel
        {
            Gates = View(o.Gates, o.Features), Sums = View(o.Sums, o.Features), Before = View(o.Before), Content = View(o.Content),
            Rows = o.Before.Rows, Lanes = Lanes(o.Before),
        });

    private void Perform(ShowContent o) =>
        Launch(o.Agents, o.Content.Rows, new ShowContentKernel
        {
            Gates = View(o.Gates, o.Features), Content = View(o.Content), Squashed = View(o.Squashed), Shown = View(o.Shown),
            Rows = o.Content.Rows, Lanes = Lanes(o.Content),
        });

    private void Perform(ShowContentGradient o) =>
        Launch(o.Agents, o.Content.Rows, new ShowContentGradientKernel
        {
            Gates = View(o.Gates, o.Features), Sums = View(o.Sums, o.Features), Squashed = View(o.Squashed), Shown = View(o.Shown),
            Content = View(o.Content), Rows = o.Content.Rows, Lanes = Lanes(o.Content),
        });

    private MemoryGates View(Tensor gates, int features) => new() { Data = View(gates), Features = features };
}
