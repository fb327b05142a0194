namespace MesaBench.Tests.Ptx;

public class PtxComparisonTests
{
    [Theory] // less, equal, greater, with a NaN
    [InlineData("eq", "0100")]
    [InlineData("ne", "1010")]
    [InlineData("lt", "1000")]
    [InlineData("le", "1100")]
    [InlineData("gt", "0010")]
    [InlineData("ge", "0110")]
    [InlineData("equ", "0101")]
    [InlineData("neu", "1011")]
    [InlineData("ltu", "1001")]
    [InlineData("leu", "1101")]
    [InlineData("gtu", "0011")]
    [InlineData("geu", "0111")]
    public void Floats_compare_as_ordered_or_unordered(string comparison, string expected)
    {
        string instruction = $"setp.{comparison}.f32 %p0, %f1, %f2;";
        bool[] found = [
            PtxSnippet.Truth(instruction, 1f, 2f), PtxSnippet.Truth(instruction, 2f, 2f), PtxSnippet.Truth(instruction, 2f, 1f),
            PtxSnippet.Truth(instruction, float.NaN, 1f)];
        Assert.Equal(expected, string.Concat(found.Select(f => f ? '1' : '0')));
        Assert.Equal(found[3], PtxSnippet.Truth(instruction, 1f, float.NaN));
        Assert.Equal(found[3], PtxSnippet.Truth(instruction, float.NaN, float.NaN));
    }

    [Fact]
    public void Zeros_are_equal_whatever_their_signs() => Assert.True(PtxSnippet.Truth("setp.eq.f32 %p0, %f1, %f2;", -0f, 0f));

    [Fact]
    public void A_subnormal_number_is_not_zero() => Assert.True(PtxSnippet.Truth("setp.lt.f32 %p0, 0f00000000, %f1;", float.Epsilon));

    [Theory] // -1 with 1, 1 with 1, 1 with -1
    [InlineData("eq.s32", "010")]
    [InlineData("ne.s32", "101")]
    [InlineData("lt.s32", "100")]
    [InlineData("le.s32", "110")]
    [InlineData("gt.s32", "001")]
    [InlineData("ge.s32", "011")]
    [InlineData("lt.u32", "001")]
    [InlineData("lo.u32", "001")]
    [InlineData("ls.u32", "011")]
    [InlineData("hi.u32", "100")]
    [InlineData("hs.u32", "110")]
    [InlineData("ge.u32", "110")]
    [InlineData("eq.b32", "010")]
    [InlineData("ne.u32", "101")]
    public void Integers_compare_as_signed_or_unsigned(string comparison, string expected)
    {
        string words = $"setp.{comparison} %p0, %r1, %r2;", longs = words.Replace("32", "64").Replace("%r", "%rd");
        foreach (string instruction in new[] { words, longs })
        {
            bool less = PtxSnippet.Truth(instruction, -1L, 1), equal = PtxSnippet.Truth(instruction, 1L, 1);
            bool[] found = [less, equal, PtxSnippet.Truth(instruction, 1L, -1)];
            Assert.Equal(expected, string.Concat(found.Select(f => f ? '1' : '0')));
        }
    }

    [Fact]
    public void Words_of_64_bits_compare_with_all_their_bits()
    {
        Assert.True(PtxSnippet.Truth("setp.lt.s64 %p0, %rd1, %rd2;", 1L << 40, (1L << 40) + 1));
        Assert.False(PtxSnippet.Truth("setp.eq.s64 %p0, %rd1, %rd2;", 1L << 40, 0L));
    }

    [Theory]
    [InlineData("setp.lt.or.s32 %p0, %r1, %r2, %p1;", false, true)]
    [InlineData("setp.gt.or.s32 %p0, %r1, %r2, %p1;", false, false)]
    [InlineData("setp.lt.and.s32 %p0, %r1, %r2, %p1;", false, false)]
    [InlineData("setp.lt.and.s32 %p0, %r1, %r2, !%p1;", false, true)]
    [InlineData("setp.lt.xor.s32 %p0, %r1, %r2, %p1;", true, false)]
    [InlineData("and.pred %p0, %p1, %p2;", true, true)]
    [InlineData("and.pred %p0, %p1, !%p2;", true, false)]
    [InlineData("or.pred %p0, %p1, %p3;", false, false)]
    [InlineData("xor.pred %p0, %p1, %p2;", true, false)]
    [InlineData("not.pred %p0, %p1;", true, false)]
    [InlineData("not.pred %p0, %p1;", false, true)]
    [InlineData("mov.pred %p0, %p1;", true, true)]
    [InlineData("mov.pred %p0, 1;", false, true)]
    [InlineData("mov.pred %p0, 0;", true, false)]
    public void Truth_values_combine(string instruction, bool p1, bool expected)
    {
        // %p2 is true and %p3 false; 1 and 2 are compared.
        string given = $"mov.pred %p1, {(p1 ? 1 : 0)};\nmov.pred %p2, 1;\nmov.pred %p3, 0;\n";
        Assert.Equal(expected, PtxSnippet.Truth(given + instruction, 1L, 2L));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    public void A_selection_takes_the_first_value_where_the_truth_value_is_true(int which, long expected)
    {
        string given = "setp.eq.s32 %p1, %r1, 1;\n";
        Assert.Equal(expected, PtxSnippet.Int(given + "selp.b32 %r0, %r2, %r3, %p1;", which, 10, 20));
        Assert.Equal(expected, PtxSnippet.Int(given + "mov.b32 %r0, %r3;\nselp.b32 %r0, %r2, %r0, %p1;", which, 10, 20));
        Assert.Equal(expected << 40, PtxSnippet.Long(given + "selp.b64 %rd0, %rd2, %rd3, %p1;", which, 10L << 40, 20L << 40));
        Assert.Equal(3f, PtxSnippet.Float("setp.lt.f32 %p1, %f1, %f2;\nselp.b32 %f0, 0f40400000, %f2, %p1;", 1, 2));
    }

    [Theory]
    [InlineData("notanumber", float.NaN, 1f)]
    [InlineData("number", 1f, float.NaN)]
    [InlineData("finite", 1f, float.PositiveInfinity)]
    [InlineData("infinite", float.NegativeInfinity, float.NaN)]
    public void Floats_are_tested_for_what_they_are(string property, float yes, float no)
    {
        Assert.True(PtxSnippet.Truth($"testp.{property}.f32 %p0, %f1;", yes));
        Assert.False(PtxSnippet.Truth($"testp.{property}.f32 %p0, %f1;", no));
    }
}
