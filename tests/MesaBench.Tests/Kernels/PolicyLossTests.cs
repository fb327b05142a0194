using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Tests.Engines;
using MesaBench.Tests.Networks;

namespace MesaBench.Tests.Kernels;

public class PolicyLossTests
{
    private const double Step = 1e-5;

    public static TheoryData<float, float, float> Weights { get; } = new()
    {
        { 0.2f, 0.01f, 0.5f }, { 0.1f, 0f, 1f }, { 0.3f, 0.5f, 0f },
    };

    [Theory]
    [MemberData(nameof(Weights))]
    public void The_gradient_is_that_of_the_papers_loss(float clip, float bonus, float valueWeight)
    {
        const int Agents = 2, Count = 400;
        Random random = new(1);
        PolicyLoss loss = new(clip, bonus, valueWeight);
        using IEngine engine = Grid.NewEngine();
        Grid head = Grid.Of(Agents, 5, Count, (_, _, _) => (float)(6 * random.NextDouble() - 3));
        double[][][] heads =
            [.. Enumerable.Range(0, Agents).Select(a => Enumerable.Range(0, Count).Select(i => Column(head, a, i)).ToArray())];
        Grid samples = PpoReference.Samples(random, heads), statistics = PpoReference.Statistics(samples);
        Tensor gradient = engine.Floats(Agents, 5, Count);
        engine.Run(new PolicyLossGradient(head.On(engine), samples.On(engine), gradient, statistics.On(engine), loss));

        AssertEveryCaseOccurs(heads, samples, clip);
        Grid.AssertHolds(engine, gradient, (a, output, i) =>
        {
            double weight = samples[a, Rollout.Mask, i] * statistics[a, 0, 0];
            double slope = weight * Slope(heads[a][i], output, samples, a, i, loss);
            return new Rounded(slope, 2e-6 * weight);
        });
    }

    [Fact]
    public void A_sample_that_is_masked_out_has_no_gradient()
    {
        using IEngine engine = Grid.NewEngine();
        Grid head = Grid.Random(new Random(2), 1, 5, 16);
        Grid samples = Grid.Of(1, Rollout.Rows, 16, (_, row, column) =>
            row == Rollout.Mask ? column % 2 : row == Rollout.Action ? 1 : 0.5);
        Tensor gradient = engine.Floats(1, 5, 16);
        engine.Run(new PolicyLossGradient(
            head.On(engine), samples.On(engine), gradient, PpoReference.Statistics(samples).On(engine),
            new PolicyLoss(0.2f, 0.01f, 0.5f)));
        Grid found = Grid.From(engine, gradient);
        for (int i = 0; i < 16; i++)
            for (int output = 0; output < 5; output++) Assert.Equal(i % 2 == 0, found[0, output, i] == 0);
    }

    [Fact]
    public void The_logarithm_of_a_ratio_is_the_difference_of_log_probabilities()
    {
        const int Agents = 2, Count = 400;
        Random random = new(3);
        using IEngine engine = Grid.NewEngine();
        Grid head = Grid.Of(Agents, 5, Count, (_, _, _) => (float)(6 * random.NextDouble() - 3));
        double[][][] heads =
            [.. Enumerable.Range(0, Agents).Select(a => Enumerable.Range(0, Count).Select(i => Column(head, a, i)).ToArray())];
        Grid samples = PpoReference.Samples(random, heads);
        Tensor rows = engine.Floats(Agents, 3, Count);
        engine.Run(new LogRatios(head.On(engine), samples.On(engine), rows.RowRange(1, 1)));
        Grid.AssertHolds(engine, rows, (a, row, i) => row != 1 ? default : new Rounded(
            heads[a][i][(int)samples[a, Rollout.Action, i]] - Math.Log(heads[a][i].Take(4).Sum(Math.Exp)) - samples[a, Rollout.LogProbability, i],
            2e-6));
    }

    private static double Slope(double[] head, int output, Grid samples, int agent, int i, PolicyLoss loss)
    {
        return (At(Step) - At(-Step)) / (2 * Step);

        double At(double step)
        {
            double[] moved = [.. head];
            moved[output] += step;
            return PpoReference.Of(
                moved, (int)samples[agent, Rollout.Action, i], samples[agent, Rollout.LogProbability, i],
                samples[agent, Rollout.Advantage, i], samples[agent, Rollout.Return, i], loss);
        }
    }

    // Ratio below, within and above the clip range, each with advantages of both signs.
    private static void AssertEveryCaseOccurs(double[][][] heads, Grid samples, double clip)
    {
        HashSet<(int, bool)> cases = [];
        for (int i = 0; i < heads[0].Length; i++)
        {
            int action = (int)samples[0, Rollout.Action, i];
            double logSum = Math.Log(heads[0][i].Take(4).Sum(Math.Exp));
            double ratio = Math.Exp(heads[0][i][action] - logSum - samples[0, Rollout.LogProbability, i]);
            _ = cases.Add((ratio < 1 - clip ? -1 : ratio > 1 + clip ? 1 : 0, samples[0, Rollout.Advantage, i] > 0));
        }
        Assert.Equal(6, cases.Count);
    }

    private static double[] Column(Grid head, int agent, int column) =>
        [.. Enumerable.Range(0, 5).Select(row => head[agent, row, column])];
}
