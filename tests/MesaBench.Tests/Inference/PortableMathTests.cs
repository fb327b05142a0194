using MathNet.Numerics.Distributions;
using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public sealed class PortableMathTests
{
    private const double FewUnits = 4.5e-16;

    [Fact]
    public void Logarithms_and_powers_are_those_of_the_platform_to_a_few_units_in_the_last_place()
    {
        StatisticsRandom random = new(5, 0);
        for (int i = 0; i < 20_000; i++)
        {
            double uniform = random.Next() / 4294967296.0, x = Math.Exp(60 * uniform - 30), power = 200 * uniform - 100;
            Assert.Equal(Math.Log(x), PortableMath.Log(x), FewUnits * Math.Max(1, Math.Abs(Math.Log(x))));
            Assert.Equal(Math.Log2(x), PortableMath.Log2(x), FewUnits * Math.Max(1, Math.Abs(Math.Log2(x))));
            Assert.Equal(1, PortableMath.Exp(power) / Math.Exp(power), 2 * FewUnits);
            Assert.Equal(1, PortableMath.Exp2(power) / Math.Pow(2, power), 2 * FewUnits);
        }
    }

    [Fact]
    public void Powers_of_two_are_exact_and_ends_are_what_they_should_be()
    {
        Assert.All(Enumerable.Range(-40, 81), i => Assert.Equal(i, PortableMath.Log2(Math.ScaleB(1, i))));
        Assert.All(Enumerable.Range(-40, 81), i => Assert.Equal(Math.ScaleB(1, i), PortableMath.Exp2(i)));
        Assert.Equal((1, 0, double.PositiveInfinity), (PortableMath.Exp(0), PortableMath.Exp(-800), PortableMath.Exp(800)));
        Assert.Throws<ArgumentOutOfRangeException>(() => PortableMath.Log(0));
    }

    [Fact]
    public void Quantiles_of_t_are_those_of_a_library()
    {
        foreach (int n in (int[])[1, 2, 3, 4, 7, 8, 15, 30, 63, 255, 1023])
            Assert.Equal(StudentT.InvCDF(0, 1, n, 0.975), StudentMean.Quantile(n), 1e-8);
    }

    [Fact]
    public void The_interval_of_a_mean_is_the_textbook_one()
    {
        // Mean 3, standard deviation root of 2.5, five values: 3 -+ 2.776445 * 0.7071068.
        Interval interval = StudentMean.Interval([1, 2, 3, 4, 5]);
        Assert.Equal((1.036757, 4.963243), (Math.Round(interval.Low, 6), Math.Round(interval.High, 6)));
        Assert.True(double.IsNaN(StudentMean.Interval([1.0]).Low));
    }
}
