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

    public static TheoryData<NetworkSpec> Architectures { get; } = [new MlpSpec { Width = 20 }, new RcnnSpec { Channels = 5 }, new DrcSpec { Channels = 3 }];

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
