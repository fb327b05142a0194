namespace MesaBench.Tests.Ptx;

public class PtxIntegerTests
{
    [Theory]
    [InlineData("add.s32 %r0, %r1, %r2;", int.MaxValue, 1, int.MinValue)]
    [InlineData("sub.u32 %r0, %r1, %r2;", 0, 1, -1)]
    [InlineData("neg.s32 %r0, %r1;", 5, 0, -5)]
    [InlineData("abs.s32 %r0, %r1;", int.MinValue, 0, int.MinValue)]
    [InlineData("mul.lo.s32 %r0, %r1, %r2;", 65536, 65537, 65536)]
    [InlineData("mul.hi.s32 %r0, %r1, %r2;", -2, 1, -1)]
    [InlineData("mul.hi.u32 %r0, %r1, %r2;", -2, 2, 1)]
    [InlineData("mad.lo.s32 %r0, %r1, %r2, 7;", 3, -4, -5)]
    [InlineData("div.s32 %r0, %r1, %r2;", -7, 2, -3)]
    [InlineData("rem.s32 %r0, %r1, %r2;", -7, 2, -1)]
    [InlineData("div.u32 %r0, %r1, %r2;", -7, 2, 0x7FFFFFFC)]
    [InlineData("rem.u32 %r0, %r1, %r2;", -7, 2, 1)]
    [InlineData("div.s32 %r0, %r1, %r2;", int.MinValue, -1, int.MinValue)]
    [InlineData("rem.s32 %r0, %r1, %r2;", int.MinValue, -1, 0)]
    [InlineData("min.s32 %r0, %r1, %r2;", -1, 1, -1)]
    [InlineData("max.s32 %r0, %r1, %r2;", -1, 1, 1)]
    [InlineData("min.u32 %r0, %r1, %r2;", -1, 1, 1)]
    [InlineData("max.u32 %r0, %r1, %r2;", -1, 1, -1)]
    [InlineData("and.b32 %r0, %r1, %r2;", 0b1100, 0b1010, 0b1000)]
    [InlineData("or.b32 %r0, %r1, %r2;", 0b1100, 0b1010, 0b1110)]
    [InlineData("xor.b32 %r0, %r1, %r2;", 0b1100, 0b1010, 0b0110)]
    [InlineData("not.b32 %r0, %r1;", 0, 0, -1)]
    [InlineData("popc.b32 %r0, %r1;", -1, 0, 32)]
    [InlineData("clz.b32 %r0, %r1;", 1, 0, 31)]
    [InlineData("add.s32 %r0, %r1, 0xFFFFFFFF;", 1, 0, 0)]
    [InlineData("add.s32 %r0, %r1, -2;", 1, 0, -1)]
    [InlineData("add.u32 %r0, %r1, 4294967295;", 1, 0, 0)]
    public void Words_of_32_bits_are_calculated_modulo_their_width(string instruction, int x, int y, int expected) =>
        Assert.Equal(expected, PtxSnippet.Int(instruction, x, y));

    [Theory]
    [InlineData("add.s64 %rd0, %rd1, %rd2;", long.MaxValue, 1, long.MinValue)]
    [InlineData("mul.lo.s64 %rd0, %rd1, %rd2;", 1L << 33, 1L << 31, 0)]
    [InlineData("mul.hi.s64 %rd0, %rd1, %rd2;", -2, 1, -1)]
    [InlineData("mul.hi.u64 %rd0, %rd1, %rd2;", -2, 2, 1)]
    [InlineData("mad.lo.u64 %rd0, %rd1, 4, %rd2;", 1L << 40, 5, (1L << 42) + 5)]
    [InlineData("mul.wide.s32 %rd0, %r1, %r2;", -1, 65536, -65536)]
    [InlineData("mul.wide.u32 %rd0, %r1, %r2;", -1, 65536, 0xFFFFFFFF0000)]
    [InlineData("mad.wide.s32 %rd0, %r1, 4, %rd2;", -1, 1L << 40, (1L << 40) - 4)]
    [InlineData("div.s64 %rd0, %rd1, %rd2;", -7, 2, -3)]
    [InlineData("div.u64 %rd0, %rd1, %rd2;", -1, 2, long.MaxValue)]
    [InlineData("rem.s64 %rd0, %rd1, %rd2;", long.MinValue, -1, 0)]
    [InlineData("max.s64 %rd0, %rd1, %rd2;", 1L << 40, 3, 1L << 40)]
    [InlineData("not.b64 %rd0, %rd1;", 0, 0, -1)]
    [InlineData("mov.b64 %rd0, 0x123456789ABCDEF0;", 0, 0, 0x123456789ABCDEF0)]
    public void Words_of_64_bits_are_calculated_modulo_their_width(string instruction, long x, long y, long expected) =>
        Assert.Equal(expected, PtxSnippet.Long(instruction, x, y));

