using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Zoo;

public class FrozenTests
{
    private static readonly World World = new DoorSpec().Build();

    public static TheoryData<string> Networks => new(Catalog.Default.Networks.Select(entry => entry.Name));

    [Theory]
    [MemberData(nameof(Networks))]
    public void All_but_the_head_is_fixed_and_of_the_gain(string network)
    {
        NetworkSpec spec = (NetworkSpec)Activator.CreateInstance(Catalog.Default.Networks.Single(entry => entry.Name == network).Type)!;
        Network built = spec.Build(new ObservationShape(World.Size, World.Planes.Count, World.Planes.Count));
        float[] usual = built.Layout.Initial(7), doubled = new FrozenSpec { Gain = 2 }.Weights(World, built, 7);
        float[] isFixed = [.. new FrozenSpec().Fixed(World, built, 7).Select(f => f ? 1f : 0)];
        Assert.Equal(usual, new FrozenSpec().Weights(World, built, 7));
        foreach (ParameterBlock block in built.Layout.Blocks)
        {
            bool isHead = block.Name is "head.weight" or "head.bias";
            Assert.All(built.Layout.Extract(isFixed, block), f => Assert.Equal(isHead ? 0 : 1, f));
            float[] wanted = [.. built.Layout.Extract(usual, block).Select(w => isHead || block.Fill != 0 ? w : 2 * w)];
            Assert.Equal(wanted, built.Layout.Extract(doubled, block));
        }
    }
}
