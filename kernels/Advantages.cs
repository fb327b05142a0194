using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>
/// Generalised advantage estimation (Schulman et al. 2016, eq. 16) over a rollout of <see cref="Steps"/> steps. A terminated step does not
/// bootstrap; a truncated one bootstraps from the value of that episode's own last state, which is the next, masked, sample.
/// One work item owns a strip of environments.
/// </summary>
internal struct AdvantageEstimateKernel : IKernel
{
    public Matrix Head, Samples;
    public int Environments, Steps;
    public float Discount, Lambda;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int strips = Environments / StripWidth, environment = item % strips * StripWidth;
        int agent = item / strips;
        long values = Head.Row(agent, Rollout.Value) + environment;
        Strip next = LoadStrip(Head.Data, values + (long)Steps * Environments);
        Strip advantage = StripOf(0f);
        for (int step = Steps - 1; step >= 0; step--)
        {
            long column = (long)step * Environments + environment;
            Strip value = LoadStrip(Head.Data, values + (long)step * Environments);
            Strip bootstrap = Mul(StripOf(Discount), At(agent, Rollout.Bootstrap, column));
            Strip delta = Sub(Fma(bootstrap, next, At(agent, Rollout.Reward, column)), value);
            Strip decay = Mul(StripOf(Mul(Discount, Lambda)), At(agent, Rollout.Continue, column));
            advantage = Mul(At(agent, Rollout.Mask, column), Fma(decay, advantage, delta));
            Store(Samples.Data, Samples.Row(agent, Rollout.Advantage) + column, advantage);
            Store(Samples.Data, Samples.Row(agent, Rollout.Return) + column, Add(advantage, value));
            next = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Strip At(int agent, int row, long column) => LoadStrip(Samples.Data, Samples.Row(agent, row) + column);
}

/// <summary>
/// Of an agent's advantages, sums over the steps of each environment: of real samples, and of their advantages, in rows 0 and 1 of the scratch. One work item
/// owns a strip of environments.
/// </summary>
internal struct AdvantageSumsKernel : IKernel
{
    public Matrix Samples, Scratch;
    public int Environments, Steps;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int strips = Environments / StripWidth, environment = item % strips * StripWidth;
        int agent = item / strips;
        long mask = Samples.Row(agent, Rollout.Mask) + environment, advantage = Samples.Row(agent, Rollout.Advantage) + environment;
        Strip count = StripOf(0f), sum = count;
        for (int step = 0; step < Steps; step++, mask += Environments, advantage += Environments)
        {
            Strip isReal = LoadStrip(Samples.Data, mask);
            count = Fma(isReal, isReal, count);
            sum = Fma(isReal, LoadStrip(Samples.Data, advantage), sum);
        }
        Store(Scratch.Data, Scratch.Row(agent, 0) + environment, count);
        Store(Scratch.Data, Scratch.Row(agent, 1) + environment, sum);
    }
}

/// <summary>What an agent's advantages sum up to, from the sums of each environment, in the order of the environments.</summary>
internal struct AdvantageSums
{
    public Matrix Scratch;
    public int Environments;

    /// <summary>1 / (real samples).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly float Inverse(int agent) => Div(1f, Total(agent, 0));

    /// <summary>Total of a row: 0 real samples, 1 their advantages, 2 squares of their differences from the mean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly float Total(int agent, int row)
    {
        float total = 0f;
        for (long i = Scratch.Row(agent, row), end = i + Environments; i < end; i++) total = Add(total, Scratch.Data[i]);
        return total;
    }
}

/// <summary>Sums of squares of what they differ from their mean by, in row 2 of the scratch. One work item owns a strip of environments.</summary>
internal struct AdvantageSquaresKernel : IKernel
{
    public Matrix Samples;
    public AdvantageSums Sums;
    public int Steps;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int strips = Sums.Environments / StripWidth, environment = item % strips * StripWidth;
        int agent = item / strips;
        long mask = Samples.Row(agent, Rollout.Mask) + environment, advantage = Samples.Row(agent, Rollout.Advantage) + environment;
        Strip mean = StripOf(Mul(Sums.Total(agent, 1), Sums.Inverse(agent))), sum = StripOf(0f);
        for (int step = 0; step < Steps; step++, mask += Sums.Environments, advantage += Sums.Environments)
        {
            Strip centred = Sub(LoadStrip(Samples.Data, advantage), mean);
            sum = Fma(Mul(LoadStrip(Samples.Data, mask), centred), centred, sum);
        }
        Store(Sums.Scratch.Data, Sums.Scratch.Row(agent, 2) + environment, sum);
    }
}

/// <summary>
/// Normalises an agent's advantages to mean 0 and standard deviation 1 over its real samples, and leaves 1 / (real samples) and the variance
/// that they had in its statistics. One work item owns a strip of environments, the first the statistics too.
/// </summary>
internal struct NormaliseAdvantagesKernel : IKernel
{
    public Matrix Samples, Statistics;
    public AdvantageSums Sums;
    public int Steps;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int strips = Sums.Environments / StripWidth, environment = item % strips * StripWidth;
        int agent = item / strips;
        long mask = Samples.Row(agent, Rollout.Mask) + environment, advantage = Samples.Row(agent, Rollout.Advantage) + environment;
        float inverse = Sums.Inverse(agent), variance = Mul(Sums.Total(agent, 2), inverse);
        Strip mean = StripOf(Mul(Sums.Total(agent, 1), inverse)), scale = StripOf(Div(1f, Add(Sqrt(variance), 1e-8f)));
        for (int step = 0; step < Steps; step++, mask += Sums.Environments, advantage += Sums.Environments)
        {
            Strip centred = Sub(LoadStrip(Samples.Data, advantage), mean);
            Store(Samples.Data, advantage, Mul(LoadStrip(Samples.Data, mask), Mul(centred, scale)));
        }
        if (environment != 0) return;
        Statistics.Data[Statistics.Row(agent, 0) + Statistic.InverseCount] = inverse;
        Statistics.Data[Statistics.Row(agent, 0) + Statistic.AdvantageVariance] = variance;
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(AdvantageEstimate o) =>
        Launch(o.Head.Agents, o.Environments / StripWidth, new AdvantageEstimateKernel
        {
            Head = View(o.Head), Samples = View(o.Samples), Environments = o.Environments, Steps = o.Steps, Discount = o.Discount, Lambda = o.Lambda,
        });

    private void Perform(NormaliseAdvantages o)
    {
        int strips = o.Environments / StripWidth;
        AdvantageSums sums = new() { Scratch = View(o.Scratch), Environments = o.Environments };
        Launch(o.Samples.Agents, strips, new AdvantageSumsKernel { Samples = View(o.Samples), Scratch = sums.Scratch, Environments = o.Environments, Steps = o.Steps });
        Launch(o.Samples.Agents, strips, new AdvantageSquaresKernel { Samples = View(o.Samples), Sums = sums, Steps = o.Steps });
        Launch(o.Samples.Agents, strips, new NormaliseAdvantagesKernel
        {
            Samples = View(o.Samples), Statistics = View(o.Statistics), Sums = sums, Steps = o.Steps,
        });
    }
}
