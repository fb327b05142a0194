namespace MesaBench.Tests.Ptx;

public class PtxFloatTests
{
    private const int CanonicalNan = 0x7FFFFFFF;
    private const float SmallestSubnormal = float.Epsilon;

    [Fact]
    public void A_multiply_add_rounds_once_and_a_product_with_a_sum_twice()
    {
        // (1 + e)(1 - e) - 1 is -e^2; rounding the product first leaves 0.
        float e = 1f / 8192;
        Assert.Equal(-e * e, PtxSnippet.Float("fma.rn.f32 %f0, %f1, %f2, %f3;", 1 + e, 1 - e, -1));
        Assert.Equal(0f, PtxSnippet.Float("mul.rn.f32 %f4, %f1, %f2;\nadd.rn.f32 %f0, %f4, %f3;", 1 + e, 1 - e, -1));
    }

    [Fact]
    public void A_sum_of_three_rounds_after_each_step()
    {
        // With more than single precision in between, the small numbers would be kept.
        Assert.Equal(1f, PtxSnippet.Float("add.rn.f32 %f4, %f1, %f2;\nadd.rn.f32 %f0, %f4, %f2;", 1, MathF.ScaleB(1, -25)));
    }

    [Theory]
    [InlineData("add.rn.f32 %f0, %f1, %f2;", SmallestSubnormal, SmallestSubnormal, 2 * SmallestSubnormal)]
    [InlineData("sub.rn.f32 %f0, %f1, %f2;", 1.17549435e-38f, SmallestSubnormal, 1.17549421e-38f)]
    [InlineData("mul.rn.f32 %f0, %f1, %f2;", 1e-20f, 1e-20f, 1e-40f)]
    [InlineData("div.rn.f32 %f0, %f1, %f2;", 1e-38f, 16f, 6.25e-40f)]
    [InlineData("fma.rn.f32 %f0, %f1, %f2, 0f00000001;", 0f, 0f, SmallestSubnormal)]
    public void Subnormal_numbers_are_kept(string instruction, float x, float y, float expected) =>
        Assert.Equal(expected, PtxSnippet.Float(instruction, x, y));

    [Theory]
    [InlineData("add.rn.f32 %f0, %f1, %f2;", -0f, -0f, true)]
    [InlineData("add.rn.f32 %f0, %f1, %f2;", -0f, 0f, false)]
    [InlineData("sub.rn.f32 %f0, 0f00000000, %f1;", 0f, 0f, false)]
    [InlineData("mul.rn.f32 %f0, %f1, %f2;", -1f, 0f, true)]
    [InlineData("neg.f32 %f0, %f1;", 0f, 0f, true)]
    [InlineData("abs.f32 %f0, %f1;", -0f, 0f, false)]
    [InlineData("sqrt.rn.f32 %f0, %f1;", -0f, 0f, true)]
    [InlineData("min.f32 %f0, %f1, %f2;", 0f, -0f, true)]
    [InlineData("max.f32 %f0, %f1, %f2;", -0f, 0f, false)]
    public void Zeros_have_signs(string instruction, float x, float y, bool isNegative) =>
        Assert.Equal(isNegative ? int.MinValue : 0, PtxSnippet.Bits(instruction, x, y));

    [Theory]
    [InlineData("div.rn.f32 %f0, %f1, %f2;", 1f, 3f, 1f / 3)]
    [InlineData("div.rn.f32 %f0, %f1, %f2;", 1f, 0f, float.PositiveInfinity)]
    [InlineData("rcp.rn.f32 %f0, %f1;", 3f, 0f, 1f / 3)]
    [InlineData("sqrt.rn.f32 %f0, %f1;", 2f, 0f, 1.41421354f)]
    [InlineData("mul.rn.f32 %f0, %f1, %f2;", 3e38f, 10f, float.PositiveInfinity)]
    [InlineData("min.f32 %f0, %f1, %f2;", float.NaN, 2f, 2f)]
    [InlineData("max.f32 %f0, %f1, %f2;", 2f, float.NaN, 2f)]
    [InlineData("add.rn.f32 %f0, %f1, 0f40000000;", 1f, 0f, 3f)]
    public void Results_are_the_nearest_floats(string instruction, float x, float y, float expected) =>
        Assert.Equal(expected, PtxSnippet.Float(instruction, x, y));

    [Theory]
    [InlineData("sub.rn.f32 %f0, %f1, %f1;")]
    [InlineData("sqrt.rn.f32 %f0, %f2;")]
    [InlineData("mul.rn.f32 %f0, %f1, 0f00000000;")]
    [InlineData("fma.rn.f32 %f0, %f3, %f2, %f2;")]
    [InlineData("neg.f32 %f0, %f3;")]
    [InlineData("max.f32 %f0, %f3, %f3;")]
    [InlineData("add.rn.f32 %f4, %f3, %f2;\nmov.f32 %f0, %f4;")]
    [InlineData("add.rn.f32 %f4, %f3, %f2;\nmov.b32 %r1, %f4;\nmov.f32 %f0, %r1;")]
    [InlineData("setp.eq.f32 %p1, %f2, %f2;\nadd.rn.f32 %f4, %f3, %f2;\nselp.f32 %f0, %f4, %f3, %p1;")]
    public void A_NaN_that_was_calculated_has_the_bits_of_a_GPU(string instructions)
    {
        float payload = BitConverter.Int32BitsToSingle(unchecked((int)0xFFC12345));
        Assert.Equal(CanonicalNan, PtxSnippet.Bits(instructions, float.PositiveInfinity, -1, payload));
    }

    [Theory]
    [InlineData("mov.f32 %f0, %f1;")]
    [InlineData("mov.b32 %r1, %f1;\nmov.b32 %f0, %r1;")]
    [InlineData("setp.neu.f32 %p1, %f1, %f1;\nselp.f32 %f0, %f1, %f2, %p1;")]
    [InlineData("add.rn.f32 %f0, %f1, %f1;\nmov.f32 %f0, %f1;")]
    public void A_NaN_that_was_only_moved_keeps_its_bits(string instructions)
    {
        const int bits = unchecked((int)0xFFC12345);
        Assert.Equal(bits, PtxSnippet.Bits(instructions, BitConverter.Int32BitsToSingle(bits), 1));
    }

    [Fact]
    public void Operations_on_any_bits_are_those_of_this_machine()
    {
        Random random = new(1);
        const string all = """
            mul.rn.f32 %f4, %f1, %f2;
            div.rn.f32 %f5, %f4, %f3;
            fma.rn.f32 %f6, %f5, %f1, %f2;
            sub.rn.f32 %f0, %f6, %f3;
            """;
        for (int i = 0; i < 50; i++)
        {
            float x = Any(random), y = Any(random), z = Any(random);
            float expected = MathF.FusedMultiplyAdd(x * y / z, x, y) - z;
            int bits = float.IsNaN(expected) ? CanonicalNan : BitConverter.SingleToInt32Bits(expected);
            Assert.Equal(bits, PtxSnippet.Bits(all, x, y, z));
        }
    }

    private static float Any(Random random) => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
}