    [Theory]
    [InlineData(0, -8, -8, -8)]
    [InlineData(1, -16, -4, 0x7FFFFFFC)]
    [InlineData(31, 0, -1, 1)]
    [InlineData(32, 0, -1, 0)]
    [InlineData(33, 0, -1, 0)]
    [InlineData(-1, 0, -1, 0)]
    public void A_shift_by_the_width_or_more_shifts_all_bits_out(int count, int left, int right, int rightUnsigned)
    {
        Assert.Equal(left, PtxSnippet.Int("shl.b32 %r0, %r1, %r2;", -8, count));
        Assert.Equal(right, PtxSnippet.Int("shr.s32 %r0, %r1, %r2;", -8, count));
        Assert.Equal(rightUnsigned, PtxSnippet.Int("shr.u32 %r0, %r1, %r2;", -8, count));
        Assert.Equal(rightUnsigned, PtxSnippet.Int($"shr.b32 %r0, %r1, {(uint)count};", -8));
    }

    [Theory]
    [InlineData(33, -1L << 36, -1, 0x7FFFFFFF)]
    [InlineData(64, 0, -1, 0)]
    [InlineData(65, 0, -1, 0)]
    public void Shifts_of_64_bits_go_up_to_64(int count, long left, long right, long rightUnsigned)
    {
        Assert.Equal(left, PtxSnippet.Long("shl.b64 %rd0, %rd1, %r2;", -8, count));
        Assert.Equal(right, PtxSnippet.Long("shr.s64 %rd0, %rd1, %r2;", -8, count));
        Assert.Equal(rightUnsigned, PtxSnippet.Long("shr.u64 %rd0, %rd1, %r2;", -8, count));
    }

    [Fact]
    public void A_division_by_zero_does_not_end_the_program()
    {
        Assert.Equal(-1, PtxSnippet.Int("div.s32 %r0, %r1, %r2;", 5, 0));
        Assert.Equal(5, PtxSnippet.Int("rem.u32 %r0, %r1, %r2;", 5, 0));
        Assert.Equal(-1, PtxSnippet.Long("div.u64 %rd0, %rd1, %rd2;", 5, 0));
    }

    [Fact]
    public void Words_of_16_bits_have_16_bits()
    {
        string given = "cvt.u16.u32 %rs1, %r1;\ncvt.u16.u32 %rs2, %r2;\n";
        Assert.Equal(0x10000 - 1, PtxSnippet.Int(given + "sub.u16 %rs3, %rs1, %rs2;\ncvt.u32.u16 %r0, %rs3;", 1, 2));
        Assert.Equal(-1, PtxSnippet.Int(given + "sub.s16 %rs3, %rs1, %rs2;\ncvt.s32.s16 %r0, %rs3;", 1, 2));
        Assert.Equal(2, PtxSnippet.Int(given + "add.s16 %rs3, %rs1, %rs2;\nshr.u16 %rs3, %rs3, 1;\ncvt.u32.u16 %r0, %rs3;", 65535, 5));
        Assert.True(PtxSnippet.Truth(given + "setp.lt.s16 %p0, %rs1, %rs2;", 0xFFFF, 1));
        Assert.Equal(-2, PtxSnippet.Int(given + "mul.wide.s16 %r0, %rs1, %rs2;", 0xFFFF, 2));
    }
}
