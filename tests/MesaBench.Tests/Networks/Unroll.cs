using MesaBench.Engines;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Kernels;

namespace MesaBench.Tests.Networks;

/// <summary>A network on an engine with random weights, after a rollout on random observations with episode ends in between.</summary>
internal sealed class Unroll : IDisposable
{
    public const int Agents = 2, Environments = 16, Steps = 4, Batch = Environments * Steps;

    private readonly IEngine engine = Grid.NewEngine();
    private readonly NetworkRun run;
    private readonly Tensor gradient;
    private readonly FeatureLists features;
    private readonly int[][] fresh; // [step][agent x environment]
    private readonly double[][][] initial; // [agent][environment][state]

    public Unroll(Network network, ReferenceNetwork reference, ObservationShape shape, Random random)
    {
        Map = new ParameterMap(network.Layout);
        float[][] vectors = [.. Enumerable.Range(0, Agents).Select(_ => Map.Random(random, 0.4))];
        Parameters = [.. vectors.Select(v => Map.Read(v))];
        Tensor parameters = engine.Floats(Agents, network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(vectors.SelectMany(v => v).ToArray(), parameters);
        gradient = engine.Floats(Agents, network.Layout.Rows, ParameterLayout.RowWidth);
        run = network.Open(engine, parameters, gradient, Environments, Steps);
        run.ParametersChanged();

        // A first rollout leaves a state behind for the second to start from.
        (features, fresh) = Show(random, shape);
        run.ForwardAll();
        initial = [.. Enumerable.Range(0, Agents).Select(_ => Enumerable.Range(0, Environments).Select(_ => new double[reference.StateSize]).ToArray())];
        Heads(reference, Parameters, initial, features, fresh);
        run.CarryOver();
        (features, fresh) = Show(random, shape);
        for (int step = 0; step < Steps; step++) run.Forward(step);
    }

    /// <summary>Where the parameters lie.</summary>
    public ParameterMap Map { get; }

    /// <summary>[agent] parameters by block.</summary>
    public Dictionary<string, double[]>[] Parameters { get; }

    /// <summary>[agent][sample][5] what the engine computed.</summary>
    public double[][][] EngineHeads()
    {
        Grid head = Grid.From(engine, run.Head);
        return
        [
            .. Enumerable.Range(0, Agents).Select(a => Enumerable.Range(0, Batch)
                .Select(i => Enumerable.Range(0, Network.Outputs).Select(o => head[a, i, o]).ToArray()).ToArray()),
        ];
    }

    /// <summary>[sample][5] what the reference computes for an agent with given parameters.</summary>
    public double[][] ReferenceHeads(ReferenceNetwork reference, int agent, IReadOnlyDictionary<string, double[]> parameters) =>
        Heads(reference, agent, parameters, [.. initial[agent].Select(s => (double[])[.. s])], features, fresh);

    /// <summary>[agent] the engine's gradient of PPO's loss by block.</summary>
    public Dictionary<string, double[]>[] Gradients(Grid samples, PolicyLoss loss)
    {
        Tensor head = engine.Floats(Agents, Network.Outputs, Batch), headGradient = engine.Floats(Agents, Network.Outputs, Batch);
        Tensor rows = engine.Floats(Agents, Batch, Network.Outputs);
        engine.RowsToPlanes(run.Head.RowRange(0, Batch), head, Network.Outputs);
        engine.PolicyLossGradient(head, samples.On(engine), headGradient, PpoReference.Statistics(samples).On(engine), loss);
        engine.PlanesToRows(headGradient, rows, Network.Outputs);
        engine.Zero(gradient);
        run.Backward(rows);
        float[] all = engine.Download(gradient);
        foreach (float[] vector in all.Chunk(all.Length / Agents)) Map.AssertPaddingIsZero(vector);
        return [.. all.Chunk(all.Length / Agents).Select(v => Map.Read(v))];
    }

    public void Dispose() => engine.Dispose();

    private (FeatureLists Features, int[][] Fresh) Show(Random random, ObservationShape shape)
    {
        FeatureLists lists = FeatureLists.Random(random, Agents, (Steps + 1) * Environments, shape.Features);
        lists.Write(engine, run.Features);
        int[][] begins = [.. Enumerable.Range(0, Steps).Select(_ => Enumerable.Range(0, Agents * Environments).Select(_ => random.Next(4) == 0 ? 1 : 0).ToArray())];
        for (int step = 0; step < Steps; step++) engine.Upload(begins[step], run.FreshAt(step));
        return (lists, begins);
    }

    private static void Heads(
        ReferenceNetwork reference, Dictionary<string, double[]>[] parameters, double[][][] states, FeatureLists features, int[][] fresh)
    {
        for (int agent = 0; agent < Agents; agent++) _ = Heads(reference, agent, parameters[agent], states[agent], features, fresh);
    }

    // Leaves the states as they are after the last step.
    private static double[][] Heads(
        ReferenceNetwork reference, int agent, IReadOnlyDictionary<string, double[]> parameters, double[][] states, FeatureLists features,
        int[][] fresh)
    {
        double[][] heads = new double[Batch][];
        for (int i = 0; i < Batch; i++)
        {
            (int step, int environment) = (i / Environments, i % Environments);
            if (fresh[step][agent * Environments + environment] == 1) Array.Clear(states[environment]);
            heads[i] = reference.Forward(parameters, features[agent, i], states[environment]);
        }
        return heads;
    }
}
