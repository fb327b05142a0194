using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class EstimateTests
{
    [Fact]
    public void A_figure_may_exist_without_an_interval()
    {
        Assert.True(new Estimate(0.3, Interval.None).Exists);
        Assert.False(Estimate.None.Exists);
        Assert.Equal(new Estimate(double.NaN, Interval.None), Estimate.None);
    }

    [Fact]
    public void No_interval_contains_nothing() => Assert.False(Interval.None.Contains(0));
}
