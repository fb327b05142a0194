namespace MesaBench.Tests.Ptx;

public class PtxConversionTests
{
    [Theory]
    [InlineData("s64.s32", -1, -1)]
    [InlineData("u64.u32", -1, 0xFFFFFFFF)]
    [InlineData("s64.u32", -1, 0xFFFFFFFF)]
    [InlineData("u64.s32", -1, -1)]
    [InlineData("s64.s8", 0x1FF, -1)]
    [InlineData("s64.u8", 0x1FF, 255)]
    [InlineData("u64.u16", 0x1FFFF, 65535)]
    public void Integers_are_widened_as_their_own_type_says(string types, long x, long expected) =>
        Assert.Equal(expected, PtxSnippet.Long($"cvt.{types} %rd0, %r1;", x));

    [Theory]
    [InlineData("u32.u64", "%rd1", 0x1_0000_0005, 5)]
    [InlineData("s32.s64", "%rd1", 0xFFFFFFFF, -1)]
    [InlineData("s8.s32", "%r1", 0x80, -128)]
    [InlineData("u8.s32", "%r1", -1, 255)]
    [InlineData("u16.u32", "%r1", 0x12345, 0x2345)]
    [InlineData("s16.s64", "%rd1", 0x8000, -32768)]
    public void Integers_are_narrowed_to_their_low_bits(string types, string source, long x, int expected) =>
        Assert.Equal(expected, PtxSnippet.Int($"cvt.{types} %r0, {source};", x));

    [Theory]
    [InlineData("s32", "%r1", 16777217, 16777216f)]
    [InlineData("s32", "%r1", -16777219, -16777220f)]
    [InlineData("u32", "%r1", -1, 4294967296f)]
    [InlineData("s64", "%rd1", -1, -1f)]
    [InlineData("u64", "%rd1", -1, 18446744073709551616f)]
    [InlineData("s64", "%rd1", long.MinValue, -9223372036854775808f)]
    [InlineData("s64", "%rd1", 0x4000_0040_0000_0001, 4611686568183201792f)] // by way of a double: 4611686018427387904
    [InlineData("u64", "%rd1", 0x4000_0040_0000_0000, 4611686018427387904f)]
    [InlineData("s8", "%r1", 0xFF, -1f)]
    [InlineData("u16", "%r1", -1, 65535f)]
    public void Integers_become_the_nearest_float(string type, string source, long x, float expected) =>
        Assert.Equal(BitConverter.SingleToInt32Bits(expected), PtxSnippet.Int($"cvt.rn.f32.{type} %f4, {source};\nmov.b32 %r0, %f4;", x));

    [Theory]
    [InlineData("rzi", 2.75f, 2)]
    [InlineData("rzi", -2.75f, -2)]
    [InlineData("rni", 2.5f, 2)]
    [InlineData("rni", 3.5f, 4)]
    [InlineData("rmi", -2.25f, -3)]
    [InlineData("rpi", 2.25f, 3)]
    [InlineData("rzi", float.NaN, 0)]
    [InlineData("rzi", 3e9f, int.MaxValue)]
    [InlineData("rzi", -3e9f, int.MinValue)]
    [InlineData("rzi", 2147483520f, 2147483520)]
    [InlineData("rzi", -2147483648f, int.MinValue)]
    [InlineData("rzi", float.NegativeInfinity, int.MinValue)]
    [InlineData("rzi", -0f, 0)]
    public void Floats_become_signed_integers_with_an_end_to_their_range(string manner, float x, int expected) =>
        Assert.Equal(expected, Int($"cvt.{manner}.s32.f32 %r0, %f1;", x));

    [Theory]
    [InlineData("u32", 3e9f, 3000000000)]
    [InlineData("u32", -1f, 0)]
    [InlineData("u32", 5e9f, uint.MaxValue)]
    [InlineData("u32", float.NaN, 0)]
    [InlineData("s8", 300f, 127)]
    [InlineData("s8", -128.5f, 0xFFFFFF80)]
    [InlineData("u8", 255.5f, 255)]
    [InlineData("u8", 256f, 255)]
    [InlineData("s16", -1e6f, 0xFFFF8000)]
    public void Floats_become_integers_of_any_width(string type, float x, uint expected) =>
        Assert.Equal((int)expected, Int($"cvt.rzi.{type}.f32 %r0, %f1;", x));

    [Theory]
    [InlineData("s64", float.NaN, 0x8000000000000000)]
    [InlineData("u64", float.NaN, 0x8000000000000000)]
    [InlineData("s64", 1e19f, 0x7FFFFFFFFFFFFFFF)]
    [InlineData("s64", -1099511627776f, 0xFFFFFF0000000000)]
    [InlineData("u64", 1e19f, 9999999980506447872)]
    [InlineData("u64", 2e19f, ulong.MaxValue)]
    [InlineData("u64", -0.5f, 0)]
    public void Floats_become_integers_of_64_bits(string type, float x, ulong expected) =>
        Assert.Equal((long)expected, PtxSnippet.Long($"cvt.rzi.{type}.f32 %rd0, %f1;", BitConverter.SingleToInt32Bits(x)));

    [Theory]
    [InlineData("rmi", -0.5f, -1f)]
    [InlineData("rpi", -0.5f, -0f)]
    [InlineData("rzi", 1e20f, 1e20f)]
    [InlineData("rni", 0.5f, 0f)]
    public void Floats_are_rounded_to_whole_numbers(string manner, float x, float expected) =>
        Assert.Equal(BitConverter.SingleToInt32Bits(expected), PtxSnippet.Bits($"cvt.{manner}.f32.f32 %f0, %f1;", x));

    [Fact]
    public void A_move_between_kinds_of_registers_keeps_the_bits()
    {
        Assert.Equal(0x3F800000, Int("mov.b32 %r0, %f1;", 1f));
        Assert.Equal(1f, PtxSnippet.Float("mov.b32 %r3, 0x3F800000;\nmov.f32 %f0, %r3;"));
        Assert.Equal(0x3F800000, PtxSnippet.Int("mov.b32 %r0, 0f3F800000;"));
        Assert.Equal(2f, PtxSnippet.Float("add.s32 %r3, %r1, 0x00800000;\nmov.f32 %f0, %r3;", 1f));
    }

    private static int Int(string instructions, float x) => PtxSnippet.Int(instructions, BitConverter.SingleToInt32Bits(x));
}
