using MesaBench.Engines;
using MesaBench.Networks;
using MesaBench.Probing;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Probing;

/// <summary>Every kind of probe against a double-precision fit of the same rows: the two must predict alike.</summary>
public sealed class LinearProbeTests
{
    private const int Agents = 2, Samples = 64, Size = 3, Cells = Size * Size;

    // Predictions may differ where the two likeliest classes are this close.
    private const double Undecided = 0.02;

    private readonly Random random = new(3);

    [Theory]
    [InlineData(ProbeField.Cell)]
    [InlineData(ProbeField.Neighbourhood)]
    [InlineData(ProbeField.Layer)]
    [InlineData(ProbeField.Observation)]
    public void A_probe_predicts_as_a_double_precision_fit_does(ProbeField field)
    {
        using IEngine engine = Grid.NewEngine();
        bool shared = field is ProbeField.Cell or ProbeField.Neighbourhood;
        int features = field switch { ProbeField.Neighbourhood => 1, ProbeField.Observation => 4, _ => 2 };
        Data data = field == ProbeField.Observation ? Observation(engine, features) : shared ? States(engine, features, field == ProbeField.Neighbourhood) : Layer(engine, features);
        Func<int, int, int, double[]> row = field == ProbeField.Neighbourhood ? (a, s, c) => Around(data.Row, a, s, c) : data.Row;
        int[][][] labels = Labels(row);
        LinearProbe probe = new(engine, field, Agents, features, Cells, 0.03);
        probe.Train(data.Input, LinearProbe.Target(engine, field, labels), 1000);
        int[][][] predicted = probe.Predict(data.Input);

        for (int agent = 0; agent < Agents; agent++)
        {
            // Weights of a layer's probe are each cell's own.
            foreach (int[] cells in shared ? [[.. Enumerable.Range(0, Cells)]] : Enumerable.Range(0, Cells).Where(c => c % 3 == 0).Select(c => (int[])[c]))
                AssertAlike(predicted[agent], labels[agent], (sample, cell) => row(agent, sample, cell), cells);
        }
    }

    [Fact]
    public void A_probe_starts_anew_each_time_it_is_trained()
    {
        using IEngine engine = Grid.NewEngine();
        Data data = States(engine, 2), other = States(engine, 2);
        LinearProbe probe = new(engine, ProbeField.Cell, Agents, 2, Cells, 0.03);
        ProbeTarget target = LinearProbe.Target(engine, ProbeField.Cell, Labels(data.Row));
        probe.Train(data.Input, target, 20);
        int[][][] first = probe.Predict(data.Input);
        probe.Train(other.Input, LinearProbe.Target(engine, ProbeField.Cell, Labels(other.Row)), 20);
        probe.Train(data.Input, target, 20);
        Assert.Equal(first, probe.Predict(data.Input));
    }

    private static void AssertAlike(int[][] predicted, int[][] labels, Func<int, int, double[]> row, int[] cells)
    {
        (int Sample, int Cell)[] asked =
            [.. Enumerable.Range(0, Samples).SelectMany(s => cells.Where(c => labels[s][c] != PlanLabels.Unasked).Select(c => (s, c)))];
        Logistic reference = new([.. asked.Select(at => row(at.Sample, at.Cell))], [.. asked.Select(at => labels[at.Sample][at.Cell])]);
        int decided = 0;
        HashSet<int> classes = [];
        foreach ((int sample, int cell) in asked)
        {
            double[] p = reference.Probabilities(row(sample, cell));
            int[] order = [.. Enumerable.Range(0, 5).OrderByDescending(c => p[c])];
            if (p[order[0]] - p[order[1]] < Undecided) continue;
            decided++;
            classes.Add(order[0]);
            Assert.Equal(order[0], predicted[sample][cell]);
        }
        Assert.True(decided > 0.65 * asked.Length && classes.Count > 1, $"{decided} of {asked.Length} decided, {classes.Count} classes");
    }

