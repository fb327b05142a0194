using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class BenjaminiHochbergTests
{
    [Fact]
    public void A_worked_example_comes_out()
    {
        double[] adjusted = BenjaminiHochberg.Adjust([0.01, 0.04, 0.03, 0.005]);
        Assert.Equal([0.02, 0.04, 0.04, 0.02], adjusted.Select(p => Math.Round(p, 12)));
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 0, 1)]
    public void No_hypothesis_is_adjusted_beyond_one_with_a_larger_p(params int[] order)
    {
        double[] p = [0.01, 0.04, 0.041], wanted = [0.03, 0.041, 0.041];
        double[] adjusted = BenjaminiHochberg.Adjust([.. order.Select(i => p[i])]);
        Assert.Equal(order.Select(i => wanted[i]), adjusted.Select(q => Math.Round(q, 12)));
    }

    [Fact]
    public void Rejections_are_those_of_the_step_up_procedure()
    {
        // The 15 p-values of the original paper's example: at a rate of 0.05 the first four are rejected.
        double[] p = [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1];
        Assert.Equal(4, BenjaminiHochberg.Adjust(p).Count(q => q <= 0.05));
    }

    [Fact]
    public void What_was_not_tested_is_no_hypothesis() =>
        Assert.Equal([0.03, double.NaN, 0.06], BenjaminiHochberg.Adjust([0.015, double.NaN, 0.06]));

    [Fact]
    public void Nothing_goes_above_one() => Assert.All(BenjaminiHochberg.Adjust([0.9, 0.95, 1]), p => Assert.True(p <= 1));
}
