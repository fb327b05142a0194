using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Networks;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Networks;

public class NetworkGradientTests(ITestOutputHelper output)
{
    private static readonly ObservationShape Shape = new(3, 3, 12);
    private const int MostPlaces = 12;

    private static readonly PolicyLoss Loss = new(0.2f, 0.05f, 0.5f);

    [Theory]
    [InlineData(5, 1)]
    [InlineData(7, 2)]
    [InlineData(17, 2)]
    [InlineData(6, 3)]
    public void An_mlp_computes_its_formula_and_its_gradient(int width, int depth) =>
        AssertComputes(new Mlp(Shape, width, depth), new ReferenceMlp(Shape, depth), steps: 20); // learned from in two parts

    public static TheoryData<int, int, RcnnForm> Rcnns { get; } = new()
    {
        { 5, 1, new(CellActivation.Tanh, false, HeadKind.Flat) }, { 3, 2, default }, { 4, 3, new(CellActivation.Relu, false, HeadKind.Flat) },
        { 9, 1, new(CellActivation.Clamp, false, HeadKind.Agent) }, { 1, 2, new(CellActivation.Tanh, true, HeadKind.Flat) },
        { 3, 2, new(CellActivation.Clamp, true, HeadKind.Agent) },
    };

    [Theory]
    [MemberData(nameof(Rcnns))]
    public void An_rcnn_computes_its_formula_and_its_gradient_through_ticks_and_steps(int channels, int ticks, RcnnForm form) =>
        AssertComputes(new Rcnn(Shape, channels, ticks, form), new ReferenceRcnn(Shape, channels, ticks, form), steps: 4);

    [Theory]
    [InlineData(2, 1, 2, HeadKind.Agent)]
    [InlineData(2, 2, 1, HeadKind.Agent)]
    [InlineData(2, 3, 2, HeadKind.Flat)]
    public void A_drc_computes_its_formula_and_its_gradient_through_layers_ticks_and_steps(int channels, int depth, int ticks, HeadKind head) =>
        AssertComputes(new Drc(Shape, channels, depth, ticks, head), new ReferenceDrc(Shape, channels, depth, ticks, head), steps: 2, scale: 1);

    [Fact]
    public void A_linear_network_computes_its_formula_and_its_gradient() => AssertComputes(new Linear(Shape), new ReferenceLinear(Shape), steps: 20);

    [Theory]
    [InlineData(3)]
    [InlineData(18)]
    public void A_gru_computes_its_formula_and_its_gradient_through_steps(int width) =>
        AssertComputes(new Gru(Shape, width), new ReferenceGru(Shape, width), steps: 5);

    [Theory]
    [InlineData(2, 2, HeadKind.Flat)]
    [InlineData(5, 1, HeadKind.Agent)]
    public void A_cnn_computes_its_formula_and_its_gradient(int channels, int depth, HeadKind head) =>
        AssertComputes(new Cnn(Shape, channels, depth, head), new ReferenceCnn(Shape, depth, head), steps: 2);

    [Theory]
    [InlineData(4, 2, 1, 1, HeadKind.Flat)]
    [InlineData(6, 1, 2, 1, HeadKind.Agent)]
    [InlineData(10, 2, 1, 3, HeadKind.Agent)]
    public void A_transformer_computes_its_formula_and_its_gradient_through_loops(int width, int heads, int blocks, int loops, HeadKind head) =>
        AssertComputes(
            new Transformer(Shape, width, heads, blocks, loops, head), new ReferenceTransformer(Shape, width, heads, blocks, loops, head), steps: 2);

    private void AssertComputes(Network network, ReferenceNetwork reference, int steps, double scale = 0.4)
    {
        Random random = new(1);
        using Unroll unroll = new(network, reference, Shape, steps, random, scale);
        double[][][] heads = unroll.EngineHeads();
        for (int agent = 0; agent < Unroll.Agents; agent++)
        {
            double[][] wanted = unroll.ReferenceHeads(reference, agent, unroll.Parameters[agent]);
            for (int i = 0; i < unroll.Batch; i++)
                for (int o = 0; o < Network.Outputs; o++) Assert.Equal(wanted[i][o], heads[agent][i][o], 3e-6);
        }

        Grid samples = PpoReference.Samples(random, heads);
        Dictionary<string, double[]>[] gradients = unroll.Gradients(samples, Loss);
        for (int agent = 0; agent < Unroll.Agents; agent++)
            foreach (string block in unroll.Map.Blocks)
                AssertIsSlope(unroll, reference, samples, agent, block, gradients[agent][block]);

        Dictionary<string, double[]>[] ofHead = unroll.GradientsOfHead(samples, Loss);
        for (int agent = 0; agent < Unroll.Agents; agent++)
            foreach (string block in unroll.Map.Blocks)
                Assert.Equal(block is "head.weight" or "head.bias" ? gradients[agent][block] : new double[gradients[agent][block].Length], ofHead[agent][block]);
    }

    private void AssertIsSlope(Unroll unroll, ReferenceNetwork reference, Grid samples, int agent, string block, double[] gradient)
    {
        Dictionary<string, double[]> parameters = unroll.Parameters[agent];
        // A block of many numbers is asked about in places spread over it, and where the gradient is largest.
        int length = gradient.Length, largest = Enumerable.Range(0, length).MaxBy(i => Math.Abs(gradient[i]));
        int[] places =
        [
            .. Enumerable.Range(0, length).Where(i => length <= MostPlaces || i == largest || i * MostPlaces / length > (i - 1) * MostPlaces / length),
        ];
        gradient = [.. places.Select(i => gradient[i])];
        double[] slopes = Slopes.At(
            parameters[block], places, () => PpoReference.Loss(unroll.ReferenceHeads(reference, agent, parameters), samples, agent, Loss));
        double scale = slopes.Max(Math.Abs), worst = slopes.Zip(gradient, (s, g) => Math.Abs(s - g)).Max();
        output.WriteLine($"agent {agent}, {block}: largest slope {scale:G3}, largest error {worst:G3}");
        Assert.True(scale > 2e-5, $"{block} has no slope to speak of");
        for (int i = 0; i < slopes.Length; i++)
            Assert.True(
                Math.Abs(slopes[i] - gradient[i]) <= 5e-6 * scale + 3e-9, $"{block}[{places[i]}]: {gradient[i]:R}; slope {slopes[i]:R}");
    }
}
