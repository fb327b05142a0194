using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class MantelHaenszelTests
{
    [Fact]
    public void One_stratum_gives_its_own_odds_ratio_and_Woolfs_interval()
    {
        // With one stratum the variance is that of Woolf: the sum of the counts' inverses.
        Estimate ratio = MantelHaenszel.OddsRatio([new TwoByTwo(12, 5, 7, 20)]);
        double expected = 12.0 * 20 / (5 * 7), half = 1.959963984540054 * Math.Sqrt(1.0 / 12 + 1.0 / 5 + 1.0 / 7 + 1.0 / 20);
        Assert.Equal(expected, ratio.Value, 1e-12);
        Assert.Equal(expected * Math.Exp(-half), ratio.Interval.Low, 1e-9);
        Assert.Equal(expected * Math.Exp(half), ratio.Interval.High, 1e-9);
    }

    [Fact]
    public void Strata_are_weighed_by_Mantel_and_Haenszel_so_that_a_stratums_own_rates_do_not_pass_for_an_effect()
    {
        // No effect in either, yet pooled the odds ratio would be 20.8.
        TwoByTwo[] strata = [new(81, 9, 9, 1), new(1, 9, 9, 81)];
        Assert.Equal(1, MantelHaenszel.OddsRatio(strata).Value, 1e-12);
        // By hand: (10*5/20 + 6*9/25) / (2*3/20 + 4*6/25).
        Assert.Equal((2.5 + 2.16) / (0.3 + 0.96), MantelHaenszel.OddsRatio([new(10, 2, 3, 5), new(6, 4, 6, 9)]).Value, 1e-12);
    }

    [Fact]
    public void Nothing_is_said_where_nothing_tells()
    {
        Assert.False(MantelHaenszel.OddsRatio([]).Exists);
        Assert.False(MantelHaenszel.OddsRatio([new(3, 2, 0, 0), new(0, 0, 4, 0)]).Exists);
        Assert.Equal(4, MantelHaenszel.OddsRatio([new(4, 2, 1, 2), new(7, 0, 0, 0), default]).Value, 1e-12);
    }
}
