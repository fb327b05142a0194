using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Kernels;

public class DenseTests
{
    private static readonly int[] Widths = [1, 4, 5, 16, 17, 48, 64];

    public static TheoryData<Activation, bool, int> Epilogues()
    {
        TheoryData<Activation, bool, int> cases = [];
        foreach (Activation activation in Enum.GetValues<Activation>())
            foreach (bool hasAddend in new[] { false, true })
                foreach (int agents in new[] { 1, 3 }) cases.Add(activation, hasAddend, agents);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Epilogues))]
    public void A_product_is_that_of_matrices_then_the_addend_then_the_activation(Activation activation, bool hasAddend, int agents)
    {
        Random random = new(1);
        foreach (int depth in Widths)
            foreach (int width in Widths.Where(width => Reference.Activations(width).Contains(activation)))
            {
                int rows = random.Next(1, 4) * 16;
                using IEngine engine = Grid.NewEngine();
                Grid x = Grid.Random(random, agents, rows, depth), w = Grid.Random(random, agents, depth, width);
                Grid bias = Grid.Random(random, agents, 1, width), output = Output(random, activation, agents, rows, width);
                Tensor y = engine.Floats(agents, rows, width);
                Tensor? addend = hasAddend ? bias.On(engine).Repeated : null;
                engine.Run(new Product(x.On(engine), w.On(engine), y, addend, activation, output.On(engine)));
                Grid.AssertHolds(engine, y, (a, r, c) =>
                {
                    Rounded sum = Rounded.Sum(Enumerable.Range(0, depth).Select(k => x[a, r, k] * w[a, k, c]));
                    return Reference.Activate(hasAddend ? sum.Plus(bias[a, 0, c]) : sum, activation, output[a, r, c]);
                });
            }
    }

    [Fact]
    public void An_addend_may_have_a_row_of_its_own_for_every_row()
    {
        Random random = new(2);
        using IEngine engine = Grid.NewEngine();
        Grid x = Grid.Random(random, 2, 32, 5), w = Grid.Random(random, 2, 5, 20), addend = Grid.Random(random, 2, 32, 20);
        Tensor y = engine.Floats(2, 32, 20);
        engine.Run(new Product(x.On(engine), w.On(engine), y, addend.On(engine), Activation.Identity));
        Grid.AssertHolds(engine, y, (a, r, c) =>
            Rounded.Sum(Enumerable.Range(0, 5).Select(k => x[a, r, k] * w[a, k, c])).Plus(addend[a, r, c]));
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(3, 48)]
    [InlineData(1, 144)] // more rows than a block of the CPU's
    public void A_weight_gradient_adds_the_transposed_product(int agents, int rows)
    {
        Random random = new(3);
        foreach (int depth in Widths)
            foreach (int width in Widths)
            {
                using IEngine engine = Grid.NewEngine();
                Grid x = Grid.Random(random, agents, rows, depth), dy = Grid.Random(random, agents, rows, width);
                Grid before = Grid.Random(random, agents, depth, width);
                Tensor dw = before.On(engine);
                engine.Run(new WeightGradient(x.On(engine), dy.On(engine), dw));
                Grid.AssertHolds(engine, dw, (a, k, c) =>
                    Rounded.Sum(Enumerable.Range(0, rows).Select(r => x[a, r, k] * dy[a, r, c]).Prepend(before[a, k, c])));
            }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_bias_gradient_adds_the_sum_of_rows(int agents)
    {
        Random random = new(4);
        foreach (int width in Widths)
        {
            using IEngine engine = Grid.NewEngine();
            Grid dy = Grid.Random(random, agents, 80, width), before = Grid.Random(random, agents, 1, width);
            Tensor db = before.On(engine);
            engine.Run(new BiasGradient(dy.On(engine), db));
            Grid.AssertHolds(engine, db, (a, _, c) =>
                Rounded.Sum(Enumerable.Range(0, 80).Select(r => dy[a, r, c]).Prepend(before[a, 0, c])));
        }
    }

    public static TheoryData<int, bool> Cohorts { get; } = new() { { 1, false }, { 3, false }, { 1, true }, { 3, true } };

    [Theory]
    [MemberData(nameof(Cohorts))]
    public void A_sparse_input_sums_the_weights_of_the_active_features(int agents, bool saysWhatChanged)
    {
        const int Environments = 16, Steps = 11, Features = 75;
        Random random = new(5);
        foreach (Activation activation in new[] { Activation.Identity, Activation.Relu })
            foreach (int width in Widths)
            {
                using IEngine engine = Grid.NewEngine();
                FeatureLists lists = new(random, agents, Environments, Steps, Features);
                Grid w = Grid.Random(random, agents, Features, width), bias = Grid.Random(random, agents, 1, width);
                Tensor y = engine.Floats(agents, Steps * Environments, width);
                IntTensor? changed = saysWhatChanged ? lists.FlagsOn(engine) : null;
                engine.Run(new SparseInput(lists.On(engine), changed, w.On(engine), bias.On(engine).Repeated, y, activation));
                Grid.AssertHolds(engine, y, (a, r, c) =>
                    Reference.Activate(Rounded.Sum(lists[a, r].Select(f => w[a, f, c]).Prepend(bias[a, 0, c])), activation, 0));
            }
    }

    [Theory]
    [MemberData(nameof(Cohorts))]
    public void A_sparse_input_gradient_reaches_the_active_features_alone(int agents, bool saysWhatChanged)
    {
        const int Environments = 16, Steps = 11, Features = 75;
        Random random = new(6);
        foreach (int width in Widths)
        {
            using IEngine engine = Grid.NewEngine();
            FeatureLists lists = new(random, agents, Environments, Steps, Features);
            Grid dy = Grid.Random(random, agents, Steps * Environments, width), before = Grid.Random(random, agents, Features, width);
            Tensor dw = before.On(engine);
            engine.Run(new SparseInputGradient(lists.On(engine), saysWhatChanged ? lists.FlagsOn(engine) : null, dy.On(engine), dw));
            Grid.AssertHolds(engine, dw, (a, f, c) => Rounded.Sum(
                Enumerable.Range(0, Steps * Environments).Where(r => lists[a, r].Contains(f)).Select(r => dy[a, r, c])
                    .Prepend(before[a, f, c])));
        }
    }

    [Fact]
    public void A_sparse_input_has_the_same_bits_step_by_step_and_all_at_once()
    {
        const int Environments = 16, Steps = 11, Features = 75;
        Random random = new(7);
        foreach (int width in Widths)
        {
            using IEngine engine = Grid.NewEngine();
            FeatureLists lists = new(random, 2, Environments, Steps, Features);
            IntTensor features = lists.On(engine), changed = lists.FlagsOn(engine);
            Tensor w = Grid.Random(random, 2, Features, width).On(engine), bias = Grid.Random(random, 2, 1, width).On(engine).Repeated;
            Tensor atOnce = engine.Floats(2, Steps * Environments, width), byStep = engine.Floats(2, Steps * Environments, width);
            engine.Run(new SparseInput(features, changed, w, bias, atOnce, Activation.Relu));
            for (int step = 0; step < Steps; step++)
            {
                int first = step * Environments;
                engine.Run(new SparseInput(
                    features.RowRange(first, Environments), changed.RowRange(step, 1), w, bias, byStep.RowRange(first, Environments),
                    Activation.Relu));
            }
            Assert.Equal(engine.Download(atOnce), engine.Download(byStep));
        }
    }

    private static Grid Output(Random random, Activation activation, int agents, int rows, int width) => Grid.Of(agents, rows, width,
        (_, _, _) => activation == Activation.ReluGradient && random.Next(3) == 0 ? 0 : (float)(2 * random.NextDouble() - 1));
}
