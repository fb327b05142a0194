using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Probing;

/// <summary>One probe of one agent, with its controls. F1 values are macro-averaged over five classes, on held-out levels.</summary>
/// <param name="Site">Where it reads.</param>
/// <param name="Field">How much of the site it reads: <c>1x1</c>, <c>3x3</c> or <c>whole</c>.</param>
/// <param name="F1">On the trained network.</param>
/// <param name="Observation">On the observation alone.</param>
/// <param name="Untrained">On the same network before training.</param>
/// <param name="ControlTask">On the trained network, with labels dealt out anew.</param>
/// <param name="PValue">One-sided, of F1 minus the best control: paired permutation over levels.</param>
/// <param name="TrainingGain">The same gain on the probe's own training levels, by which a site is chosen.</param>
/// <param name="Levels">Held-out levels.</param>
public sealed record ProbeResult(
    Site Site, string Field, double F1, double Observation, double Untrained, double ControlTask, double PValue,
    double TrainingGain, int Levels)
{
    /// <summary>The best of the three controls.</summary>
    public double BestControl => Math.Max(Observation, Math.Max(Untrained, ControlTask));

    /// <summary>F1 minus that of the control task (Hewitt and Liang, EMNLP 2019).</summary>
    public double Selectivity => F1 - ControlTask;

    /// <summary>F1 minus the best control.</summary>
    public double Gain => F1 - BestControl;
}

/// <summary>
/// The plan probe on a whole cohort: can the agent's own future path be read from its hidden state, better than from the observation,
/// from the untrained network, and than labels without meaning? Probes are trained and tested on different levels.
/// </summary>
[CatalogName("plan", "for every cell: whether, and in which direction, the agent will step onto it in the rest of the episode")]
public static class PlanProbe
{
    private const uint TrainingTag = 0xF0000000, TestTag = 0xF1000000;

    /// <summary>Any decision of an episode, with what the agent does from there on.</summary>
    internal static Recorded Recorded { get; } = new(
        (_, episode) => episode.Steps, moment => PlanLabels.Of(moment.Level, moment.Path, moment.Step), site => site.Tensor == "h");

    /// <summary>Probes every site of every agent: [agent][probe].</summary>
    /// <param name="engine">An engine without tensors.</param>
    /// <param name="network">The agents' architecture.</param>
    /// <param name="shape">What the network sees.</param>
    /// <param name="weights">[agent] trained parameter vectors.</param>
    /// <param name="initial">[agent] the same before training.</param>
    /// <param name="stores">The cohort's level stores.</param>
    /// <param name="agents">The agents.</param>
    /// <param name="settings">The probe's settings.</param>
    public static ProbeResult[][] Run(
        IEngine engine, Network network, ObservationShape shape, IReadOnlyList<float[]> weights, IReadOnlyList<float[]> initial,
        IReadOnlyList<LevelStore> stores, IReadOnlyList<AgentLevels> agents, ProbingSettings settings)
    {
        WorldTensors world = WorldUpload.Create(engine, stores, agents.Count);
        Tensor parameters = engine.Floats(agents.Count, network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(PerAgent.Join(weights), parameters);
        Tensor untrained = engine.Floats(agents.Count, network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(PerAgent.Join(initial), untrained);
        ProbeRecording Record(Func<LevelStore, LevelRange> range, uint tag) => ProbeRecorder.Record(
            engine, network, parameters, untrained, world, stores,
            [.. agents.Select(a => a with { Main = range(stores[a.Store]) })], tag, Recorded);

        ProbeRecording training = Record(s => s.ProbeTraining, TrainingTag), test = Record(s => s.ProbeTest, TestTag);
        return Score(engine, training.Sites, shape, settings, [.. agents.Select(a => a.Key)], training, test);
    }

    /// <summary>Fits probes and controls on one recording and compares them on another: [agent][probe].</summary>
    internal static ProbeResult[][] Score(
        IEngine engine, IReadOnlyList<Site> sites, ObservationShape shape, ProbingSettings settings, ulong[] keys,
        ProbeRecording training, ProbeRecording test)
    {
        ProbeBench bench = new(engine, shape, settings, keys, training, test);
        List<ProbeResult>[] results = [.. keys.Select(_ => new List<ProbeResult>())];
        foreach (bool spatial in sites.Select(s => s.IsSpatial).Distinct())
        {
            ProbeScore[]? whole = spatial ? bench.ScoreObservation(ProbeField.Layer) : null;
            foreach (ProbeField field in spatial ? (ProbeField[])[ProbeField.Cell, ProbeField.Neighbourhood] : [ProbeField.Layer])
            {
                ProbeScore[] observation = bench.ScoreObservation(field);
                for (int site = 0; site < sites.Count; site++)
                {
                    if (sites[site].IsSpatial != spatial) continue;
                    ProbeScore[] state = bench.Score(field, site, trained: true, shuffled: false);
                    ProbeScore[] before = bench.Score(field, site, trained: false, shuffled: false);
                    ProbeScore[] control = bench.Score(field, site, trained: true, shuffled: true);
                    ProbeResult[] compared = PerAgent.Select(keys, (key, a) => Compare(
                        sites[site], field, state[a], Better(observation[a], whole?[a]), before[a], control[a], settings, key, test.Levels[a].Count));
                    for (int a = 0; a < keys.Length; a++) results[a].Add(compared[a]);
                }
            }
        }
        return [.. results.Select(r => r.ToArray())];
    }

    /// <summary>
    /// The observation at its best on held-out levels: of the probe's own field, or the whole of it, since a state has seen more than the
    /// cells it stands for. On the probe's training levels the own field counts: the whole has enough weights to learn them by heart.
    /// </summary>
    private static ProbeScore Better(ProbeScore near, ProbeScore? whole) =>
        whole is not null && whole.Test > near.Test ? whole with { Training = near.Training } : near;

    private static ProbeResult Compare(
        Site site, ProbeField field, ProbeScore state, ProbeScore observation, ProbeScore untrained, ProbeScore control,
        ProbingSettings settings, ulong key, int levels)
    {
        ProbeScore best = new[] { observation, untrained, control }.MaxBy(s => s.Test)!;
        double trainingControl = Math.Max(observation.Training, Math.Max(untrained.Training, control.Training));
        string name = field switch { ProbeField.Cell => "1x1", ProbeField.Neighbourhood => "3x3", _ => "whole" };
        double p = PairedPermutation.PValue(state.Counts, best.Counts, settings.Permutations, key);
        return new ProbeResult(
            site, name, state.Test, observation.Test, untrained.Test, control.Test, p, state.Training - trainingControl, levels);
    }
}
