using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Networks;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Kernels;

public class ConvolutionTests
{
    private const int Size = 3, Cells = Size * Size, Samples = 16, Rows = Samples * Cells, Planes = 3;

    public static TheoryData<int, int, int> Channels { get; } = new()
    {
        { 1, 1, 1 }, { 4, 4, 3 }, { 5, 5, 1 }, { 12, 12, 1 }, { 16, 16, 3 }, { 20, 20, 1 }, { 5, 20, 3 }, { 20, 4, 1 }, { 6, 60, 1 },
    };

    [Theory]
    [MemberData(nameof(Channels))]
    public void A_convolution_sums_over_the_taps_inside_the_grid(int from, int to, int agents)
    {
        Random random = new(1);
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            using IEngine engine = Grid.NewEngine();
            Grid x = WithRowOfZeros(random, agents, from), w = Grid.Random(random, agents, 9 * from, to);
            Grid addend = Grid.Random(random, agents, Rows, to), output = Grid.Random(random, agents, Rows, to);
            Tensor y = engine.Floats(agents, Rows, to);
            engine.Run(new Convolution(x.On(engine), Sources(engine), w.On(engine), y, addend.On(engine), activation, output.On(engine)));
            Grid.AssertHolds(engine, y, (a, r, c) => Reference.Activate(
                Rounded.Sum(
                    from under in Under(r)
                    from i in Enumerable.Range(0, @from)
                    select x[a, under.Row, i] * w[a, under.Tap * @from + i, c]).Plus(addend[a, r, c]),
                activation,
                output[a, r, c]));
        }
    }

    [Theory]
    [MemberData(nameof(Channels))]
    public void Its_weight_gradient_adds_what_every_tap_saw(int from, int to, int agents)
    {
        Random random = new(2);
        using IEngine engine = Grid.NewEngine();
        Grid x = WithRowOfZeros(random, agents, from), dy = Grid.Random(random, agents, Rows, to);
        Grid before = Grid.Random(random, agents, 9 * from, to);
        Tensor dw = before.On(engine);
        engine.Run(new ConvolutionWeightGradient(x.On(engine), Sources(engine), dy.On(engine), dw));
        Grid.AssertHolds(engine, dw, (a, k, c) => Rounded.Sum(
            from r in Enumerable.Range(0, Rows)
            from under in Under(r)
            where under.Tap == k / @from
            select x[a, under.Row, k % @from] * dy[a, r, c]).Plus(before[a, k, c]));
    }

    [Theory]
    [MemberData(nameof(Channels))]
    public void A_sparse_convolution_is_that_of_the_planes_of_ones(int from, int to, int agents)
    {
        Random random = new(from);
        using IEngine engine = Grid.NewEngine();
        FeatureLists lists = new(random, agents, Samples, 1, Planes * Cells);
        Grid w = Grid.Random(random, agents, 9 * Planes, to), border = Grid.Random(random, agents, Cells, to);
        Tensor y = engine.Floats(agents, Rows, to);
        engine.Run(new SparseConvolution(lists.On(engine), Neighbourhood.Cells(engine, Size), w.On(engine), border.On(engine), y));
        Grid.AssertHolds(engine, y, (a, r, c) => Rounded.Sum(
            from t in Reference.Taps(Size, r % Cells)
            from plane in Enumerable.Range(0, Planes)
            where lists[a, r / Cells].Contains(plane * Cells + t.Cell)
            select w[a, t.Tap * Planes + plane, c]).Plus(border[a, r % Cells, c]));
    }

    [Theory]
    [MemberData(nameof(Channels))]
    public void Its_gradient_reaches_the_weights_of_active_features(int from, int to, int agents)
    {
        Random random = new(from);
        using IEngine engine = Grid.NewEngine();
        FeatureLists lists = new(random, agents, Samples, 1, Planes * Cells);
        Grid dy = Grid.Random(random, agents, Rows, to), before = Grid.Random(random, agents, 9 * Planes, to);
        Tensor dw = before.On(engine);
        engine.Run(new SparseConvolutionGradient(lists.On(engine), Neighbourhood.Cells(engine, Size), dy.On(engine), dw));
        Grid.AssertHolds(engine, dw, (a, k, c) => Rounded.Sum((
            from r in Enumerable.Range(0, Rows)
            from t in Reference.Taps(Size, r % Cells)
            where t.Tap == k / Planes && lists[a, r / Cells].Contains(k % Planes * Cells + t.Cell)
            select dy[a, r, c]).Prepend(before[a, k, c])));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(20, 1)]
    public void A_border_map_counts_the_taps_that_fall_inside(int channels, int agents)
    {
        Random random = new(3);
        using IEngine engine = Grid.NewEngine();
        Grid bias = Grid.Random(random, agents, 1, channels), ones = Grid.Random(random, agents, 9, channels);
        Tensor border = engine.Floats(agents, Cells, channels);
        engine.Run(new BorderMap(Neighbourhood.Cells(engine, Size), bias.On(engine), ones.On(engine), border));
        Grid.AssertHolds(engine, border, (a, p, c) =>
            Rounded.Sum(Reference.Taps(Size, p).Select(t => ones[a, t.Tap, c]).Prepend(bias[a, 0, c])));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(20, 1)]
    public void Its_gradient_gives_each_tap_the_cells_it_sees_from(int channels, int agents)
    {
        Random random = new(4);
        using IEngine engine = Grid.NewEngine();
        Grid border = Grid.Random(random, agents, Cells, channels);
        Grid bias = Grid.Random(random, agents, 1, channels), ones = Grid.Random(random, agents, 9, channels);
        Tensor toBias = bias.On(engine), toOnes = ones.On(engine);
        engine.Run(new BorderMapGradient(Neighbourhood.Cells(engine, Size), border.On(engine), toBias, toOnes));
        Grid.AssertHolds(engine, toBias, (a, _, c) =>
            Rounded.Sum(Enumerable.Range(0, Cells).Select(p => border[a, p, c]).Prepend(bias[a, 0, c])));
        Grid.AssertHolds(engine, toOnes, (a, tap, c) => Rounded.Sum(Enumerable.Range(0, Cells)
            .Where(p => Reference.Under(Size, tap, p) >= 0).Select(p => border[a, p, c]).Prepend(ones[a, tap, c])));
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(20, 1)]
    public void A_sum_over_samples_adds_each_cells_rows(int channels, int agents)
    {
        Random random = new(5);
        using IEngine engine = Grid.NewEngine();
        Grid dy = Grid.Random(random, agents, Rows, channels), before = Grid.Random(random, agents, Cells, channels);
        Tensor total = before.On(engine);
        engine.Run(new SumOverSamples(dy.On(engine), total));
        Grid.AssertHolds(engine, total, (a, p, c) =>
            Rounded.Sum(Enumerable.Range(0, Samples).Select(s => dy[a, s * Cells + p, c]).Prepend(before[a, p, c])));
    }

    private static IntTensor Sources(IEngine engine) => Neighbourhood.Rows(engine, Size, Samples);

    private static Grid WithRowOfZeros(Random random, int agents, int channels) =>
        Grid.Of(agents, Rows + 1, channels, (_, r, _) => r == Rows ? 0 : (float)(2 * random.NextDouble() - 1));

    private static IEnumerable<(int Tap, int Row)> Under(int row) =>
        Reference.Taps(Size, row % Cells).Select(t => (t.Tap, row - row % Cells + t.Cell));
}
