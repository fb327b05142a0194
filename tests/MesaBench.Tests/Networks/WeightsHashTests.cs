using MesaBench.Networks;

namespace MesaBench.Tests.Networks;

public sealed class WeightsHashTests
{
    [Fact]
    public void Every_NaN_counts_as_the_same_one_and_every_other_bit_counts()
    {
        float other = BitConverter.Int32BitsToSingle(0x7FC00001);
        Assert.Equal(WeightsHash.Of([1, float.NaN]), WeightsHash.Of([1, other]));
        Assert.NotEqual(WeightsHash.Of([1, 0f]), WeightsHash.Of([1, -0f]));
        Assert.NotEqual(WeightsHash.Of([1, float.PositiveInfinity]), WeightsHash.Of([1, float.NaN]));
        Assert.Matches("^[0-9a-f]{16}$", WeightsHash.Of([1]));
    }
}
