using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Networks;

namespace MesaBench.Probing;

/// <summary>How well a probe did for one agent.</summary>
/// <param name="Training">Macro-F1 on the levels it was fitted on.</param>
/// <param name="Test">Macro-F1 on held-out levels.</param>
/// <param name="Counts">[level][25] held-out confusion counts: truth * 5 + prediction.</param>
internal sealed record ProbeScore(double Training, double Test, int[][] Counts);

/// <summary>Fits probes on one recording and scores them on another, for a whole cohort.</summary>
internal sealed class ProbeBench
{
    private const int Classes = PlanLabels.Classes;

    private readonly IEngine engine;
    private readonly ObservationShape shape;
    private readonly ProbingSettings settings;
    private readonly ProbeRecording training, test;
    private readonly int[][][] shuffledTraining, shuffledTest;
    private readonly IntTensor trainingSources, testSources;
    private readonly Dictionary<(ProbeField, bool), ProbeTarget> targets = [];
    private readonly Dictionary<(ProbeField, int), LinearProbe> probes = [];

    public ProbeBench(
        IEngine engine, ObservationShape shape, ProbingSettings settings, ulong[] keys, ProbeRecording training, ProbeRecording test)
    {
        this.engine = engine;
        this.shape = shape;
        this.settings = settings;
        this.training = training;
        this.test = test;
        shuffledTraining = PerAgent.Select(training.Labels, (labels, a) => PlanLabels.Shuffled(labels, keys[a], 0));
        shuffledTest = PerAgent.Select(test.Labels, (labels, a) => PlanLabels.Shuffled(labels, keys[a], 1));
        trainingSources = Neighbourhood.Rows(engine, shape.Size, training.Samples);
        testSources = Neighbourhood.Rows(engine, shape.Size, test.Samples);
    }

    /// <summary>[agent] the score of a probe of a site.</summary>
    public ProbeScore[] Score(ProbeField field, int site, bool trained, bool shuffled)
    {
        Tensor fit = (trained ? training.Trained : training.Untrained)[site];
        Tensor held = (trained ? test.Trained : test.Untrained)[site];
        return Score(field, fit.Columns, Input(field, fit, training, trainingSources), Input(field, held, test, testSources), shuffled);
    }

    /// <summary>[agent] the score of a probe of the same field on the observation alone.</summary>
    public ProbeScore[] ScoreObservation(ProbeField field) => field == ProbeField.Layer
        ? Score(
            ProbeField.Observation, shape.Features, new ObservationInput(training.Features, training.Samples),
            new ObservationInput(test.Features, test.Samples), false)
        : Score(
            field, shape.Planes, Input(field, Spread(training), training, trainingSources), Input(field, Spread(test), test, testSources), false);

    private static ProbeInput Input(ProbeField field, Tensor states, ProbeRecording of, IntTensor sources) =>
        field == ProbeField.Neighbourhood ? new NeighbourhoodInput(states, sources, of.Samples) : new StateInput(states, of.Samples);

    private ProbeScore[] Score(ProbeField field, int features, ProbeInput fit, ProbeInput held, bool shuffled)
    {
        if (!probes.TryGetValue((field, features), out LinearProbe? probe))
        {
            probe = new LinearProbe(engine, field, training.Labels.Length, features, shape.Cells, settings.LearningRate);
            probes.Add((field, features), probe);
        }
        if (!targets.TryGetValue((field, shuffled), out ProbeTarget? target))
        {
            target = LinearProbe.Target(engine, field, shuffled ? shuffledTraining : training.Labels);
            targets.Add((field, shuffled), target);
        }
        probe.Train(fit, target, settings.Iterations);
        int[][][] fitted = probe.Predict(fit), predicted = probe.Predict(held);
        return PerAgent.Select(training.Labels.Length, a =>
        {
            int[][] own = Confusions(fitted[a], (shuffled ? shuffledTraining : training.Labels)[a], training.Levels[a].Count);
            int[][] counts = Confusions(predicted[a], (shuffled ? shuffledTest : test.Labels)[a], test.Levels[a].Count);
            return new ProbeScore(F1(own), F1(counts), counts);
        });
    }

    private Tensor Spread(ProbeRecording recording)
    {
        Tensor planes = engine.Floats(recording.Labels.Length, recording.Samples * shape.Cells + 1, shape.Planes);
        engine.Run(new SpreadFeatures(recording.Features, planes.RowRange(0, recording.Samples * shape.Cells)));
        return planes;
    }

    private static double F1(int[][] counts)
    {
        int[] pooled = new int[Classes * Classes];
        foreach (int[] level in counts)
            for (int i = 0; i < pooled.Length; i++) pooled[i] += level[i];
        return PairedPermutation.MacroF1(pooled);
    }

    private static int[][] Confusions(int[][] predicted, int[][] labels, int levels) =>
    [
        .. Enumerable.Range(0, levels).Select(sample =>
        {
            int[] counts = new int[Classes * Classes];
            for (int cell = 0; cell < labels[sample].Length; cell++)
                if (labels[sample][cell] != PlanLabels.Unasked) counts[labels[sample][cell] * Classes + predicted[sample][cell]]++;
            return counts;
        }),
    ];
}
