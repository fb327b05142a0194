namespace MesaBench.Tests.Ptx;

public class PtxErrorTests
{
    [Theory]
    [InlineData("ex2.approx.f32 %f1, %f2;")]
    [InlineData("add.f32 %f1, %f2, %f3;")]
    [InlineData("add.rn.ftz.f32 %f1, %f2, %f3;")]
    [InlineData("add.rz.f32 %f1, %f2, %f3;")]
    [InlineData("div.full.f32 %f1, %f2, %f3;")]
    [InlineData("mad.f32 %f1, %f2, %f3, %f4;")]
    [InlineData("add.rn.f64 %rd1, %rd2, %rd3;")]
    [InlineData("setp.lt.b32 %p1, %r1, %r2;")]
    [InlineData("setp.lo.s32 %p1, %r1, %r2;")]
    [InlineData("cvt.f32.s32 %f1, %r1;")]
    [InlineData("cvt.s32.f32 %r1, %f1;")]
    [InlineData("cvt.rn.f32.pred %f1, %p1;")]
    [InlineData("ld.shared.f32 %f1, [%rd1];")]
    [InlineData("ld.local.f32 %f1, [%rd1];")]
    [InlineData("ld.global.v4.f32 {%f1, %f2}, [%rd1];")]
    [InlineData("ld.param.b64 %rd1, [_kernel+12];")]
    [InlineData("ld.param.b64 %rd1, [_other];")]
    [InlineData("mov.b32 %r1, %laneid;")]
    [InlineData("mov.b32 %r1, %rd1;")]
    [InlineData("add.s64 %rd1, %rd2, %r1;")]
    [InlineData("add.s32 %rd1, %r1, %r2;")]
    [InlineData("mov.b64 %rd1, %r1;")]
    [InlineData("add.s32 %r1, %r2, %missing;")]
    [InlineData("add.s32 %r1, %r2, 0f3F800000;")]
    [InlineData("add.s32 %r1, %r2;")]
    [InlineData("not.pred %p1, !%r1;")]
    [InlineData("bar.sync 16;")]
    [InlineData("bar.sync 0, 64;")]
    [InlineData("bar.sync %r1;")]
    [InlineData("bar.arrive 0, 64;")]
    [InlineData("bar.warp.sync 4294967295;")]
    [InlineData("bar.red.popc.u32 %r1, 0, %p1;")]
    [InlineData("call.uni Other;")]
    [InlineData("bra L_nowhere;")]
    [InlineData("atom.global.add.f32 %f1, [%rd1], %f2;")]
    [InlineData(".local .align 4 .b8 depot[16];")]
    public void An_instruction_that_is_not_supported_is_named_with_its_line(string instruction)
    {
        string module = PtxSnippet.Module("ret;\n" + instruction + "\nret;");
        int line = module.Split('\n').ToList().IndexOf(instruction) + 1;
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => PtxProgram.Parse(module));
        Assert.StartsWith($"Line {line}: '{instruction.TrimEnd(';')}", error.Message);
    }

    [Fact]
    public void An_error_shows_the_instruction_and_says_why()
    {
        NotSupportedException error = Assert.Throws<NotSupportedException>(
            () => PtxProgram.Parse(PtxSnippet.Module("@!%p1 add.f32 %f1, %f2, 0f3F800000;")));
        Assert.Equal(
            "Line 11: '@!%p1 add.f32 %f1, %f2, 0f3F800000' is not supported: " +
            "without .rn it may be fused with others, so that its bits are not determined.",
            error.Message);
    }

    [Theory]
    [InlineData("add.s32 %r1, %r2, 1x;")]
    [InlineData("add.s32 %r1, %r2, =;")]
    [InlineData("ld.global.f32 %f1, [%rd1;")]
    [InlineData("add.s32 %r1, %r2")]
    public void Text_that_is_no_PTX_is_refused(string text) =>
        Assert.Throws<FormatException>(() => PtxProgram.Parse(PtxSnippet.Module(text)));

    [Fact]
    public void A_module_without_an_entry_is_refused() =>
        Assert.Equal(
            "A module with one entry is expected; this one has 0.",
            Assert.Throws<FormatException>(() => PtxProgram.Parse(PtxSnippet.Head)).Message);
}
