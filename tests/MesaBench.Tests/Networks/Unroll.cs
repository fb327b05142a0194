using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Kernels;

namespace MesaBench.Tests.Networks;

/// <summary>A network on an engine with random weights, after a rollout on random observations with episode ends in between.</summary>
internal sealed class Unroll : IDisposable
{
    public const int Agents = 2, Environments = 16;

    private readonly IEngine engine = Grid.NewEngine();
    private readonly NetworkActor actor;
    private readonly Learner learner, learnerOfHead;
    private readonly Tensor gradient;
    private readonly FeatureLists features;
    private readonly int steps;
    private readonly double[][][] initial; // [agent][environment][state]

    public Unroll(Network network, ReferenceNetwork reference, ObservationShape shape, int steps, Random random, double scale)
    {
        this.steps = steps;
        Map = new ParameterMap(network.Layout);
        float[][] vectors = [.. Enumerable.Range(0, Agents).Select(_ => Map.Random(random, scale))];
        Parameters = [.. vectors.Select(v => Map.Read(v))];
        Tensor parameters = engine.Floats(Agents, network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(vectors.SelectMany(v => v).ToArray(), parameters);
        gradient = engine.Floats(Agents, network.Layout.Rows, ParameterLayout.RowWidth);
        actor = network.Open(engine, parameters, Environments, steps);
        learner = new Learner(actor, gradient);
        learnerOfHead = new Learner(actor, gradient, learnsHeadAlone: true);
        learner.Refresh();

        // A first rollout leaves a state behind for the second to start from.
        features = Show(random, shape);
        learner.Forward(0, steps);
        double[][] NoState(int agent) => [.. Enumerable.Range(0, Environments).Select(_ => new double[reference.StateSize])];
        initial = [.. Enumerable.Range(0, Agents).Select(NoState)];
        for (int agent = 0; agent < Agents; agent++) _ = Heads(reference, agent, Parameters[agent], initial[agent]);
        actor.CarryOver();
        features = Show(random, shape);
        for (int step = 0; step < steps; step++) actor.Act(step);
    }

    /// <summary>Samples of an agent.</summary>
    public int Batch => steps * Environments;

    /// <summary>Where the parameters lie.</summary>
    public ParameterMap Map { get; }

    /// <summary>[agent] parameters by block.</summary>
    public Dictionary<string, double[]>[] Parameters { get; }

    /// <summary>[agent][sample][5] what the engine computed.</summary>
    public double[][][] EngineHeads()
    {
        Grid head = Grid.From(engine, actor.Experience.Head);
        return
        [
            .. Enumerable.Range(0, Agents).Select(a => Enumerable.Range(0, Batch)
                .Select(i => Enumerable.Range(0, Network.Outputs).Select(o => head[a, o, i]).ToArray()).ToArray()),
        ];
    }

    /// <summary>[sample][5] what the reference computes for an agent with given parameters.</summary>
    public double[][] ReferenceHeads(ReferenceNetwork reference, int agent, IReadOnlyDictionary<string, double[]> parameters) =>
        Heads(reference, agent, parameters, [.. initial[agent].Select(s => (double[])[.. s])]);

    /// <summary>[agent] the engine's gradient of PPO's loss by block.</summary>
    public Dictionary<string, double[]>[] Gradients(Grid samples, PolicyLoss loss) => Gradients(learner, samples, loss);

    /// <summary>The same where the head's parameters alone are asked for.</summary>
    public Dictionary<string, double[]>[] GradientsOfHead(Grid samples, PolicyLoss loss) => Gradients(learnerOfHead, samples, loss);

    private Dictionary<string, double[]>[] Gradients(Learner learner, Grid samples, PolicyLoss loss)
    {
        Tensor head = actor.Experience.Head.ColumnRange(0, Batch), headGradient = engine.Floats(Agents, Network.Outputs, Batch);
        engine.Run(new PolicyLossGradient(head, samples.On(engine), headGradient, PpoReference.Statistics(samples).On(engine), loss));
        engine.Run(new Zero(gradient));
        for (int first = 0, count; first < steps; first += count)
        {
            count = Math.Min(learner.StepsPerPart, steps - first);
            learner.Backward(headGradient.ColumnRange(first * Environments, count * Environments), first, count);
        }
        float[] all = engine.Download(gradient);
        foreach (float[] vector in all.Chunk(all.Length / Agents)) Map.AssertPaddingIsZero(vector);
        return [.. all.Chunk(all.Length / Agents).Select(v => Map.Read(v))];
    }

    public void Dispose() => engine.Dispose();

    private FeatureLists Show(Random random, ObservationShape shape)
    {
        FeatureLists lists = new(random, Agents, Environments, steps + 1, shape.Features);
        lists.Write(engine, actor.Experience.Features);
        for (int step = 0; step <= steps; step++) lists.WriteFlags(engine, step, actor.Experience.FreshAt(step));
        return lists;
    }

    // Leaves the states as they are after the last step.
    private double[][] Heads(
        ReferenceNetwork reference, int agent, IReadOnlyDictionary<string, double[]> parameters, double[][] states)
    {
        double[][] heads = new double[Batch][];
        for (int i = 0; i < Batch; i++)
        {
            double[] state = states[i % Environments];
            if (features.IsFresh(agent, i)) Array.Clear(state);
            heads[i] = reference.Forward(parameters, features[agent, i], state);
        }
        return heads;
    }
}
