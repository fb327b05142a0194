using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Kernels;

public class ClassLossTests
{
    [Theory]
    [InlineData(1, 16)]
    [InlineData(3, 48)]
    public void The_gradient_is_weight_times_softmax_less_one_hot(int agents, int columns)
    {
        Random random = new(1);
        using IEngine engine = Grid.NewEngine();
        Grid logits = Grid.Of(agents, 7, 5 * columns, (_, _, _) => (float)(20 * random.NextDouble() - 10));
        Grid labels = Grid.Of(agents, 7, columns, (_, _, _) => random.Next(5));
        Grid weights = Grid.Of(agents, 7, columns, (_, _, _) => random.Next(4) == 0 ? 0 : (float)random.NextDouble());
        Tensor gradient = logits.On(engine);
        engine.Run(new ClassLossGradient(gradient, labels.On(engine), weights.On(engine), columns));
        Grid.AssertHolds(engine, gradient, (a, r, at) =>
        {
            (int label, int column) = (at / columns, at % columns);
            double sum = Enumerable.Range(0, ClassLossGradientKernel.Classes).Sum(c => Math.Exp(logits[a, r, c * columns + column]));
            double share = Math.Exp(logits[a, r, at]) / sum - (labels[a, r, column] == label ? 1 : 0);
            return new Rounded(weights[a, r, column] * share, weights[a, r, column] * 1e-6);
        });
    }
}
