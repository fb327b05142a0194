using System.Runtime.CompilerServices;
using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>
/// What the tiles of a first dense layer on an observation of zeros and ones share: features [step x environment] = count, then that many feature
/// numbers, the agent's own first. The others rarely change from step to step: not until Changed [step][environment] is not 0.
/// </summary>
internal struct SparseTerms
{
    public Table Features, Changed;
    public int Environments, Steps, HasChanged;

    /// <summary>Whether the features other than the agent's own are others than at the step before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Changes(int agent, int step, int environment) =>
        HasChanged == 0 || Changed.Data[Changed.Row(agent, step) + environment] != 0;

    /// <summary>Index of the agent's own feature, which the count precedes and the others follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Own(int agent, int step, int environment) => Features.Row(agent, step * Environments + environment) + 1;
}

/// <summary>
/// First dense layer: y = activation(bias + the sum of the weight rows of the active features). Sums run over the others in list order, the agent's own
/// last; that of the others is kept until they change, which shows in no bit. One work item owns an environment x 1 lane.
/// </summary>
internal struct SparseInputKernel : IKernel
{
    public SparseTerms Terms;
    public Matrix W, Bias, Y;
    public int Lanes, Activation;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Lanes * LaneWidth;
        int rest = item / Lanes;
        int environment = rest % Terms.Environments;
        int agent = rest / Terms.Environments;
        long w = W.Row(agent, 0) + column, bias = Bias.Row(agent, 0) + column;
        Ints features = Terms.Features.Data;
        Lane a = Splat(0f);
        for (int step = 0; step < Terms.Steps; step++)
        {
            long own = Terms.Own(agent, step, environment);
            if (step == 0 || Terms.Changes(agent, step, environment))
            {
                a = Load(Bias.Data, bias);
                for (long i = own + 1, end = own + features[own - 1]; i < end; i++) a = Add(a, Load(W.Data, w + (long)features[i] * W.RowStride));
            }
            Lane sum = Add(a, Load(W.Data, w + (long)features[own] * W.RowStride));
            if (Activation == Epilogue.Relu) sum = Elementary.Max(sum, Splat(0f));
            Store(Y.Data, Y.Row(agent, step * Terms.Environments + environment) + column, sum);
        }
    }
}

/// <summary>The same with an environment x 4 lanes a work item, for outputs of a multiple of four lanes: the features are read less often.</summary>
internal struct SparseInputBroad : IKernel
{
    public SparseTerms Terms;
    public Matrix W, Bias, Y;
    public int Groups, Activation;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Groups * (4 * LaneWidth);
        int rest = item / Groups;
        int environment = rest % Terms.Environments;
        int agent = rest / Terms.Environments;
        long w = W.Row(agent, 0) + column, bias = Bias.Row(agent, 0) + column;
        Ints features = Terms.Features.Data;
        Lane a = Splat(0f), b = a, c = a, d = a;
        for (int step = 0; step < Terms.Steps; step++)
        {
            long own = Terms.Own(agent, step, environment);
            if (step == 0 || Terms.Changes(agent, step, environment))
            {
                a = Load(Bias.Data, bias);
                b = Load(Bias.Data, bias + LaneWidth);
                c = Load(Bias.Data, bias + 2 * LaneWidth);
                d = Load(Bias.Data, bias + 3 * LaneWidth);
                for (long i = own + 1, end = own + features[own - 1]; i < end; i++)
                {
                    long other = w + (long)features[i] * W.RowStride;
                    a = Add(a, Load(W.Data, other));
                    b = Add(b, Load(W.Data, other + LaneWidth));
                    c = Add(c, Load(W.Data, other + 2 * LaneWidth));
                    d = Add(d, Load(W.Data, other + 3 * LaneWidth));
                }
            }
            long at = w + (long)features[own] * W.RowStride;
            long y = Y.Row(agent, step * Terms.Environments + environment) + column;
            Put(y, Add(a, Load(W.Data, at)));
            Put(y + LaneWidth, Add(b, Load(W.Data, at + LaneWidth)));
            Put(y + 2 * LaneWidth, Add(c, Load(W.Data, at + 2 * LaneWidth)));
            Put(y + 3 * LaneWidth, Add(d, Load(W.Data, at + 3 * LaneWidth)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put(long at, Lane sum)
    {
        if (Activation == Epilogue.Relu) sum = Elementary.Max(sum, Splat(0f));
        Store(Y.Data, at, sum);
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(SparseInput o)
    {
        int lanes = Lanes(o.Y), steps = o.Changed?.Rows ?? 1;
        SparseTerms terms = TermsOf(o.Features, o.Changed, steps, o.Y.Rows / steps);
        if (HasBroadStrips && lanes % 4 == 0)
        {
            Launch(o.Y.Agents, terms.Environments * (lanes / 4), new SparseInputBroad
            {
                Terms = terms, W = View(o.W), Bias = View(o.Bias), Y = View(o.Y), Groups = lanes / 4, Activation = (int)o.Activation,
            });
        }
        else
        {
            Launch(o.Y.Agents, terms.Environments * lanes, new SparseInputKernel
            {
                Terms = terms, W = View(o.W), Bias = View(o.Bias), Y = View(o.Y), Lanes = lanes, Activation = (int)o.Activation,
            });
        }
    }

    private SparseTerms TermsOf(IntTensor features, IntTensor? changed, int steps, int environments) => new()
    {
        Features = View(features), Changed = View(changed ?? features), Environments = environments, Steps = steps, HasChanged = changed is null ? 0 : 1,
    };
}
