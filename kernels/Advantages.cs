using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>
/// Generalised advantage estimation (Schulman et al. 2016, eq. 16) over a rollout of <see cref="Steps"/> steps. A terminated step does not
/// bootstrap; a truncated one bootstraps from the value of that episode's own last state, which is the next, masked, sample.
/// One work item owns a lane of environments.
/// </summary>
internal struct AdvantageEstimateKernel : IKernel
{
    public Matrix Head, Samples;
    public int Lanes, Steps;
    public float Discount, Lambda;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int lane = item % Lanes * LaneWidth;
        int agent = item / Lanes;
        int environments = Lanes * LaneWidth;
        long values = Head.Row(agent, Rollout.Value) + lane;
        Lane next = Load(Head.Data, values + (long)Steps * environments);
        Lane advantage = Splat(0f);
        for (int step = Steps - 1; step >= 0; step--)
        {
            long column = (long)step * environments + lane;
            Lane value = Load(Head.Data, values + (long)step * environments);
            Lane bootstrap = Mul(Splat(Discount), At(agent, Rollout.Bootstrap, column));
            Lane delta = Sub(Fma(bootstrap, next, At(agent, Rollout.Reward, column)), value);
            Lane decay = Mul(Splat(Mul(Discount, Lambda)), At(agent, Rollout.Continue, column));
            advantage = Mul(At(agent, Rollout.Mask, column), Fma(decay, advantage, delta));
            Store(Samples.Data, Samples.Row(agent, Rollout.Advantage) + column, advantage);
            Store(Samples.Data, Samples.Row(agent, Rollout.Return) + column, Add(advantage, value));
            next = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Lane At(int agent, int row, long column) => Load(Samples.Data, Samples.Row(agent, row) + column);
}

/// <summary>
/// Normalises an agent's advantages to mean 0 and standard deviation 1 over its real samples, and leaves 1 / (real samples) and the variance
/// that they had in its statistics. Sums run over steps for each environment, then over environments. One work item owns an agent.
/// </summary>
internal struct NormaliseAdvantagesKernel : IKernel
{
    public Matrix Samples, Statistics, Scratch;
    public int Environments, Steps;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int agent)
    {
        long mask = Samples.Row(agent, Rollout.Mask), advantage = Samples.Row(agent, Rollout.Advantage);
        float count = Sum(agent, mask, mask);
        float inverse = Div(1f, count);
        float mean = Mul(Sum(agent, mask, advantage), inverse);
        float variance = Mul(SumOfSquares(agent, mask, advantage, mean), inverse);
        Lane scale = Splat(Div(1f, Add(Sqrt(variance), 1e-8f)));
        for (long i = 0; i < (long)Steps * Environments; i += LaneWidth)
        {
            Lane centred = Sub(Load(Samples.Data, advantage + i), Splat(mean));
            Store(Samples.Data, advantage + i, Mul(Load(Samples.Data, mask + i), Mul(centred, scale)));
        }
        Statistics.Data[Statistics.Row(agent, 0) + Statistic.InverseCount] = inverse;
        Statistics.Data[Statistics.Row(agent, 0) + Statistic.AdvantageVariance] = variance;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly float Sum(int agent, long mask, long values)
    {
        for (int environment = 0; environment < Environments; environment += LaneWidth)
        {
            Lane sum = Splat(0f);
            for (int step = 0; step < Steps; step++)
            {
                long i = (long)step * Environments + environment;
                sum = Fma(Load(Samples.Data, mask + i), Load(Samples.Data, values + i), sum);
            }
            Store(Scratch.Data, Scratch.Row(agent, 0) + environment, sum);
        }
        return Total(agent);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly float SumOfSquares(int agent, long mask, long values, float centre)
    {
        for (int environment = 0; environment < Environments; environment += LaneWidth)
        {
            Lane sum = Splat(0f);
            for (int step = 0; step < Steps; step++)
            {
                long i = (long)step * Environments + environment;
                Lane centred = Sub(Load(Samples.Data, values + i), Splat(centre));
                sum = Fma(Mul(Load(Samples.Data, mask + i), centred), centred, sum);
            }
            Store(Scratch.Data, Scratch.Row(agent, 0) + environment, sum);
        }
        return Total(agent);
    }

    private readonly float Total(int agent)
    {
        float total = 0f;
        for (int i = 0; i < Environments; i++) total = Add(total, Scratch.Data[Scratch.Row(agent, 0) + i]);
        return total;
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(AdvantageEstimate o) =>
        Launch(o.Head.Agents, o.Environments / LaneWidth, new AdvantageEstimateKernel
        {
            Head = View(o.Head), Samples = View(o.Samples), Lanes = o.Environments / LaneWidth, Steps = o.Steps, Discount = o.Discount, Lambda = o.Lambda,
        });

    private void Perform(NormaliseAdvantages o) =>
        Launch(o.Samples.Agents, 1, new NormaliseAdvantagesKernel
        {
            Samples = View(o.Samples), Statistics = View(o.Statistics), Scratch = View(o.Scratch), Environments = o.Environments, Steps = o.Steps,
        });
}
