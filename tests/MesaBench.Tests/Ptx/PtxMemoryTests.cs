using System.Runtime.InteropServices;

namespace MesaBench.Tests.Ptx;

public class PtxMemoryTests
{
    private const string Pointers = "ld.param.b64 %rd1, [_kernel];\nld.param.b64 %rd9, [_kernel+8];\ncvta.to.global.u64 %rd2, %rd9;\n";

    [Theory]
    [InlineData("ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [%rd1];\nst.global.v4.f32 [%rd2], {%f4, %f3, %f2, %f1};", "4 3 2 1")]
    [InlineData("ld.global.v2.f32 {%f1, %f2}, [%rd1+8];\nst.global.v2.f32 [%rd2+8], {%f1, %f2};", "0 0 3 4")]
    [InlineData("ld.global.f32 %f1, [%rd1+4];\nst.global.f32 [%rd2+12], %f1;", "0 0 0 2")]
    [InlineData("add.s64 %rd1, %rd1, 8;\nld.global.f32 %f1, [%rd1+-4];\nst.global.f32 [%rd2], %f1;", "2 0 0 0")]
    [InlineData("ld.global.b32 %r1, [%rd1];\nst.global.b32 [%rd2], %r1;", "1 0 0 0")]
    [InlineData("ld.f32 %f1, [%rd1];\nst.f32 [%rd2], %f1;", "1 0 0 0")]
    [InlineData("ld.global.b32 %f1, [%rd1];\nst.global.b32 [%rd2], %f1;", "1 0 0 0")]
    [InlineData("ld.global.v2.b64 {%rd1, %rd3}, [%rd1];\nst.global.b64 [%rd2], %rd3;", "3 4 0 0")]
    [InlineData("st.global.v2.f32 [%rd2], {0f3F800000, 0f40000000};", "1 2 0 0")]
    public void Values_are_loaded_and_stored(string instructions, string expected)
    {
        float[] inputs = [1, 2, 3, 4];
        string module = PtxSnippet.Module(Pointers + instructions + "\nret;");
        byte[] result = PtxSnippet.Execute(module, [.. MemoryMarshal.AsBytes(inputs.AsSpan())], 16);
        Assert.Equal(expected, string.Join(' ', MemoryMarshal.Cast<byte, float>(result).ToArray()));
    }

    [Theory]
    [InlineData("ld.global.u8 %r0, [%rd20];", 0x80, 0x80)]
    [InlineData("ld.global.s8 %r0, [%rd20];", 0x80, -128)]
    [InlineData("ld.global.u16 %rs1, [%rd20];\ncvt.u32.u16 %r0, %rs1;", 0x18000, 0x8000)]
    [InlineData("ld.global.s16 %r0, [%rd20];", 0x18000, -32768)]
    [InlineData("mov.b32 %r3, 0x1FF;\nst.global.u8 [%rd20], %r3;\nld.global.b32 %r0, [%rd20];", 0x1200, 0x12FF)]
    public void Narrow_values_are_extended_when_loaded_and_cut_when_stored(string instructions, long x, int expected) =>
        Assert.Equal(expected, PtxSnippet.Int(instructions, x));

    [Fact]
    public void Parameters_lie_in_their_order_each_aligned()
    {
        const string parameters = ".param .b32 _a, .param .align 8 .b8 _b[12], .param .b8 _c, .param .f32 _d";
        string module = $"{PtxSnippet.Head}.visible .entry K({parameters})\n{{\nret;\n}}";
        Assert.Equal([new("_a", 0, 4), new("_b", 8, 12), new("_c", 20, 1), new("_d", 24, 4)], PtxProgram.Parse(module).Parameters);
    }

    [Fact]
    public void A_parameter_block_that_is_too_short_is_refused()
    {
        PtxProgram program = PtxProgram.Parse(PtxSnippet.Module("ret;"));
        ArgumentException error = Assert.Throws<ArgumentException>(() => program.Run(new byte[23], 1, 1));
        Assert.Equal("The parameters have 23 bytes, Kernel_Run takes 24.", error.Message);
    }

    [Theory]
    [InlineData("ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [%rd1+4];")]
    [InlineData("ld.global.b64 %rd3, [%rd1+4];")]
    [InlineData("st.global.f32 [%rd2+2], %f1;")]
    public void An_address_that_a_GPU_refuses_is_an_error(string instruction)
    {
        string module = PtxSnippet.Module(Pointers + instruction + "\nret;");
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => PtxSnippet.Execute(module, new byte[32], 32));
        Assert.Contains("is no multiple of the bytes that are moved", error.Message);
    }
}
