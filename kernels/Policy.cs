using System.Runtime.CompilerServices;
using MesaBench.Engines.Operations;

namespace MesaBench.Kernels;

/// <summary>The softmax policy over four actions, for a lane of samples.</summary>
internal struct Softmax
{
    public Lane P0, P1, P2, P3;
    public Lane Log0, Log1, Log2, Log3;
    public Lane Entropy;

    /// <summary>Probabilities, log-probabilities and entropy from four logits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Softmax Of(Lane l0, Lane l1, Lane l2, Lane l3)
    {
        Softmax s;
        Lane top = Elementary.Max(Elementary.Max(l0, l1), Elementary.Max(l2, l3));
        l0 = Sub(l0, top);
        l1 = Sub(l1, top);
        l2 = Sub(l2, top);
        l3 = Sub(l3, top);
        Lane e0 = Elementary.Exp(l0), e1 = Elementary.Exp(l1), e2 = Elementary.Exp(l2), e3 = Elementary.Exp(l3);
        Lane sum = Add(Add(e0, e1), Add(e2, e3));
        Lane logSum = Elementary.Log(sum);
        s.P0 = Div(e0, sum);
        s.P1 = Div(e1, sum);
        s.P2 = Div(e2, sum);
        s.P3 = Div(e3, sum);
        s.Log0 = Sub(l0, logSum);
        s.Log1 = Sub(l1, logSum);
        s.Log2 = Sub(l2, logSum);
        s.Log3 = Sub(l3, logSum);
        Lane minus = Fma(s.P3, s.Log3, Fma(s.P2, s.Log2, Fma(s.P1, s.Log1, Mul(s.P0, s.Log0))));
        s.Entropy = Sub(Splat(0f), minus);
        return s;
    }

    /// <summary>Log-probability of an action held as a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Lane LogProbability(Lane action)
    {
        Lane low = IfLess(action, Splat(0.5f), Log0, Log1);
        Lane high = IfLess(action, Splat(2.5f), Log2, Log3);
        return IfLess(action, Splat(1.5f), low, high);
    }
}

