using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Kernels;

public class AdvantageTests
{
    private const int Agents = 2, Environments = 32, Steps = 12;
    private const double Discount = 0.95, Lambda = 0.9;

    [Fact]
    public void Advantages_are_the_discounted_sums_of_temporal_differences()
    {
        using IEngine engine = Grid.NewEngine();
        (Grid head, Grid samples, int[][][] ends) = RandomRollout(new Random(1));
        Tensor rollout = samples.On(engine);
        engine.Run(new AdvantageEstimate(head.On(engine), rollout, Environments, Steps, (float)Discount, (float)Lambda));
        Grid found = Grid.From(engine, rollout);
        for (int agent = 0; agent < Agents; agent++)
            for (int environment = 0; environment < Environments; environment++)
                for (int step = 0; step < Steps; step++)
                {
                    int at = step * Environments + environment;
                    double advantage = Advantage(head, samples, ends[agent][environment], agent, environment, step);
                    Assert.Equal(advantage, found[agent, Rollout.Advantage, at], 3e-6);
                    Assert.Equal(advantage + head[agent, Rollout.Value, at], found[agent, Rollout.Return, at], 3e-6);
                }
    }

    [Fact]
    public void Normalised_advantages_have_mean_0_and_deviation_1_over_real_samples()
    {
        Random random = new(2);
        using IEngine engine = Grid.NewEngine();
        Grid samples = RandomRollout(random).Samples;
        for (int agent = 0; agent < Agents; agent++)
            for (int i = 0; i < samples.Columns; i++)
                samples[agent, Rollout.Advantage, i] = samples[agent, Rollout.Mask, i] * (float)(3 + 5 * random.NextDouble());
        Tensor rollout = samples.On(engine), statistics = engine.Floats(Agents, 1, Statistic.Columns);
        engine.Run(new NormaliseAdvantages(rollout, statistics, engine.Floats(Agents, 3, Environments), Environments, Steps));
        Grid found = Grid.From(engine, rollout), numbers = Grid.From(engine, statistics);
        for (int agent = 0; agent < Agents; agent++)
        {
            int[] real = [.. Enumerable.Range(0, samples.Columns).Where(i => samples[agent, Rollout.Mask, i] == 1)];
            double mean = real.Average(i => samples[agent, Rollout.Advantage, i]);
            double deviation = Math.Sqrt(real.Average(i => Math.Pow(samples[agent, Rollout.Advantage, i] - mean, 2)));
            Assert.InRange(real.Length, 1, samples.Columns - 1);
            Assert.Equal(1.0 / real.Length, numbers[agent, 0, Statistic.InverseCount], 1e-9);
            Assert.Equal(1, numbers[agent, 0, Statistic.AdvantageVariance] / (deviation * deviation), 1e-6);
            for (int i = 0; i < samples.Columns; i++)
            {
                double wanted = samples[agent, Rollout.Mask, i] * (samples[agent, Rollout.Advantage, i] - mean) / (deviation + 1e-8);
                Assert.Equal(wanted, found[agent, Rollout.Advantage, i], 5e-6);
            }
        }
    }

    /// <summary>
    /// The estimate from its definition (Schulman et al. 2016, eq. 16): sum over l of (discount lambda)^l delta of step + l, to the end
    /// of the episode or of the rollout.
    /// </summary>
    private static double Advantage(Grid head, Grid samples, int[] ends, int agent, int environment, int first)
    {
        if (ends[first] == Shown) return 0;
        double sum = 0;
        for (int step = first; step < Steps; step++)
        {
            int at = step * Environments + environment;
            double next = ends[step] == Terminated ? 0 : head[agent, Rollout.Value, at + Environments];
            double delta = samples[agent, Rollout.Reward, at] + Discount * next - head[agent, Rollout.Value, at];
            sum += Math.Pow(Discount * Lambda, step - first) * delta;
            if (ends[step] is Terminated or Truncated) break;
        }
        return sum;
    }

    private const int Running = 0, Terminated = 1, Truncated = 2, Shown = 3;

    // After a truncated step comes a masked sample that shows the last state.
    private static (Grid Head, Grid Samples, int[][][] Ends) RandomRollout(Random random)
    {
        Grid head = Grid.Random(random, Agents, 5, (Steps + 1) * Environments);
        Grid samples = new(Agents, Rollout.Rows, Steps * Environments);
        int[][][] ends =
            [.. Enumerable.Range(0, Agents).Select(_ => Enumerable.Range(0, Environments).Select(_ => new int[Steps]).ToArray())];
        for (int agent = 0; agent < Agents; agent++)
            for (int environment = 0; environment < Environments; environment++)
                for (int step = 0; step < Steps; step++)
                {
                    int at = step * Environments + environment;
                    bool isShown = step > 0 && ends[agent][environment][step - 1] == Truncated;
                    int end = isShown ? Shown : random.Next(6) switch { 0 => Terminated, 1 => Truncated, _ => Running };
                    ends[agent][environment][step] = end;
                    samples[agent, Rollout.Reward, at] = end == Shown ? 0 : random.Next(-1, 2);
                    samples[agent, Rollout.Mask, at] = end == Shown ? 0 : 1;
                    samples[agent, Rollout.Bootstrap, at] = end is Running or Truncated ? 1 : 0;
                    samples[agent, Rollout.Continue, at] = end == Running ? 1 : 0;
                }
        return (head, samples, ends);
    }
}
