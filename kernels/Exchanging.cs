using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>Exchanges features between the samples of a pair where that is due. One work item owns a cell.</summary>
internal struct ExchangeKernel : IKernel
{
    public Matrix State;
    public Table Due;
    public int Cells, Samples, Features, Aligned, Tick;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int cell = item % Cells;
        int agent = item / Cells;
        long due = Due.Row(agent, cell);
        for (int sample = 0; sample < Samples; sample += 2)
        {
            int when = Due.Data[due + sample];
            if (when == Tick) Swap(agent, cell, sample, 0, Aligned);
            if (when == -Tick) Swap(agent, cell, sample, Aligned, Features);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Swap(int agent, int cell, int sample, int first, int end)
    {
        long at = State.Row(agent, cell * Features + first) + sample;
        for (int feature = first; feature < end; feature++, at += State.RowStride)
        {
            float kept = State.Data[at];
            State.Data[at] = State.Data[at + 1];
            State.Data[at + 1] = kept;
        }
    }
}

/// <summary>
/// Draws what a pair exchanges: by Philox under the agent's key with counter (pair, step, purpose, 0) when, with 1, 2 and so on the cells, 128 with
/// each. One work item owns a pair.
/// </summary>
internal struct DrawExchangesKernel : IKernel
{
    public Table World, Due;
    public int Pairs, Cells, FirstTick, Ticks;
    public uint None, Others, Whole, Step; // chances as fractions of 2^32

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int pair = item % Pairs;
        int agent = item / Pairs;
        uint key0 = (uint)World.Data[World.Row(agent, 0) + Descriptor.Key0], key1 = (uint)World.Data[World.Row(agent, 0) + Descriptor.Key1];
        Philox drawn = Philox.Block(key0, key1, (uint)pair, Step, Purpose.Exchange, 0);
        int due = FirstTick + Philox.Below(drawn.Word1, Ticks);
        if (drawn.Word2 < Others) due = -due;
        if (drawn.Word0 < None) due = 0;
        bool isWhole = drawn.Word3 < Whole;
        Philox taken = drawn;
        for (int cell = 0; cell < Cells; cell++)
        {
            if (cell % 128 == 0) taken = Philox.Block(key0, key1, (uint)pair, Step, Purpose.Exchange, 1 + (uint)cell / 128);
            uint word = cell % 128 < 32 ? taken.Word0 : cell % 128 < 64 ? taken.Word1 : cell % 128 < 96 ? taken.Word2 : taken.Word3;
            int here = isWhole || ((word >> (cell % 32)) & 1) != 0 ? due : 0;
            long at = Due.Row(agent, cell) + 2 * pair;
            Due.Data[at] = here;
            Due.Data[at + 1] = here;
        }
    }
}

/// <summary>The actions of which no other has a higher logit share a target of 1. One work item owns a lane of samples.</summary>
internal struct LabelBestKernel : IKernel
{
    public Matrix Head, Targets;
    public int Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Lanes * LaneWidth;
        int agent = item / Lanes;
        Lane l0 = At(agent, 0, column), l1 = At(agent, 1, column), l2 = At(agent, 2, column), l3 = At(agent, 3, column);
        Lane top = Elementary.Max(Elementary.Max(l0, l1), Elementary.Max(l2, l3));
        l0 = IfLess(l0, top, Splat(0f), Splat(1f));
        l1 = IfLess(l1, top, Splat(0f), Splat(1f));
        l2 = IfLess(l2, top, Splat(0f), Splat(1f));
        l3 = IfLess(l3, top, Splat(0f), Splat(1f));
        Lane count = Add(Add(l0, l1), Add(l2, l3));
        Put(agent, 0, column, Div(l0, count));
        Put(agent, 1, column, Div(l1, count));
        Put(agent, 2, column, Div(l2, count));
        Put(agent, 3, column, Div(l3, count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Lane At(int agent, int action, int column) => Load(Head.Data, Head.Row(agent, action) + column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put(int agent, int action, int column, Lane share) => Store(Targets.Data, Targets.Row(agent, action) + column, share);
}

internal abstract partial class KernelEngine
{
    private void Perform(Exchange o) =>
        Launch(o.State.Agents, o.Due.Rows, new ExchangeKernel
        {
            State = View(o.State), Due = View(o.Due), Cells = o.Due.Rows, Samples = o.State.Columns, Features = o.State.Rows / o.Due.Rows,
            Aligned = o.Aligned, Tick = o.Tick,
        });

    private void Perform(DrawExchanges o) =>
        Launch(o.Due.Agents, o.Due.Columns / 2, new DrawExchangesKernel
        {
            World = View(o.World.Agents), Due = View(o.Due), Pairs = o.Due.Columns / 2, Cells = o.Due.Rows,
            FirstTick = o.Law.FirstTick, Ticks = o.Law.LastTick - o.Law.FirstTick + 1, None = o.Law.None, Others = o.Law.Others, Whole = o.Law.Whole,
            Step = o.Step,
        });

    private void Perform(LabelBest o) =>
        Launch(o.Targets.Agents, Lanes(o.Targets), new LabelBestKernel { Head = View(o.Head), Targets = View(o.Targets), Lanes = Lanes(o.Targets) });
}
