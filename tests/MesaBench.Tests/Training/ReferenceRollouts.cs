using MesaBench.Experiments;
using MesaBench.Kernels;
using MesaBench.Tests.Networks;
using MesaBench.Worlds;

namespace MesaBench.Tests.Training;

/// <summary>One sample of a rollout.</summary>
/// <param name="Features">Active features of what was seen.</param>
/// <param name="IsFresh">Whether an episode began with it.</param>
/// <param name="Head">[5] logits and value.</param>
/// <param name="Action">The action drawn from them.</param>
/// <param name="Outcome">What came of it.</param>
internal sealed record ReferenceSample(int[] Features, bool IsFresh, double[] Head, int Action, HostStep Outcome);

/// <summary>
/// Rollouts of one agent on the host, in double precision, with the random draws of the kernels: what any trainer that plays is compared
/// with. A network's state is carried from rollout to rollout: the one that the last pass over a rollout ended in.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="environments">The agent's environments.</param>
/// <param name="key">Key of its random streams.</param>
/// <param name="steps">Steps of each environment in a rollout.</param>
internal sealed class ReferenceRollouts(ReferenceNetwork network, HostEnvironment[] environments, ulong key, int steps)
{
    private double[][] before = [];                                                           // state before the last rollout
    private double[][] after = [.. environments.Select(_ => new double[network.StateSize])]; // and after it
    private long stepsPlayed;

    /// <summary>[environment][step] the last rollout.</summary>
    public ReferenceSample[][] Samples { get; private set; } = [];

    /// <summary>[environment] value of what is seen after the last rollout.</summary>
    public double[] ValuesAfter { get; private set; } = [];

    /// <summary>Plays a rollout.</summary>
    public void Play(IReadOnlyDictionary<string, double[]> parameters)
    {
        before = after;
        after = Copy(before);
        Samples = [.. environments.Select((environment, i) => Play(parameters, environment, i))];
        double[][] beyond = Copy(after);
        ValuesAfter = [.. environments.Select((e, i) => Head(parameters, e.Observation, e.IsFresh, beyond[i])[Rollout.Value])];
        stepsPlayed += steps;
    }

    /// <summary>Passes over the last rollout again with other parameters: [environment][step][5] heads. The state it ends in is kept.</summary>
    public double[][][] Pass(IReadOnlyDictionary<string, double[]> parameters)
    {
        after = Copy(before);
        return Heads(parameters, after);
    }

    /// <summary>The same, keeping nothing.</summary>
    public double[][][] Heads(IReadOnlyDictionary<string, double[]> parameters) => Heads(parameters, Copy(before));

    private double[][][] Heads(IReadOnlyDictionary<string, double[]> parameters, double[][] states) =>
        [.. Samples.Select((samples, i) => samples.Select(s => Head(parameters, s.Features, s.IsFresh, states[i])).ToArray())];

    private static double[][] Copy(double[][] states) => [.. states.Select(s => (double[])[.. s])];

    private ReferenceSample[] Play(IReadOnlyDictionary<string, double[]> parameters, HostEnvironment environment, int number)
    {
        ReferenceSample[] samples = new ReferenceSample[steps];
        for (int step = 0; step < steps; step++)
        {
            (int[] features, bool isFresh) = (environment.Observation, environment.IsFresh);
            double[] head = Head(parameters, features, isFresh, after[number]);
            int action = Draw(head, number, (ulong)(stepsPlayed + step));
            samples[step] = new ReferenceSample(features, isFresh, head, action, environment.Act(action));
        }
        return samples;
    }

    private double[] Head(IReadOnlyDictionary<string, double[]> parameters, int[] features, bool isFresh, double[] state)
    {
        if (isFresh) Array.Clear(state);
        return network.Forward(parameters, features, state);
    }

    /// <summary>The action whose share of [0, 1), laid out in order, holds the uniform number of 24 bits.</summary>
    private int Draw(double[] head, int environment, ulong step)
    {
        uint word = Philox.Block(
            (uint)key, (uint)(key >> 32), (uint)environment, (uint)step, Purpose.Action, (uint)(step >> 32)).Word0;
        double left = (word >> 8) / (double)(1 << 24);
        double[] shares = [.. head.Take(Rollout.Actions).Select(Math.Exp)];
        int action = 0;
        for (double sum = shares.Sum(); action < Rollout.Actions - 1 && left >= shares[action] / sum; action++) left -= shares[action] / sum;
        return action;
    }
}