/// <summary>
/// Draws an action for every environment from the head's logits, by Philox under the agent's key with counter
/// (environment, step, purpose, tag); or takes the most probable one, the lowest on a tie, when <see cref="Greedy"/> is 1.
/// Columns of both matrices start at the step's first environment. One work item owns a lane of environments.
/// </summary>
internal struct SampleActionsKernel : IKernel
{
    public Matrix Head, Samples;
    public Table Agents;
    public int Lanes, Greedy;
    public uint Step, Purpose, Tag;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Lanes * LaneWidth;
        int agent = item / Lanes;
        Lane l0 = Load(Head.Data, Head.Row(agent, 0) + column), l1 = Load(Head.Data, Head.Row(agent, 1) + column);
        Lane l2 = Load(Head.Data, Head.Row(agent, 2) + column), l3 = Load(Head.Data, Head.Row(agent, 3) + column);
        Softmax s = Softmax.Of(l0, l1, l2, l3);
        Lane action = Greedy != 0 ? Best(l0, l1, l2, l3) : Draw(s, agent, column);
        Store(Samples.Data, Samples.Row(agent, Rollout.Action) + column, action);
        Store(Samples.Data, Samples.Row(agent, Rollout.LogProbability) + column, s.LogProbability(action));
        Store(Samples.Data, Samples.Row(agent, Rollout.Entropy) + column, s.Entropy);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Lane Draw(in Softmax s, int agent, int column)
    {
        uint key0 = (uint)Agents.Data[Agents.Row(agent, 0) + Descriptor.Key0];
        uint key1 = (uint)Agents.Data[Agents.Row(agent, 0) + Descriptor.Key1];
        long uniform = Samples.Row(agent, Rollout.Uniform) + column;
        for (int i = 0; i < LaneWidth; i++)
        {
            uint word = Philox.Block(key0, key1, (uint)(column + i), Step, Purpose, Tag).Word0;
            Samples.Data[uniform + i] = Mul((float)(int)(word >> 8), 1f / 16777216f);
        }
        Lane u = Load(Samples.Data, uniform);
        Lane to1 = Add(s.P0, s.P1);
        Lane to2 = Add(to1, s.P2);
        Lane action = IfLess(u, to2, Splat(2f), Splat(3f));
        action = IfLess(u, to1, Splat(1f), action);
        return IfLess(u, s.P0, Splat(0f), action);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lane Best(Lane l0, Lane l1, Lane l2, Lane l3)
    {
        Lane action = IfLess(l0, l1, Splat(1f), Splat(0f));
        Lane top = Elementary.Max(l0, l1);
        action = IfLess(top, l2, Splat(2f), action);
        top = Elementary.Max(top, l2);
        return IfLess(top, l3, Splat(3f), action);
    }
}

/// <summary>
/// Gradient of PPO's loss (Schulman et al. 2017, eq. 7 and 9) with respect to the head's outputs, averaged over the agent's real samples:
/// -min(r A, clip(r, 1 - c, 1 + c) A) - entropyBonus H + valueWeight (V - R)^2. One work item owns a lane of samples.
/// </summary>
internal struct PolicyLossGradientKernel : IKernel
{
    public Matrix Head, Samples, Gradient, Statistics;
    public int Lanes;
    public float Clip, EntropyBonus, ValueWeight;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int item)
    {
        int column = item % Lanes * LaneWidth;
        int agent = item / Lanes;
        Softmax s = Softmax.Of(At(Head, agent, 0, column), At(Head, agent, 1, column), At(Head, agent, 2, column), At(Head, agent, 3, column));
        Lane action = At(Samples, agent, Rollout.Action, column);
        Lane advantage = At(Samples, agent, Rollout.Advantage, column);
        Lane ratio = Elementary.Exp(Sub(s.LogProbability(action), At(Samples, agent, Rollout.LogProbability, column)));
        // The clipped term is flat: no gradient where it is the smaller of the two.
        Lane pull = Mul(advantage, ratio);
        Lane above = IfLess(Splat(Add(1f, Clip)), ratio, Splat(0f), pull);
        Lane below = IfLess(ratio, Splat(Sub(1f, Clip)), Splat(0f), pull);
        pull = IfLess(advantage, Splat(0f), below, above);
        Lane weight = Mul(At(Samples, agent, Rollout.Mask, column), Broadcast(Statistics.Data, Statistics.Row(agent, 0) + Statistic.InverseCount));
        Lane bonus = Splat(EntropyBonus);
        Put(agent, 0, column, weight, pull, IfLess(action, Splat(0.5f), Splat(1f), Splat(0f)), s.P0, s.Log0, bonus, s.Entropy);
        Lane is1 = IfLess(action, Splat(0.5f), Splat(0f), IfLess(action, Splat(1.5f), Splat(1f), Splat(0f)));
        Put(agent, 1, column, weight, pull, is1, s.P1, s.Log1, bonus, s.Entropy);
        Lane is2 = IfLess(action, Splat(1.5f), Splat(0f), IfLess(action, Splat(2.5f), Splat(1f), Splat(0f)));
        Put(agent, 2, column, weight, pull, is2, s.P2, s.Log2, bonus, s.Entropy);
        Put(agent, 3, column, weight, pull, IfLess(action, Splat(2.5f), Splat(0f), Splat(1f)), s.P3, s.Log3, bonus, s.Entropy);
        Lane error = Sub(At(Head, agent, Rollout.Value, column), At(Samples, agent, Rollout.Return, column));
        Lane value = Mul(weight, Mul(Splat(Mul(2f, ValueWeight)), error));
        Store(Gradient.Data, Gradient.Row(agent, Rollout.Value) + column, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lane At(in Matrix matrix, int agent, int row, int column) => Load(matrix.Data, matrix.Row(agent, row) + column);

    // d(loss)/d(logit) = weight (bonus p (log p + H) - pull (taken - p)).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Put(int agent, int row, int column, Lane weight, Lane pull, Lane taken, Lane p, Lane log, Lane bonus, Lane entropy)
    {
        Lane gradient = Mul(Mul(bonus, p), Add(log, entropy));
        gradient = Fma(pull, Sub(p, taken), gradient);
        Store(Gradient.Data, Gradient.Row(agent, row) + column, Mul(weight, gradient));
    }
}

internal abstract partial class KernelEngine
{
    private void Perform(SampleActions o) =>
        Launch(o.Head.Agents, o.Environments / LaneWidth, new SampleActionsKernel
        {
            Head = View(o.Head), Samples = View(o.Samples), Agents = View(o.Descriptors), Lanes = o.Environments / LaneWidth, Greedy = o.Greedy ? 1 : 0,
            Purpose = o.Purpose, Step = o.Step, Tag = o.Tag,
        });

    private void Perform(PolicyLossGradient o) =>
        Launch(o.Samples.Agents, Lanes(o.Samples), new PolicyLossGradientKernel
        {
            Head = View(o.Head), Samples = View(o.Samples), Gradient = View(o.Gradient), Statistics = View(o.Statistics), Lanes = Lanes(o.Samples),
            Clip = o.Loss.Clip, EntropyBonus = o.Loss.EntropyBonus, ValueWeight = o.Loss.ValueWeight,
        });
}
