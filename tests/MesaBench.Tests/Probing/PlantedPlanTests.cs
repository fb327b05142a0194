using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Probing;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;

namespace MesaBench.Tests.Probing;

/// <summary>
/// Recordings whose hidden states hold the plan, as a noisy linear code, or hold nothing: the probe must find the one and not the other.
/// </summary>
public sealed class PlantedPlanTests
{
    private const int Size = 4, Cells = Size * Size;

    // Predictions q that are independent of the truth p have F1 = 2 p q / (p + q) <= (p + q) / 2 in each class, which over five classes
    // sum to at most 1: their macro-F1 is at most 1/5. What is above that is the chance of a few hundred labels.
    private const double Chance = 0.26;

    private static readonly ObservationShape Shape = new(Size, 3, 8);

    private readonly Random random = new(5);

    [Fact]
    public void A_plan_in_the_cells_of_a_state_is_found_and_its_controls_stay_at_chance()
    {
        ProbeResult[] results = Probe(1, new Site(0, 1, "h", 6, IsSpatial: true), true, 64, 64)[0];
        Assert.Equal(["1x1", "3x3"], results.Select(r => r.Field));
        Assert.All(results, AssertFound);
    }

    [Fact]
    public void A_plan_in_a_whole_layer_is_found_and_its_controls_stay_at_chance()
    {
        ProbeResult result = Assert.Single(Probe(1, new Site(1, 0, "h", 96, IsSpatial: false), true, 512, 128)[0]);
        Assert.Equal("whole", result.Field);
        AssertFound(result);
    }

