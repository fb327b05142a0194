using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Kernels;

public class PolicyTests
{
    private const int Environments = 48;

    [Fact]
    public void Actions_come_as_often_as_their_probabilities_say()
    {
        const int Steps = 1000;
        double[] logits = [0.3, -1.2, 1.1, -2.5];
        using IEngine engine = Grid.NewEngine();
        Grid head = Grid.Of(2, 5, Environments, (_, row, _) => row < 4 ? logits[row] : 9);
        int[] counts = new int[4];
        for (uint step = 0; step < Steps; step++)
            foreach (int action in Sampled(engine, head, step, greedy: false).Actions) counts[action]++;

        double[] expected = [.. Softmax(logits).Select(p => 2 * Environments * Steps * p)];
        double chiSquare = counts.Zip(expected, (count, e) => (count - e) * (count - e) / e).Sum();
        Assert.True(chiSquare < 16.27, $"chi-square {chiSquare:F2} of 3 degrees of freedom; 16.27 comes once in 1000");
    }

    [Fact]
    public void Every_environment_step_agent_purpose_and_tag_has_draws_of_its_own()
    {
        using IEngine engine = Grid.NewEngine();
        Grid head = new(2, 5, Environments);
        int[] actions = Sampled(engine, head, 7, greedy: false).Actions;
        int[][] others =
        [
            Sampled(engine, head, 8, greedy: false).Actions,
            Sampled(engine, head, 7, greedy: false, tag: 1).Actions,
            Sampled(engine, head, 7, greedy: false, purpose: Purpose.Evaluation).Actions,
            [.. actions.Skip(Environments), .. actions.Take(Environments)],
            [.. actions.Skip(1), actions[0]],
        ];
        Assert.Equal(actions, Sampled(engine, head, 7, greedy: false).Actions);
        // Draws that do not depend on each other agree a quarter of the time: 24 of 96, give or take 4.2.
        Assert.All(others, other => Assert.InRange(actions.Zip(other).Count(p => p.First == p.Second), 8, 40));
    }

    [Fact]
    public void Log_probability_and_entropy_are_those_of_the_softmax()
    {
        Random random = new(3);
        using IEngine engine = Grid.NewEngine();
        Grid head = Grid.Of(2, 5, Environments, (_, _, column) => (float)((column % 3 == 0 ? 20 : 2) * (random.NextDouble() - 0.5)));
        (int[] actions, Grid samples) = Sampled(engine, head, 5, greedy: false);
        for (int i = 0; i < actions.Length; i++)
        {
            (int agent, int column) = (i / Environments, i % Environments);
            double[] p = Softmax([.. Enumerable.Range(0, 4).Select(row => head[agent, row, column])]);
            Assert.Equal(Math.Log(p[actions[i]]), samples[agent, Rollout.LogProbability, column], 4e-6);
            Assert.Equal(-p.Sum(x => x * Math.Log(x)), samples[agent, Rollout.Entropy, column], 2e-6);
        }
    }

    [Fact]
    public void An_action_is_drawn_by_where_its_uniform_number_falls()
    {
        Random random = new(4);
        using IEngine engine = Grid.NewEngine();
        Grid head = Grid.Random(random, 2, 5, Environments);
        (int[] actions, Grid samples) = Sampled(engine, head, 5, greedy: false);
        for (int i = 0; i < actions.Length; i++)
        {
            (int agent, int column) = (i / Environments, i % Environments);
            double[] p = Softmax([.. Enumerable.Range(0, 4).Select(row => head[agent, row, column])]);
            Philox block = Philox.Block((uint)agent, 77, (uint)column, 5, Purpose.Action, 0);
            double uniform = (block.Word0 >> 8) / 16777216.0;
            Assert.Equal(uniform, samples[agent, Rollout.Uniform, column]);
            Assert.InRange(uniform, p.Take(actions[i]).Sum() - 1e-6, p.Take(actions[i] + 1).Sum() + 1e-6);
        }
    }

    [Theory]
    [InlineData(0, 1.0, 1.0, 1.0, 1.0)]
    [InlineData(0, 2.0, 1.0, 2.0, 2.0)]
    [InlineData(1, 1.0, 2.0, 2.0, 0.0)]
    [InlineData(2, 1.0, 1.5, 2.0, 2.0)]
    [InlineData(3, -4.0, -3.0, -2.0, -1.0)]
    public void Greedy_takes_the_most_probable_action_and_the_lowest_of_equals(int best, double l0, double l1, double l2, double l3)
    {
        using IEngine engine = Grid.NewEngine();
        double[] logits = [l0, l1, l2, l3, 100];
        Grid head = Grid.Of(2, 5, Environments, (_, row, _) => logits[row]);
        Assert.All(Sampled(engine, head, 0, greedy: true).Actions, action => Assert.Equal(best, action));
    }

    private static (int[] Actions, Grid Samples) Sampled(
        IEngine engine, Grid head, uint step, bool greedy, uint tag = 0, uint purpose = Purpose.Action)
    {
        engine.Clear();
        Tensor samples = engine.Floats(2, Rollout.Rows, Environments);
        IntTensor agents = engine.Ints(2, 1, 16);
        int[] descriptors = new int[32];
        (descriptors[0], descriptors[1], descriptors[16], descriptors[17]) = (0, 77, 1, 77);
        engine.Upload(descriptors, agents);
        engine.Run(new SampleActions(head.On(engine), samples, agents, Environments, purpose, step, tag, greedy));
        Grid rows = Grid.From(engine, samples);
        int[] actions =
            [.. Enumerable.Range(0, 2 * Environments).Select(i => (int)rows[i / Environments, Rollout.Action, i % Environments])];
        return (actions, rows);
    }

    private static double[] Softmax(double[] logits)
    {
        double sum = logits.Sum(Math.Exp);
        return [.. logits.Select(l => Math.Exp(l) / sum)];
    }
}
