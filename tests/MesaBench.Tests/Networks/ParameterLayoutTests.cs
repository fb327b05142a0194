using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Networks;

public class ParameterLayoutTests
{
    private static readonly ObservationShape Shape = new(3, 4, 12);

    public static TheoryData<Network, int> Networks { get; } = new()
    {
        { new Mlp(Shape, 5, 1), 36 * 5 + 5 + 5 * 5 + 5 },
        { new Mlp(Shape, 17, 3), 36 * 17 + 17 + 2 * (17 * 17 + 17) + 17 * 5 + 5 },
        { new Rcnn(Shape, 4, 2), 9 * 4 * 4 + 9 * 4 + 9 * 4 * 4 + 4 + 4 * 5 + 5 },
        { new Rcnn(Shape, 20, 1, new(default, false, HeadKind.Flat)), 9 * 4 * 20 + 9 * 20 + 9 * 20 * 20 + 20 + 9 * 20 * 5 + 5 },
        { new Rcnn(Shape, 4, 2, new(default, true, HeadKind.Agent)), 3 * (9 * 4 * 4 + 9 * 4 + 9 * 4 * 4 + 4) + 4 * 5 + 5 },
        { new Linear(Shape), 36 * 5 + 5 },
        { new Gru(Shape, 7), 3 * (36 * 7 + 7 + 7 * 7) + 7 * 5 + 5 },
        { new Cnn(Shape, 3, 2, HeadKind.Flat), 9 * 4 * 3 + 9 * 3 + 3 + 2 * (6 + 2 * (9 * 3 * 3 + 3)) + 6 + 9 * 3 * 5 + 5 },
        { new Transformer(Shape, 6, 2, 2, 3, HeadKind.Agent), 4 * 6 + 9 * 6 + 2 * (12 + 4 * 36 + 3 * 6 + 12 + 6 * 12 + 12 + 12 * 6 + 6) + 12 + 6 * 5 + 5 },
        { new Drc(Shape, 3, 2, 3, HeadKind.Agent), 2 * 4 * (9 * 4 * 3 + 9 * 3 + 2 * 9 * 3 * 3 + 6 * 3 + 3) + 3 * 5 + 5 },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Parameters_are_counted_without_padding(Network network, int count)
    {
        Assert.Equal(count, network.Layout.Count);
        Assert.Equal(0, network.Layout.Initial(7).Length % ParameterLayout.RowWidth);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Parameters_by_name_make_the_same_vector_in_any_order(Network network, int count)
    {
        float[] vector = network.Layout.Initial(7);
        IReadOnlyList<NamedTensor> named = network.Layout.Unpack(vector);
        Assert.Equal(count, named.Sum(tensor => tensor.Values.Length));
        Assert.Equal(vector, network.Layout.Pack([.. named.Reverse()], "here"));
    }

    [Fact]
    public void All_that_is_wrong_with_named_parameters_is_told_at_once()
    {
        ParameterLayout layout = new Gru(Shape, 7).Layout;
        List<NamedTensor> named = [.. layout.Unpack(layout.Initial(7))];
        (NamedTensor missing, NamedTensor other, NamedTensor twice) = (named[0], named[1], named[2]);
        named[0] = missing with { Name = missing.Name + "s" };
        named[1] = other with { Shape = [.. other.Shape.Reverse()] };
        named.Add(twice);
        string[] problems = [.. Assert.Throws<InvalidInputException>(() => layout.Pack(named, "file")).Problems.Select(p => p.ToString())];
        Assert.Equal(
            [
                $"file: tensor '{missing.Name}': found none; allowed: one of shape {missing.ShapeText}",
                $"file: tensor '{other.Name}': found shape {named[1].ShapeText}; allowed: {other.ShapeText}",
                $"file: tensor '{twice.Name}': found 2 of this name; allowed: one",
                $"file: tensor '{missing.Name}s': found a tensor that the network does not have; "
                    + $"allowed: {string.Join(", ", layout.Blocks.Select(block => block.Name))} (did you mean {missing.Name}?)",
            ],
            problems);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Initial_values_come_out_as_drawn_and_the_padding_is_zero(Network network, int count)
    {
        Assert.True(count > 0);
        float[] vector = network.Layout.Initial(7);
        new ParameterMap(network.Layout).AssertPaddingIsZero(vector);
        for (int i = 0; i < network.Layout.Blocks.Count; i++)
        {
            ParameterBlock block = network.Layout.Blocks[i];
            Assert.Equal(Orthogonal.Matrix(7, (uint)i, block).Select(x => (float)(x + block.Fill)), network.Layout.Extract(vector, block));
        }
    }

    public static TheoryData<NetworkSpec> Architectures { get; } = [new MlpSpec { Width = 20 }, new RcnnSpec { Channels = 5 }, new DrcSpec { Channels = 3 }, new LinearSpec(), new GruSpec { Width = 5 }, new CnnSpec { Channels = 3 }, new TransformerSpec { Width = 6 }];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_network_for_fewer_planes_keeps_every_value_and_the_order_of_rows_in_one_for_more(NetworkSpec spec)
    {
        ParameterLayout small = spec.Build(Shape with { Planes = 3 }).Layout, large = spec.Build(Shape).Layout;
        float[] own = [.. Enumerable.Range(0, small.Rows * ParameterLayout.RowWidth).Select(i => (float)i)];
        foreach (ParameterBlock block in small.Blocks) Assert.Contains(small.Extract(own, block), value => value > 0);
        float[] vector = small.Initial(7);
        float[] embedded = large.Embed(vector, small);
        new ParameterMap(large).AssertPaddingIsZero(embedded);
        Assert.Equal(vector, large.Recover(embedded, small));
        Assert.Equal(vector.Where(v => v != 0), embedded.Where(v => v != 0));
        for (int i = 0; i < small.Blocks.Count; i++)
            Assert.Equal(small.Extract(vector, small.Blocks[i]).Count(v => v != 0), large.Extract(embedded, large.Blocks[i]).Count(v => v != 0));
    }

    [Fact]
    public void Every_weight_of_a_network_for_fewer_planes_is_found_at_its_tap_plane_and_channel_in_one_for_more()
    {
        ParameterLayout small = new Rcnn(Shape with { Planes = 3 }, 5, 1).Layout, large = new Rcnn(Shape, 5, 1).Layout;
        float[] own = small.Initial(7), all = large.Embed(own, small);
        float[] few = small.Extract(own, small.Blocks[0]), many = large.Extract(all, large.Blocks[0]);
        for (int tap = 0; tap < 9; tap++)
            for (int plane = 0; plane < 4; plane++)
                for (int channel = 0; channel < 5; channel++)
                    Assert.Equal(plane == 3 ? 0 : few[(tap * 3 + plane) * 5 + channel], many[(tap * 4 + plane) * 5 + channel]);
    }

    [Fact]
    public void At_first_the_observation_outweighs_the_state_and_the_value_the_policy()
    {
        Assert.Equal(
            [("observe.weight", 4), ("observe.ones", 0.1), ("state.weight", 0.2), ("bias", 0), ("head.weight", 0.01), ("head.bias", 0)],
            new Rcnn(Shape, 4, 2).Layout.Blocks.Select(b => (b.Name, b.Gain)));
        Assert.Equal(
            [
                ("hidden0.weight", Math.Sqrt(2)), ("hidden0.bias", 0), ("hidden1.weight", Math.Sqrt(2)), ("hidden1.bias", 0),
                ("head.weight", 0.01), ("head.bias", 0),
            ],
            new Mlp(Shape, 5, 2).Layout.Blocks.Select(b => (b.Name, b.Gain)));
        Assert.All([new Rcnn(Shape, 4, 2).Layout, new Mlp(Shape, 5, 2).Layout], layout => Assert.Equal((4, 1.0), layout.Blocks[^2].Apart));
    }

    [Fact]
    public void Cells_share_their_weights_in_convolutions_alone() => Assert.Equal(
        (false, true, true),
        (new Mlp(Shape, 5, 2).SharesWeightsAcrossCells, new Rcnn(Shape, 4, 3).SharesWeightsAcrossCells, new Drc(Shape, 4, 2, 1, default).SharesWeightsAcrossCells));

    [Fact]
    public void Entries_tell_their_width_depth_and_ticks()
    {
        NetworkSpec[] specs =
        [
            new MlpSpec { Width = 7, Depth = 3 }, new RcnnSpec { Channels = 5, Ticks = 4 },
            new RcnnSpec { Channels = 6, Ticks = 1, Gated = true, Activation = CellActivation.Clamp, Head = HeadKind.Flat },
            new LinearSpec(), new GruSpec { Width = 9 }, new CnnSpec { Channels = 6, Depth = 2 }, new CnnSpec { Head = HeadKind.Agent },
            new TransformerSpec { Width = 8, Heads = 4, Blocks = 3 }, new TransformerSpec { Width = 8, Heads = 1, Blocks = 1, Loops = 5, Head = HeadKind.Flat },
            new DrcSpec { Channels = 3, Depth = 2, Ticks = 5 }, new DrcSpec { Channels = 4, Depth = 1, Ticks = 1, Head = HeadKind.Flat },
        ];
        Assert.Equal(
            [
                ("mlp7x3", "mlp, depth 3", 7, 3, 0), ("rcnn5t4", "rcnn, 4 ticks", 5, 1, 4),
                ("rcnn6t1-gated-clamp-flat", "rcnn, 1 tick, gated, clamp, flat head", 6, 1, 1),
                ("linear", "linear, depth 0", 0, 0, 0), ("gru9", "gru, depth 1", 9, 1, 0), ("cnn6x2", "cnn, depth 2", 6, 2, 0),
                ("cnn16x3-agent", "cnn, depth 3, head at the agent", 16, 3, 0),
                ("transformer8h4x3", "transformer, depth 3, 4 heads", 8, 3, 0),
                ("transformer8h1x1t5-flat", "transformer, 5 ticks, 1 head, flat head", 8, 1, 5), ("drc3x2t5", "drc, depth 2, 5 ticks", 3, 2, 5),
                ("drc4x1t1-flat", "drc, 1 tick, flat head", 4, 1, 1),
            ],
            specs.Select(s => (s.Label, CellFacts.ArchitectureOf(s), s.CapacityWidth, s.CapacityDepth, s.CapacityTicks)));
        Assert.Equal(specs.Select(s => s.CapacityTicks), specs.Select(s => s.Build(Shape).Ticks));
    }

    [Fact]
    public void A_step_costs_a_layer_more_for_each_of_the_depth_and_a_convolution_more_for_each_tick()
    {
        double Mlp(int width, int depth, int active = 12) => new Mlp(Shape with { MaxActive = active }, width, depth).MultiplyAddsPerStep;
        double Rcnn(int channels, int ticks) => new Rcnn(Shape, channels, ticks).MultiplyAddsPerStep;
        Assert.Equal(32 * 17, Mlp(17, 3) - Mlp(17, 2));
        Assert.Equal(32, Mlp(17, 2, 13) - Mlp(17, 2));
        Assert.Equal(Mlp(32, 1), Mlp(17, 1)); // one layer reads features alone, and lanes are whole
        Assert.Equal(9 * 20 * 9 * 20, Rcnn(20, 3) - Rcnn(20, 2));
    }

    [Fact]
    public void An_mlp_learns_from_whole_blocks_of_8_steps()
    {
        using IEngine engine = Grid.NewEngine();
        Network network = new Mlp(Shape, 5, 1);
        Tensor parameters = engine.Floats(1, network.Layout.Rows, ParameterLayout.RowWidth);
        int StepsPerPart(int environments, int steps) =>
            new Learner(network.Open(engine, parameters, environments, steps), engine.Floats(1, network.Layout.Rows, ParameterLayout.RowWidth)).StepsPerPart;
        int[] parts = [.. new[] { 16, 48, 80, 112 }.Select(environments => StepsPerPart(environments, 1000))];
        Assert.All(parts, part => Assert.Equal(0, part % 8));
        Assert.Equal(5, StepsPerPart(16, 5));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_slice_holds_what_is_extracted(Network network, int count)
    {
        Assert.True(count > 0);
        using IEngine engine = Grid.NewEngine();
        float[] vector = network.Layout.Initial(7);
        Tensor parameters = engine.Floats(2, network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload([.. vector, .. vector], parameters);
        foreach (ParameterBlock block in network.Layout.Blocks)
        {
            float[] values = network.Layout.Extract(vector, block);
            Grid slice = Grid.From(engine, network.Layout.Slice(parameters, block.Name));
            for (int row = 0; row < block.Rows; row++)
                for (int column = 0; column < block.Columns; column++)
                    Assert.Equal(values[row * block.Columns + column], slice[1, row, column]);
        }
    }

    [Fact]
    public void Initial_values_are_the_same_on_every_machine()
    {
        ParameterLayout layout = new(
        [
            new("tall", [20, 7], 1.5), new("square", [3, 3, 9], 1), new("head", [7, 5], 0.01) { Apart = (4, 1) },
            new("bias", [1, 5], 0),
        ]);
        byte[] hash = SHA256.HashData(MemoryMarshal.AsBytes<float>(layout.Initial(0x0123456789ABCDEF)));
        Assert.Equal("2E927E14F6A19ED9", Convert.ToHexString(hash)[..16]);
    }
}
