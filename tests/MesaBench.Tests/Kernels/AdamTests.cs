using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Tests.Engines;
using MesaBench.Training;

namespace MesaBench.Tests.Kernels;

public class AdamTests
{
    private const int Rows = 5, Width = 64;
    private static readonly double[] Rates = [1e-2, 3e-4];

    [Theory]
    [InlineData(0.5)]   // every gradient is clipped
    [InlineData(1000.0)] // none is
    public void Steps_follow_the_paper(double maxNorm)
    {
        const double Decay1 = 0.9, Decay2 = 0.999, Epsilon = 1e-5, Factor = 0.75;
        Random random = new(1);
        using IEngine engine = Grid.NewEngine();
        AdamMemory memory = AdamMemories.Create(engine, Rows, Rates);
        Grid weights = Grid.Random(random, Rates.Length, Rows, Width);
        Grid mean = new(Rates.Length, Rows, Width), square = new(Rates.Length, Rows, Width);
        Tensor onEngine = weights.On(engine), gradient = engine.Floats(Rates.Length, Rows, Width);
        for (int step = 1; step <= 6; step++)
        {
            Grid g = Grid.Random(random, Rates.Length, Rows, Width);
            g.Write(engine, gradient);
            engine.Run(new Adam(onEngine, gradient, memory, new AdamStep(step, (float)maxNorm, (float)Epsilon, (float)Factor)));
            double[] norms = new double[Rates.Length];
            for (int agent = 0; agent < Rates.Length; agent++)
            {
                double norm = norms[agent] = Math.Sqrt(Places().Sum(p => Math.Pow(g[agent, p.Row, p.Column], 2)));
                foreach ((int row, int column) in Places())
                {
                    double clipped = g[agent, row, column] * Math.Min(1, maxNorm / norm);
                    mean[agent, row, column] = Decay1 * mean[agent, row, column] + (1 - Decay1) * clipped;
                    square[agent, row, column] = Decay2 * square[agent, row, column] + (1 - Decay2) * clipped * clipped;
                    double m = mean[agent, row, column] / (1 - Math.Pow(Decay1, step));
                    double v = square[agent, row, column] / (1 - Math.Pow(Decay2, step));
                    weights[agent, row, column] -= Factor * Rates[agent] * m / (Math.Sqrt(v) + Epsilon);
                }
            }
            Grid.AssertIs(engine, gradient, (_, _, _) => 0);
            Grid statistics = Grid.From(engine, memory.Statistics);
            for (int agent = 0; agent < Rates.Length; agent++) Assert.Equal(1, statistics[agent, 0, Statistic.GradientNorm] / norms[agent], 1e-6);
            Grid.AssertHolds(engine, onEngine, (a, r, c) => new Rounded(weights[a, r, c], step * (Rounded.Unit + 2e-6 * Rates[a])));
        }
    }

    private static IEnumerable<(int Row, int Column)> Places() =>
        from row in Enumerable.Range(0, Rows) from column in Enumerable.Range(0, Width) select (row, column);
}