    [Fact]
    public void How_a_probe_does_on_its_own_levels_hangs_on_all_of_them_and_on_no_others()
    {
        using IEngine engine = Grid.NewEngine();
        Site site = new(0, 1, "h", 6, IsSpatial: true);
        double[][] code = [.. Enumerable.Range(0, PlanLabels.Classes).Select(_ => Normals(site.Width))];
        ProbeRecording training = Record(engine, 1, site, code, 64);
        double[] Gains(int levels) =>
            [.. PlanProbe.Score(engine, [site], Shape, new ProbingSettings(), [0], training, Record(engine, 1, site, code, levels))[0].Select(r => r.TrainingGain)];
        Assert.Equal(Gains(64), Gains(16));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void In_states_of_noise_no_plan_is_found_more_often_than_the_significance_level_allows(bool isSpatial)
    {
        const int Agents = 40;
        ProbeResult[][] all = Probe(Agents, new Site(0, 1, "h", 6, isSpatial), false, 48, 32);
        ProbeResult[] first = [.. all.Select(r => r[0])];
        Assert.All(first, r => Assert.True(r.F1 < Chance, $"F1 {r.F1}"));

        // A test at level .05 is right by chance in at most 2 of 40, and in more than 6 of 40 once in 300 trials.
        Assert.InRange(first.Count(r => r.PValue <= 0.05), 0, 6);
        Assert.InRange(first.Average(r => r.PValue), 0.4, 1);
        ProbingSettings settings = new();
        Assert.DoesNotContain(first, r => r.PValue <= settings.SignificanceLevel && r.Gain >= settings.LeastGain);
    }

    private static void AssertFound(ProbeResult result)
    {
        Assert.True(result.F1 > 0.8, $"F1 {result.F1}");
        Assert.Equal(0.001, result.PValue);
        Assert.True(result.ControlTask < Chance, $"control task {result.ControlTask}");
        Assert.True(result.Observation < Chance, $"observation {result.Observation}");
        Assert.True(result.Untrained < Chance, $"untrained {result.Untrained}");
        Assert.Equal(result.F1 - Math.Max(result.ControlTask, Math.Max(result.Observation, result.Untrained)), result.Gain);
        // Controls with as many weights as a layer's learn some of their own levels by heart.
        Assert.True(result.TrainingGain > 0.3, $"gain on the probe's own levels {result.TrainingGain}");
    }

    private ProbeResult[][] Probe(int agents, Site site, bool isPlanted, int trainingLevels, int testLevels)
    {
        using IEngine engine = Grid.NewEngine();
        // [class, or cell x class][feature] the code; the same on both recordings, as a network's is.
        double[][] code = [.. Enumerable.Range(0, (site.IsSpatial ? 1 : Cells) * PlanLabels.Classes).Select(_ => Normals(site.Width))];
        ProbeRecording training = Record(engine, agents, site, isPlanted ? code : null, trainingLevels);
        ProbeRecording test = Record(engine, agents, site, isPlanted ? code : null, testLevels);
        ulong[] keys = [.. Enumerable.Range(0, agents).Select(a => (ulong)a)];
        return PlanProbe.Score(engine, [site], Shape, new ProbingSettings(), keys, training, test);
    }

    private ProbeRecording Record(IEngine engine, int agents, Site site, double[][]? code, int levels)
    {
        int[][][] labels = [.. Enumerable.Range(0, agents).Select(_ => Enumerable.Range(0, levels).Select(_ => Labels()).ToArray())];
        return new ProbeRecording(
            [.. Enumerable.Repeat(new LevelRange(0, levels), agents)], levels, [States(engine, labels, site, code)],
            [States(engine, labels, site, null)], Features(engine, agents, levels), labels);
    }

    /// <summary>Labels of a random walk in a level with a few walls.</summary>
    private int[] Labels()
    {
        bool[] walls = [.. Enumerable.Range(0, Cells).Select(_ => random.Next(8) == 0)];
        List<int> path = [random.Next(Cells)];
        walls[path[0]] = false;
        for (int step = 0; step < 10; step++)
        {
            int next = Paths.Neighbours(Size)[path[^1] * Paths.Actions + random.Next(Paths.Actions)];
            path.Add(walls[next] ? path[^1] : next);
        }
        return PlanLabels.Of(new Level(Size, walls, path[0], []), path, 0);
    }

    /// <summary>States of noise, on which a code of the labels is laid.</summary>
    private Tensor States(IEngine engine, int[][][] labels, Site site, double[][]? code)
    {
        const double Noise = 0.3;
        int levels = labels[0].Length, rows = site.IsSpatial ? levels * Cells : levels;
        Tensor states = engine.Floats(labels.Length, rows + 1, site.Width);
        float[] values = new float[labels.Length * states.Rows * states.RowStride];
        for (int agent = 0; agent < labels.Length; agent++)
        {
            for (int row = 0; row < rows; row++)
            {
                double[] state = [.. Normals(site.Width).Select(x => Noise * x)];
                for (int cell = site.IsSpatial ? row % Cells : 0; code is not null && cell < (site.IsSpatial ? row % Cells + 1 : Cells); cell++)
                {
                    int label = labels[agent][site.IsSpatial ? row / Cells : row][cell];
                    if (label == PlanLabels.Unasked) continue;
                    double[] word = code[(site.IsSpatial ? 0 : cell * PlanLabels.Classes) + label];
                    for (int f = 0; f < state.Length; f++) state[f] += word[f];
                }
                for (int f = 0; f < state.Length; f++) values[(agent * states.Rows + row) * states.RowStride + f] = (float)state[f];
            }
        }
        engine.Upload(values, states);
        return states;
    }

    /// <summary>Observations that tell nothing of the labels.</summary>
    private IntTensor Features(IEngine engine, int agents, int levels)
    {
        IntTensor features = engine.Ints(agents, levels, Shape.MaxActive + 1);
        int[] values = new int[agents * levels * features.RowStride];
        for (int row = 0; row < agents * levels; row++)
        {
            int[] active = [random.Next(Cells), .. Enumerable.Range(Cells, 2 * Cells).OrderBy(_ => random.Next()).Take(random.Next(8)).Order()];
            values[row * features.RowStride] = active.Length;
            active.CopyTo(values, row * features.RowStride + 1);
        }
        engine.Upload(values, features);
        return features;
    }

    private double[] Normals(int count) =>
    [
        .. Enumerable.Range(0, count)
            .Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())),
    ];
}
