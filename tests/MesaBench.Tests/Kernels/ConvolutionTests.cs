using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Networks;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Kernels;

public class ConvolutionTests
{
    private const int Size = 3, Cells = Size * Size, Samples = 16, Rows = Samples * Cells;

    public static TheoryData<int, int, int> Channels { get; } = new()
    {
        { 1, 1, 1 }, { 4, 4, 3 }, { 5, 5, 1 }, { 12, 12, 1 }, { 16, 16, 3 }, { 20, 20, 1 }, { 5, 20, 3 }, { 20, 4, 1 }, { 6, 60, 1 },
    };

    [Theory]
    [MemberData(nameof(Channels))]
    public void A_convolution_sums_over_the_taps_inside_the_grid(int from, int to, int agents)
    {
        Random random = new(1);
        foreach (Activation activation in Reference.Activations(to))
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

    private static IntTensor Sources(IEngine engine) => Neighbourhood.Rows(engine, Size, Samples);

    private static Grid WithRowOfZeros(Random random, int agents, int channels) =>
        Grid.Of(agents, Rows + 1, channels, (_, r, _) => r == Rows ? 0 : (float)(2 * random.NextDouble() - 1));

    private static IEnumerable<(int Tap, int Row)> Under(int row) =>
        Reference.Taps(Size, row % Cells).Select(t => (t.Tap, row - row % Cells + t.Cell));
}
