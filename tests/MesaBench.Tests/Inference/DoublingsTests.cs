using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class DoublingsTests
{
    [Fact]
    public void Powers_of_two_are_exact_both_ways()
    {
        for (int exponent = -60; exponent <= 60; exponent++)
        {
            Assert.Equal(exponent, Doublings.Log2(Math.ScaleB(1, exponent)));
            Assert.Equal(Math.ScaleB(1, exponent), Doublings.Power(exponent));
        }
    }

    [Fact]
    public void Elsewhere_they_are_those_of_the_platform_up_to_rounding()
    {
        var random = new StatisticsRandom(40, 0);
        for (int i = 0; i < 10_000; i++)
        {
            double exponent = 120 * random.Uniform() - 60, number = Math.Pow(2, exponent);
            Assert.Equal(Math.Log2(number), Doublings.Log2(number), 1e-15 * Math.Max(1, Math.Abs(exponent)));
            Assert.Equal(1, Doublings.Power(exponent) / number, 1e-15);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_has_no_logarithm_is_refused(double number) => Assert.Throws<ArgumentOutOfRangeException>(() => Doublings.Log2(number));
}
