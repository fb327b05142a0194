using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Networks;

/// <summary>
/// PPO's loss in double precision, written from the paper (Schulman et al. 2017, eq. 7 and 9) without regard to the kernels:
/// the mean over real samples of -min(r A, clip(r, 1 - c, 1 + c) A) - bonus H + weight (V - R)^2.
/// </summary>
internal static class PpoReference
{
    /// <summary>The loss of one agent.</summary>
    /// <param name="head">[sample][5] logits and value.</param>
    /// <param name="samples">The rollout matrices of all agents.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="loss">Weights of the parts.</param>
    public static double Loss(double[][] head, Grid samples, int agent, PolicyLoss loss)
    {
        double total = 0, count = 0;
        for (int i = 0; i < head.Length; i++)
        {
            if (samples[agent, Rollout.Mask, i] == 0) continue;
            count++;
            total += Of(
                head[i], (int)samples[agent, Rollout.Action, i], samples[agent, Rollout.LogProbability, i],
                samples[agent, Rollout.Advantage, i], samples[agent, Rollout.Return, i], loss);
        }
        return total / count;
    }

    /// <summary>The loss of one sample.</summary>
    public static double Of(double[] head, int action, double oldLogProbability, double advantage, double target, PolicyLoss loss)
    {
        double logSum = Math.Log(head.Take(4).Sum(Math.Exp));
        double ratio = Math.Exp(head[action] - logSum - oldLogProbability);
        double entropy = -head.Take(4).Sum(l => Math.Exp(l - logSum) * (l - logSum));
        double clipped = Math.Clamp(ratio, 1 - loss.Clip, 1 + loss.Clip);
        double error = head[4] - target;
        return -Math.Min(ratio * advantage, clipped * advantage) - loss.EntropyBonus * entropy + loss.ValueWeight * error * error;
    }

    // Ratios outside and inside of clip ranges of .1, .2 and .3, away from where a range ends: there the loss has no derivative.
    private static readonly double[] Ratios = [0.5, 0.85, 1, 1.15, 1.5];

    /// <summary>
    /// Rollout matrices with everything that the loss reads: actions, probability ratios near those below, both signs of advantage,
    /// and a seventh of the samples masked out.
    /// </summary>
    /// <param name="random">Where the rest comes from.</param>
    /// <param name="heads">[agent][sample][5] today's logits and values.</param>
    public static Grid Samples(Random random, double[][][] heads)
    {
        int count = heads[0].Length;
        Grid samples = new(heads.Length, Rollout.Rows, count);
        for (int agent = 0; agent < heads.Length; agent++)
        {
            for (int i = 0; i < count; i++)
            {
                int action = random.Next(4);
                double logProbability = heads[agent][i][action] - Math.Log(heads[agent][i].Take(4).Sum(Math.Exp));
                samples[agent, Rollout.Action, i] = action;
                double ratio = Ratios[random.Next(Ratios.Length)] + 0.02 * random.NextDouble();
                samples[agent, Rollout.LogProbability, i] = (float)(logProbability - Math.Log(ratio));
                samples[agent, Rollout.Mask, i] = random.Next(7) == 0 ? 0 : 1;
                samples[agent, Rollout.Advantage, i] = (float)(4 * random.NextDouble() - 2);
                samples[agent, Rollout.Return, i] = (float)(2 * random.NextDouble() - 1);
            }
        }
        return samples;
    }

    /// <summary>[agent][1][2] statistics whose first column is 1 / (real samples), by which the engine averages.</summary>
    public static Grid Statistics(Grid samples) => Grid.Of(samples.Agents, 1, 2, (agent, _, column) =>
        column == 0 ? 1 / Enumerable.Range(0, samples.Columns).Sum(i => samples[agent, Rollout.Mask, i]) : 0);
}
