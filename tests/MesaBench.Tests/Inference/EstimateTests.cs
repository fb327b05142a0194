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
    public void An_interval_holds_its_ends_and_nothing_beyond()
    {
        Interval interval = new(-0.5, 2);
        Assert.Equal([false, true, true, true, false], ((double[])[-0.51, -0.5, 0, 2, 2.01]).Select(interval.Contains));
    }

    [Fact]
    public void No_interval_contains_nothing() => Assert.False(Interval.None.Contains(0));
}
