using System.Runtime.InteropServices;
using System.Text;

namespace MesaBench.Tests.Ptx;

/// <summary>
/// Runs a few instructions in a module of their own, on one thread. Input i is in %rd(i+1), its low half in %r(i+1) and %f(i+1), and in
/// memory at %rd20 + 8 i. The result is read from register 0 of a kind. Registers up to 31 are there.
/// </summary>
internal static class PtxSnippet
{
    public const string Head = """
        .version 8.0
        .target sm_80
        .address_size 64

        """;

    public const string Registers = """
        .reg .pred %p<32>;
        .reg .b16 %rs<32>;
        .reg .b32 %r<32>;
        .reg .b64 %rd<32>;
        .reg .f32 %f<32>;

        """;

    public static float Float(string instructions, params float[] inputs) =>
        BitConverter.Int32BitsToSingle(Bits(instructions, inputs));

    /// <summary>The bits of %f0.</summary>
    public static int Bits(string instructions, params float[] inputs) =>
        (int)Run(instructions, "st.global.f32 [%rd30], %f0;", [.. inputs.Select(x => (long)BitConverter.SingleToInt32Bits(x))]);

    /// <summary>%r0.</summary>
    public static int Int(string instructions, params long[] inputs) => (int)Run(instructions, "st.global.b32 [%rd30], %r0;", inputs);

    /// <summary>%rd0.</summary>
    public static long Long(string instructions, params long[] inputs) => Run(instructions, "st.global.b64 [%rd30], %rd0;", inputs);

    /// <summary>%p0 with floats in.</summary>
    public static bool Truth(string instructions, params float[] inputs) =>
        Truth(instructions, [.. inputs.Select(x => (long)BitConverter.SingleToInt32Bits(x))]);

    /// <summary>%p0.</summary>
    public static bool Truth(string instructions, params long[] inputs) =>
        Run(instructions, "selp.b32 %r31, 1, 0, %p0;\nst.global.b32 [%rd30], %r31;", inputs) != 0;

    /// <summary>A module of one entry that takes a pointer to the inputs and a pointer to the result.</summary>
    public static string Module(string body) =>
        $"{Head}.visible .entry Kernel_Run(.param .b32 _item, .param .align 8 .b8 _kernel[16])\n{{\n{Registers}{body}\n}}\n";

    /// <summary>Executes a module of that kind. Arrays come at addresses that are multiples of 64.</summary>
    public static unsafe byte[] Execute(
        string module, byte[] inputs, int resultBytes, int groups = 1, int threads = 1, int item = 0, PtxOrder? order = null)
    {
        byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)(inputs.Length + resultBytes + 128), 64);
        try
        {
            byte* result = memory + (inputs.Length + 63) / 64 * 64;
            inputs.CopyTo(new Span<byte>(memory, inputs.Length));
            new Span<byte>(result, resultBytes).Clear();
            long[] parameters = [item, (long)memory, (long)result];
            PtxProgram.Parse(module).Run(MemoryMarshal.AsBytes(parameters.AsSpan()), groups, threads, order ?? PtxOrders.Ascending);
            return new Span<byte>(result, resultBytes).ToArray();
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    /// <summary>
    /// Runs a body on a grid, threads in an order; gives an int for each thread. A thread's place in the grid is %r31, the address of its int
    /// %rd31; its place in the group of %r29 is %r30, the address of the group's first int %rd30. The grid's first int is at %rd29.
    /// </summary>
    public static int[] OnGrid(string body, PtxOrder order, int groups = 2, int threads = 8)
    {
        byte[] result = Execute(GridModule(body), [], sizeof(int) * groups * threads, groups, threads, order: order);
        return MemoryMarshal.Cast<byte, int>(result).ToArray();
    }

    /// <summary>The module that <see cref="OnGrid"/> runs.</summary>
    public static string GridModule(string body) => Module(
        "mov.b32 %r30, %tid.x; mov.b32 %r28, %ctaid.x; mov.b32 %r29, %ntid.x; ld.param.b64 %rd29, [_kernel+8];\n" +
        "mul.lo.s32 %r28, %r28, %r29; add.s32 %r31, %r28, %r30;\n" +
        $"mad.wide.s32 %rd30, %r28, 4, %rd29; mad.wide.s32 %rd31, %r31, 4, %rd29;\n{body}\nret;\n");

    private static long Run(string instructions, string store, long[] inputs)
    {
        StringBuilder body = new("ld.param.b64 %rd20, [_kernel];\nld.param.b64 %rd30, [_kernel+8];\n");
        for (int i = 0; i < inputs.Length; i++)
        {
            _ = body.AppendLine($"ld.global.b64 %rd{i + 1}, [%rd20+{8 * i}];");
            _ = body.AppendLine($"ld.global.b32 %r{i + 1}, [%rd20+{8 * i}];");
            _ = body.AppendLine($"ld.global.f32 %f{i + 1}, [%rd20+{8 * i}];");
        }

        _ = body.AppendLine(instructions).AppendLine(store).AppendLine("ret;");
        return BitConverter.ToInt64(Execute(Module(body.ToString()), [.. inputs.SelectMany(BitConverter.GetBytes)], sizeof(long)));
    }
}
