using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>
/// First dense layer on an observation of zeros and ones: y = activation(bias + the sum of the weight rows of the active features).
/// Features [step x environment] = count, then that many feature numbers, the agent's own first. The others rarely change from step to
/// step, so their sum is kept until Changed [step][environment] is not 0. Sums run over the others in list order, the agent's own last,
/// kept or not. One work item owns an environment x <see cref="Width"/> lanes (1 or 4).
/// </summary>
internal struct SparseInputKernel : IKernel
{
    public Table Features, Changed;
    public Matrix W, Bias, Y;
    public int Environments, Steps, Groups, Width, Activation, HasChanged;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Groups * (Width * LaneWidth);
        int rest = item / Groups;
        int environment = rest % Environments;
        int agent = rest / Environments;
        long w = W.Row(agent, 0) + column;
        long bias = Bias.Row(agent, 0) + column;
        if (Width == 4) Four(agent, environment, w, bias, column);
        else One(agent, environment, w, bias, column);
    }

    private readonly void One(int agent, int environment, long w, long bias, int column)
    {
        Lane a = Splat(0f);
        for (int step = 0; step < Steps; step++)
        {
            long list = Features.Row(agent, step * Environments + environment) + 1;
            if (Recompute(agent, step, environment))
            {
                a = Load(Bias.Data, bias);
                for (long i = list + 1, end = list + Features.Data[list - 1]; i < end; i++)
                    a = Add(a, Load(W.Data, w + (long)Features.Data[i] * W.RowStride));
            }
            long own = w + (long)Features.Data[list] * W.RowStride;
            Put(Y.Row(agent, step * Environments + environment) + column, Add(a, Load(W.Data, own)));
        }
    }

    private readonly void Four(int agent, int environment, long w, long bias, int column)
    {
        Lane a = Splat(0f), b = a, c = a, d = a;
        for (int step = 0; step < Steps; step++)
        {
            long list = Features.Row(agent, step * Environments + environment) + 1;
            if (Recompute(agent, step, environment))
            {
                a = Load(Bias.Data, bias);
                b = Load(Bias.Data, bias + LaneWidth);
                c = Load(Bias.Data, bias + 2 * LaneWidth);
                d = Load(Bias.Data, bias + 3 * LaneWidth);
                for (long i = list + 1, end = list + Features.Data[list - 1]; i < end; i++)
                {
                    long at = w + (long)Features.Data[i] * W.RowStride;
                    a = Add(a, Load(W.Data, at));
                    b = Add(b, Load(W.Data, at + LaneWidth));
                    c = Add(c, Load(W.Data, at + 2 * LaneWidth));
                    d = Add(d, Load(W.Data, at + 3 * LaneWidth));
                }
            }
            long own = w + (long)Features.Data[list] * W.RowStride;
            long y = Y.Row(agent, step * Environments + environment) + column;
            Put(y, Add(a, Load(W.Data, own)));
            Put(y + LaneWidth, Add(b, Load(W.Data, own + LaneWidth)));
            Put(y + 2 * LaneWidth, Add(c, Load(W.Data, own + 2 * LaneWidth)));
            Put(y + 3 * LaneWidth, Add(d, Load(W.Data, own + 3 * LaneWidth)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool Recompute(int agent, int step, int environment) =>
        step == 0 || HasChanged == 0 || Changed.Data[Changed.Row(agent, step) + environment] != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put(long at, Lane sum)
    {
        if (Activation == Epilogue.Relu) sum = Elementary.Max(sum, Splat(0f));
        Store(Y.Data, at, sum);
    }
}

/// <summary>
/// Gradient of the first layer's weights: dw[feature] += dy over the samples in which the feature is active; only those rows are touched.
/// Samples are taken in blocks of <see cref="BlockSteps"/> steps, within a block environment by environment, within an environment step
/// by step; the gradient of features that stay is summed up first and added once a stay or block. One work item owns
/// <see cref="Width"/> lanes (1 or 4) of all features.
/// </summary>
internal struct SparseInputGradientKernel : IKernel
{
    /// <summary>Part of the order of sums, so the same for every target; callers cut rollouts at multiples of it.</summary>
    public const int BlockSteps = 8;

    public Table Features, Changed;
    public Matrix Dy, Dw;
    public int Environments, Steps, Groups, Width, HasChanged;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Groups * (Width * LaneWidth);
        int agent = item / Groups;
        for (int first = 0; first < Steps; first += BlockSteps)
        {
            int end = first + BlockSteps < Steps ? first + BlockSteps : Steps;
            for (int environment = 0; environment < Environments; environment++)
            {
                if (Width == 4) Four(agent, environment, first, end, column);
                else One(agent, environment, first, end, column);
            }
        }
    }

    private readonly void One(int agent, int environment, int first, int end, int column)
    {
        long dw = Dw.Row(agent, 0) + column;
        Lane sum = Splat(0f);
        for (int step = first; step < end; step++)
        {
            int row = step * Environments + environment;
            long list = Features.Row(agent, row) + 1;
            Lane g = Load(Dy.Data, Dy.Row(agent, row) + column);
            AddTo(dw + (long)Features.Data[list] * Dw.RowStride, g);
            sum = Add(sum, g);
            if (step + 1 < end && !Changes(agent, step + 1, environment)) continue;
            for (long i = list + 1, last = list + Features.Data[list - 1]; i < last; i++)
                AddTo(dw + (long)Features.Data[i] * Dw.RowStride, sum);
            sum = Splat(0f);
        }
    }

    private readonly void Four(int agent, int environment, int first, int end, int column)
    {
        long dw = Dw.Row(agent, 0) + column;
        Lane a = Splat(0f), b = a, c = a, d = a;
        for (int step = first; step < end; step++)
        {
            int row = step * Environments + environment;
            long list = Features.Row(agent, row) + 1;
            long y = Dy.Row(agent, row) + column;
            Lane g0 = Load(Dy.Data, y), g1 = Load(Dy.Data, y + LaneWidth);
            Lane g2 = Load(Dy.Data, y + 2 * LaneWidth), g3 = Load(Dy.Data, y + 3 * LaneWidth);
            AddTo(dw + (long)Features.Data[list] * Dw.RowStride, g0, g1, g2, g3);
            a = Add(a, g0);
            b = Add(b, g1);
            c = Add(c, g2);
            d = Add(d, g3);
            if (step + 1 < end && !Changes(agent, step + 1, environment)) continue;
            for (long i = list + 1, last = list + Features.Data[list - 1]; i < last; i++)
                AddTo(dw + (long)Features.Data[i] * Dw.RowStride, a, b, c, d);
            a = b = c = d = Splat(0f);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool Changes(int agent, int step, int environment) =>
        HasChanged == 0 || Changed.Data[Changed.Row(agent, step) + environment] != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void AddTo(long at, Lane g) => Store(Dw.Data, at, Add(Load(Dw.Data, at), g));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void AddTo(long at, Lane g0, Lane g1, Lane g2, Lane g3)
    {
        AddTo(at, g0);
        AddTo(at + LaneWidth, g1);
        AddTo(at + 2 * LaneWidth, g2);
        AddTo(at + 3 * LaneWidth, g3);
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(SparseInput o)
    {
        int lanes = Lanes(o.Y), width = lanes % 4 == 0 ? 4 : 1;
        int steps = o.Changed?.Rows ?? 1, environments = o.Y.Rows / steps;
        Launch(o.Y.Agents, environments * (lanes / width), new SparseInputKernel
        {
            Features = View(o.Features), Changed = View(o.Changed ?? o.Features), W = View(o.W), Bias = View(o.Bias), Y = View(o.Y),
            Environments = environments, Steps = steps, Groups = lanes / width, Width = width, Activation = (int)o.Activation,
            HasChanged = o.Changed is null ? 0 : 1,
        });
    }

    private void Perform(SparseInputGradient o)
    {
        int lanes = Lanes(o.Dy), width = lanes % 4 == 0 ? 4 : 1;
        int steps = o.Changed?.Rows ?? 1;
        Launch(o.Dy.Agents, lanes / width, new SparseInputGradientKernel
        {
            Features = View(o.Features), Changed = View(o.Changed ?? o.Features), Dy = View(o.Dy), Dw = View(o.Dw),
            Environments = o.Dy.Rows / steps, Steps = steps, Groups = lanes / width, Width = width, HasChanged = o.Changed is null ? 0 : 1,
        });
    }
}
