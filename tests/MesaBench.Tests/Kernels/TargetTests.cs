using System.Runtime.Intrinsics;
using MesaBench.Cpu;

namespace MesaBench.Tests.Kernels;

public class TargetTests
{
    [Fact]
    public void A_multiply_add_rounds_once()
    {
        // (1 + e)(1 - e) - 1 is -e^2; rounding the product first would leave 0.
        float e = 1f / 4096 / 2;
        float a = 1 + e, b = 1 - e;
        Assert.Equal(-e * e, Target.Fma(a, b, -1f));
        Assert.Equal(Vector512.Create(-e * e), Target.Fma(Vector512.Create(a), Vector512.Create(b), Vector512.Create(-1f)));
    }

    [Fact]
    public void A_product_and_a_sum_round_twice()
    {
        float e = 1f / 4096 / 2;
        Assert.Equal(0f, Target.Add(Target.Mul(1 + e, 1 - e), -1f));
        Vector512<float> product = Target.Mul(Vector512.Create(1 + e), Vector512.Create(1 - e));
        Assert.Equal(Vector512<float>.Zero, Target.Add(product, Vector512.Create(-1f)));
    }

    [Theory]
    [InlineData(1f, 2f, true)]
    [InlineData(2f, 2f, false)]
    [InlineData(3f, 2f, false)]
    [InlineData(float.NaN, 2f, false)]
    [InlineData(1f, float.NaN, false)]
    [InlineData(-0f, 0f, false)]
    [InlineData(float.NegativeInfinity, float.PositiveInfinity, true)]
    public void Less_than_is_false_for_NaN(float a, float b, bool isLess)
    {
        Vector512<float> chosen = Target.IfLess(
            Vector512.Create(a), Vector512.Create(b), Vector512.Create(10f), Vector512.Create(20f));
        Assert.Equal(Vector512.Create(isLess ? 10f : 20f), chosen);
    }

    [Fact]
    public void A_choice_passes_NaN_through_unread()
    {
        Vector512<float> chosen = Target.IfLess(
            Vector512.Create(1f), Vector512.Create(2f), Vector512.Create(float.NaN), Vector512.Create(20f));
        Assert.True(float.IsNaN(chosen[5]));
    }

    [Theory]
    [InlineData(1f, 0f, 1f)]
    [InlineData(1.5f, 0f, 1.5f)]
    [InlineData(1.17549435e-38f, -126f, 1f)]
    [InlineData(float.MaxValue, 127f, 1.99999988f)]
    [InlineData(0.75f, -1f, 1.5f)]
    [InlineData(6f, 2f, 1.5f)]
    public void A_normal_number_splits_into_exponent_and_mantissa(float x, float exponent, float mantissa)
    {
        Assert.Equal(Vector512.Create(exponent), Target.Exponent(Vector512.Create(x)));
        Assert.Equal(Vector512.Create(mantissa), Target.Mantissa(Vector512.Create(x)));
    }

    [Fact]
    public void Bits_are_counted_and_the_lowest_is_found()
    {
        for (int bit = 0; bit < 32; bit++)
        {
            Assert.Equal((1, bit), (Target.Ones(1 << bit), Target.FirstOne(1 << bit)));
            Assert.Equal((32 - bit, bit), (Target.Ones(-1 << bit), Target.FirstOne(-1 << bit)));
        }
    }

    [Fact]
    public void Scaling_by_every_power_of_two_is_exact()
    {
        foreach (float x in new[] { 1f, 1.2345678f, 1.99999988f })
            for (int n = -126; n <= 127; n++)
                Assert.Equal((float)Math.ScaleB(x, n), Target.ScaleByPowerOfTwo(Vector512.Create(x), Vector512.Create((float)n))[3]);
    }
}
