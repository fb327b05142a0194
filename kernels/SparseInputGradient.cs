using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>
/// Gradient of the first layer's weights: dw[feature] += dy over the samples in which the feature is active; only those rows are touched.
/// Samples are taken in blocks of <see cref="BlockSteps"/> steps, within a block environment by environment, within an environment step
/// by step; the gradient of features that stay is summed up first and added once a stay or block. One work item owns a strip of all
/// features.
/// </summary>
internal struct SparseInputGradientKernel : IKernel
{
    /// <summary>Part of the order of sums, so the same for every target; callers cut rollouts at multiples of it.</summary>
    public const int BlockSteps = 8;

    public SparseTerms Terms;
    public Matrix Dy, Dw;
    public int Strips;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Strips * StripWidth;
        int agent = item / Strips;
        for (int first = 0; first < Terms.Steps; first += BlockSteps)
        {
            int end = first + BlockSteps < Terms.Steps ? first + BlockSteps : Terms.Steps;
            for (int environment = 0; environment < Terms.Environments; environment++) AddBlock(agent, environment, first, end, column);
        }
    }

    private readonly void AddBlock(int agent, int environment, int first, int end, int column)
    {
        long dw = Dw.Row(agent, 0) + column;
        Ints features = Terms.Features.Data;
        Strip sum = StripOf(0f);
        for (int step = first; step < end; step++)
        {
            long own = Terms.Own(agent, step, environment);
            Strip g = LoadStrip(Dy.Data, Dy.Row(agent, step * Terms.Environments + environment) + column);
            AddTo(dw + (long)features[own] * Dw.RowStride, g);
            sum = Add(sum, g);
            if (step + 1 < end && !Terms.Changes(agent, step + 1, environment)) continue;
            for (long i = own + 1, last = own + features[own - 1]; i < last; i++) AddTo(dw + (long)features[i] * Dw.RowStride, sum);
            sum = StripOf(0f);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void AddTo(long at, Strip g) => Store(Dw.Data, at, Add(LoadStrip(Dw.Data, at), g));
}

/// <summary>The same with 4 lanes a work item, for outputs of a multiple of four lanes: the features are read less often.</summary>
internal struct SparseInputGradientBroad : IKernel
{
    public SparseTerms Terms;
    public Matrix Dy, Dw;
    public int Groups;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Groups * (4 * LaneWidth);
        int agent = item / Groups;
        for (int first = 0; first < Terms.Steps; first += SparseInputGradientKernel.BlockSteps)
        {
            int end = first + SparseInputGradientKernel.BlockSteps < Terms.Steps ? first + SparseInputGradientKernel.BlockSteps : Terms.Steps;
            for (int environment = 0; environment < Terms.Environments; environment++) AddBlock(agent, environment, first, end, column);
        }
    }

    private readonly void AddBlock(int agent, int environment, int first, int end, int column)
    {
        long dw = Dw.Row(agent, 0) + column;
        Ints features = Terms.Features.Data;
        Lane a = Splat(0f), b = a, c = a, d = a;
        for (int step = first; step < end; step++)
        {
            long own = Terms.Own(agent, step, environment);
            long y = Dy.Row(agent, step * Terms.Environments + environment) + column;
            Lane g0 = Load(Dy.Data, y), g1 = Load(Dy.Data, y + LaneWidth);
            Lane g2 = Load(Dy.Data, y + 2 * LaneWidth), g3 = Load(Dy.Data, y + 3 * LaneWidth);
            AddTo(dw + (long)features[own] * Dw.RowStride, g0, g1, g2, g3);
            a = Add(a, g0);
            b = Add(b, g1);
            c = Add(c, g2);
            d = Add(d, g3);
            if (step + 1 < end && !Terms.Changes(agent, step + 1, environment)) continue;
            for (long i = own + 1, last = own + features[own - 1]; i < last; i++) AddTo(dw + (long)features[i] * Dw.RowStride, a, b, c, d);
            a = b = c = d = Splat(0f);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void AddTo(long at, Lane g0, Lane g1, Lane g2, Lane g3)
    {
        AddTo(at, g0);
        AddTo(at + LaneWidth, g1);
        AddTo(at + 2 * LaneWidth, g2);
        AddTo(at + 3 * LaneWidth, g3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void AddTo(long at, Lane g) => Store(Dw.Data, at, Add(Load(Dw.Data, at), g));
}

internal abstract partial class KernelEngine
{
    private void Perform(SparseInputGradient o)
    {
        int lanes = Lanes(o.Dy), steps = o.Changed?.Rows ?? 1;
        SparseTerms terms = TermsOf(o.Features, o.Changed, steps, o.Dy.Rows / steps);
        if (HasBroadStrips && lanes % 4 == 0)
            Launch(o.Dy.Agents, lanes / 4, new SparseInputGradientBroad { Terms = terms, Dy = View(o.Dy), Dw = View(o.Dw), Groups = lanes / 4 });
        else Launch(o.Dy.Agents, Strips(o.Dy), new SparseInputGradientKernel { Terms = terms, Dy = View(o.Dy), Dw = View(o.Dw), Strips = Strips(o.Dy) });
    }
}