    /// <summary>[agent][sample][cell] labels that follow the rows, but for noise; the middle cell of every third sample is a wall.</summary>
    private int[][][] Labels(Func<int, int, int, double[]> row)
    {
        double[,] truth = new double[9, 5];
        for (int f = 0; f < 9; f++)
            for (int c = 0; c < 5; c++) truth[f, c] = Normal();
        return Array3((a, s, c) => c == 4 && s % 3 == 0 ? PlanLabels.Unasked
            : Enumerable.Range(0, 5).MaxBy(k => Gumbel() + row(a, s, c).Select((x, f) => x * truth[f, k]).Sum()));
    }

    private sealed record Data(ProbeInput Input, Func<int, int, int, double[]> Row);

    private Data States(IEngine engine, int features, bool around = false)
    {
        Tensor states = engine.Floats(Agents, Samples * Cells + 1, features);
        float[] values = new float[Agents * states.Rows * states.RowStride];
        int At(int a, int s, int c) => (a * states.Rows + s * Cells + c) * states.RowStride;
        for (int row = 0; row < Agents * states.Rows; row++)
            if (row % states.Rows != states.Rows - 1)
                for (int f = 0; f < features; f++) values[row * states.RowStride + f] = (float)Normal();
        engine.Upload(values, states);
        return new Data(
            around ? new NeighbourhoodInput(states, Neighbourhood.Rows(engine, Size, Samples), Samples) : new StateInput(states, Samples),
            (a, s, c) => [.. values.AsSpan(At(a, s, c), features).ToArray().Select(x => (double)x)]);
    }

    private Data Layer(IEngine engine, int features)
    {
        Tensor states = engine.Floats(Agents, Samples, features);
        float[] values = new float[Agents * Samples * states.RowStride];
        for (int row = 0; row < Agents * Samples; row++)
            for (int f = 0; f < features; f++) values[row * states.RowStride + f] = (float)Normal();
        engine.Upload(values, states);
        return new Data(
            new StateInput(states, Samples),
            (a, s, _) => [.. values.AsSpan((a * Samples + s) * states.RowStride, features).ToArray().Select(x => (double)x)]);
    }

    private Data Observation(IEngine engine, int features)
    {
        IntTensor lists = engine.Ints(Agents, Samples, features + 1);
        int[] values = new int[Agents * Samples * (features + 1)];
        for (int row = 0; row < Agents * Samples; row++)
        {
            // The agent's own feature comes first, and is always there.
            int own = random.Next(features);
            int[] active = [own, .. Enumerable.Range(0, features).Where(f => f != own && random.Next(2) == 0)];
            values[row * (features + 1)] = active.Length;
            active.CopyTo(values, row * (features + 1) + 1);
        }
        engine.Upload(values, lists);
        return new Data(new ObservationInput(lists, Samples), (a, s, _) =>
        {
            int[] active = values.AsSpan((a * Samples + s) * (features + 1) + 1, values[(a * Samples + s) * (features + 1)]).ToArray();
            return [.. Enumerable.Range(0, features).Select(f => active.Contains(f) ? 1.0 : 0.0)];
        });
    }

    /// <summary>The one feature of the nine cells around a cell, zeros beyond the border.</summary>
    private static double[] Around(Func<int, int, int, double[]> row, int agent, int sample, int cell) =>
    [
        .. from r in Enumerable.Range(cell / Size - 1, 3)
           from c in Enumerable.Range(cell % Size - 1, 3)
           select r is < 0 or >= Size || c is < 0 or >= Size ? 0 : row(agent, sample, r * Size + c)[0],
    ];

    private static int[][][] Array3(Func<int, int, int, int> value) =>
    [
        .. Enumerable.Range(0, Agents).Select(a => Enumerable.Range(0, Samples)
            .Select(s => Enumerable.Range(0, Cells).Select(c => value(a, s, c)).ToArray()).ToArray()),
    ];

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private double Gumbel() => -Math.Log(-Math.Log(1 - random.NextDouble()));
}
