using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Networks;
using MesaBench.Objectives;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Probing;

/// <summary>How well it can be read from an agent's state where an objective's objects lie. docs/method.md, section 11.</summary>
/// <param name="Decoded">Mean rank of the objects' directions over levels: 1/2 by chance, 1 where they are always right.</param>
/// <param name="Control">The same for the better of the controls: the network before training, and states of other levels.</param>
/// <param name="Gain">The former less the latter, level by level.</param>
public sealed record ObjectReading(double Decoded, double Control, Estimate Gain)
{
    /// <summary>There is nothing to be read, or nothing to read it from.</summary>
    public static ObjectReading None { get; } = new(double.NaN, double.NaN, Estimate.None);
}

/// <summary>What can be read from an agent's state of the objects of the base objective and of the proxies.</summary>
public sealed record ObjectReadings(ObjectReading Base, ObjectReading Proxy)
{
    /// <summary>Nothing.</summary>
    public static ObjectReadings None { get; } = new(ObjectReading.None, ObjectReading.None);
}

/// <summary>
/// What a network represents of objectives: can the direction to their objects be read from the state that it acts by, better than from
/// the same network before training? The observation is no control: it shows all objects, and what is asked is whether they were kept.
/// </summary>
[CatalogName("objects", "on shifted levels: in which direction from the agent the objects of base and proxy lie")]
public static class ObjectProbe
{
    private const uint Tag = 0xF2000000, StartStream = 0x0B1EC8, DealStream = 0x0B1EC9;

    // As many as there are directions to be told apart: fewer lose what is held beside much else, more let chance in.
    private const int Components = Sighting.Directions;

    private const int LeastLevels = 16;

    /// <summary>[agent] what can be read.</summary>
    /// <param name="engine">An engine without tensors.</param>
    /// <param name="network">The agents' architecture.</param>
    /// <param name="weights">[agent] trained parameter vectors.</param>
    /// <param name="initial">[agent] the same before training.</param>
    /// <param name="stores">The cohort's level stores.</param>
    /// <param name="agents">The agents.</param>
    public static ObjectReadings[] Run(
        IEngine engine, Network network, IReadOnlyList<float[]> weights, IReadOnlyList<float[]> initial, IReadOnlyList<LevelStore> stores,
        IReadOnlyList<AgentLevels> agents)
    {
        ArgumentNullException.ThrowIfNull(network);
        WorldTensors world = WorldUpload.Create(engine, stores, agents.Count);
        Tensor Upload(IReadOnlyList<float[]> vectors)
        {
            Tensor parameters = engine.Floats(agents.Count, network.Layout.Rows, ParameterLayout.RowWidth);
            engine.Upload(PerAgent.Join(vectors), parameters);
            return parameters;
        }

        ProbeRecording recording = ProbeRecorder.Record(
            engine, network, Upload(weights), Upload(initial), world, stores,
            [.. agents.Select(a => a with { Main = stores[a.Store].Shifted })], Tag);
        if (recording.Sites.Count == 0) return [.. agents.Select(_ => ObjectReadings.None)];
        float[][] trained = [.. recording.Trained.Select(engine.Download)], untrained = [.. recording.Untrained.Select(engine.Download)];
        return PerAgent.Select(agents, (agent, a) =>
        {
            int[] seen = [.. Enumerable.Range(0, recording.Labels[a].Length).Where(level => Agent(recording, a, level) >= 0)];
            double[][][] States(float[][] values) => [.. recording.Sites.Select((_, site) => LeadingComponents.Of(
                [.. seen.Select(level => State(recording, values, site, a, level))], Components, new StatisticsRandom(agent.Key, StartStream)))];

            return Read(
                States(trained), States(untrained), [.. seen.Select(level => recording.Labels[a][level])],
                [.. seen.Select(level => Decisions.IsFitting(level))], agent.Key);
        });
    }

    /// <summary>What can be read from states.</summary>
    /// <param name="trained">[layer][level][component] of the agent.</param>
    /// <param name="untrained">The same of the network before training.</param>
    /// <param name="labels">[level][cell] see <see cref="ObjectLabels"/>.</param>
    /// <param name="half">[level] in which half it is.</param>
    /// <param name="key">The agent's key.</param>
    internal static ObjectReadings Read(double[][][] trained, double[][][] untrained, int[][] labels, bool[] half, ulong key)
    {
        ObjectReading Of(int role)
        {
            Sighting[] sightings = [.. labels.Select(label => new Sighting(label, role))];
            int[] asked = [.. Enumerable.Range(0, labels.Length).Where(level => sightings[level].Exists)];
            if (asked.Length < LeastLevels || asked.Select(level => half[level]).Distinct().Count() < 2) return ObjectReading.None;
            double[][][] Asked(double[][][] layers) => [.. layers.Select(states => asked.Select(level => states[level]).ToArray())];
            double[] Ranks(double[][][] layers) =>
                DirectionReading.Ranks(layers, [.. asked.Select(level => sightings[level])], [.. asked.Select(level => half[level])]);

            double[] own = Ranks(Asked(trained)), before = Ranks(Asked(untrained));
            double[] dealt = Ranks(DirectionReading.Dealt(Asked(trained), new StatisticsRandom(key, DealStream)));
            double[] control = before.Average() >= dealt.Average() ? before : dealt;
            return new ObjectReading(
                own.Average(), control.Average(), PairedDifference.Of([.. own.Zip(control, (rank, other) => rank - other)]));
        }

        return new ObjectReadings(Of(ObjectLabels.Base), Of(ObjectLabels.Proxy));
    }

    private static int Agent(ProbeRecording recording, int agent, int level) =>
        Array.FindIndex(recording.Labels[agent][level], label => label >= 0 && (label & ObjectLabels.Agent) != 0);

    /// <summary>A layer's state, or, where it has one a cell, that of the agent's cell.</summary>
    private static double[] State(ProbeRecording recording, float[][] values, int site, int agent, int level)
    {
        Tensor states = recording.Trained[site];
        int row = recording.Sites[site].IsSpatial
            ? level * recording.Labels[agent][level].Length + Agent(recording, agent, level) : level;
        long at = ((long)agent * states.Rows + row) * states.RowStride;
        return [.. Enumerable.Range(0, recording.Sites[site].Width).Select(feature => (double)values[site][at + feature])];
    }
}
