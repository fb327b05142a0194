using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Inference;
using MesaBench.Kernels;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>What a network would do first on some levels, after any number of ticks.</summary>
/// <param name="Levels">The levels.</param>
/// <param name="ByTick">[tick - 1][level][action] the head's logits after so many ticks, from no memory.</param>
public sealed record Answers(IReadOnlyList<Level> Levels, float[][][] ByTick)
{
    /// <summary>Logits that differ by less are equal: the actions of such share the mass.</summary>
    public const double Tie = 0.05;

    // Levels at once: what is kept of them fits into a core's cache.
    private const int Batch = 64;

    /// <summary>Asks a network.</summary>
    /// <param name="engine">An engine without tensors; it is left without.</param>
    /// <param name="network">The network, with ticks.</param>
    /// <param name="weights">Its parameter vector.</param>
    /// <param name="world">The levels' world.</param>
    /// <param name="levels">The levels.</param>
    /// <param name="ticks">Most ticks.</param>
    public static Answers Of(IEngine engine, Network network, float[] weights, World world, IReadOnlyList<Level> levels, int ticks)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(levels);
        float[][][] byTick = [.. Enumerable.Range(0, ticks).Select(_ => new float[levels.Count][])];
        for (int first = 0; first < levels.Count; first += Batch)
        {
            LevelStore store = LevelStore.Holding(world, [.. levels.Skip(first).Take(Batch)]);
            for (int tick = 1; tick <= ticks; tick++) Ask(engine, network, weights, store, tick).CopyTo(byTick[tick - 1], first);
        }
        return new Answers(levels, byTick);
    }

    /// <summary>[tick - 1] mean share of the most probable actions that are among some, bit a for action a; actions within <see cref="Tie"/> of the best logit share.</summary>
    /// <param name="right">[level] the actions.</param>
    public double[] Right(IReadOnlyList<int> right) => [.. ByTick.Select(logits => logits.Zip(right, Share).Average())];

    /// <summary>The share of the most probable actions that are among some.</summary>
    public static double Share(float[] logits, int actions)
    {
        ArgumentNullException.ThrowIfNull(logits);
        float least = logits.Max() - (float)Tie;
        int taken = logits.Count(logit => logit > least), right = logits.Index().Count(own => own.Item > least && (actions >> own.Index & 1) == 1);
        return (double)right / taken;
    }

    /// <summary>The probability of some actions.</summary>
    public static double Mass(float[] logits, int actions)
    {
        ArgumentNullException.ThrowIfNull(logits);
        float most = logits.Max();
        double all = 0, own = 0;
        for (int action = 0; action < logits.Length; action++)
        {
            double weight = PortableMath.Exp(logits[action] - most);
            all += weight;
            if ((actions >> action & 1) == 1) own += weight;
        }
        return own / all;
    }

    /// <summary>[level][action] what it answers after so many ticks.</summary>
    private static float[][] Ask(IEngine engine, Network network, float[] weights, LevelStore store, int ticks)
    {
        int environments = Tensor.Pad(store.Levels.Count);
        Tensor parameters = engine.Floats(1, network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(weights, parameters);
        NetworkActor actor = network.Open(engine, parameters, environments, ticks: ticks);
        WorldTensors world = WorldUpload.Create(engine, [store], 1);
        WorldUpload.Describe(engine, world, [store], [new AgentLevels(1, 0, store.InDistribution, new LevelRange(0, 0), 0)]);
        IntTensor state = engine.Ints(1, environments, EnvironmentState.Columns);
        engine.Run(new ResetEnvironments(world, state, actor.Experience.FeaturesAt(0), actor.Experience.FreshAt(0), Evaluation: true));
        actor.Act(0);
        Tensor head = actor.Experience.Head;
        float[] all = engine.Download(head);
        engine.Clear();
        return [.. Enumerable.Range(0, store.Levels.Count).Select(i => Enumerable.Range(0, Paths.Actions).Select(action => all[action * head.RowStride + i]).ToArray())];
    }
}
