namespace MesaBench.Tests.Ptx;

/// <summary>Memory that the threads of a group share.</summary>
public class PtxSharedTests
{
    // The second variable begins at the next multiple of its alignment, 32. %rd1 is a thread's own float in the first, as ILGPU writes it.
    private const string Variables = """
        .shared .align 4 .b8 numbers[20];
        .shared .align 16 .b8 others[16];
        mov.b64 %rd2, numbers;
        mov.b64 %rd3, others;
        mul.wide.u32 %rd4, %r30, 4;
        add.u64 %rd1, %rd2, %rd4;

        """;

    [Fact]
    public void Threads_of_a_group_see_what_the_others_have_put_there()
    {
        const string body = Variables + """
            cvt.rn.f32.s32 %f1, %r31;
            st.shared.f32 [%rd1], %f1;
            bar.sync 0;
            sub.s32 %r1, 3, %r30;
            mul.wide.u32 %rd5, %r1, 4;
            add.u64 %rd5, %rd2, %rd5;
            ld.shared.f32 %f2, [%rd5];
            ld.shared.f32 %f3, [numbers+4];
            cvt.rzi.s32.f32 %r2, %f2;
            cvt.rzi.s32.f32 %r3, %f3;
            mad.lo.s32 %r2, %r3, 10, %r2;
            st.global.b32 [%rd31], %r2;
            """;
        foreach (Func<PtxOrder> order in PtxOrders.All.Values)
            Assert.Equal([13, 12, 11, 10, 57, 56, 55, 54], PtxSnippet.OnGrid(body, order(), groups: 2, threads: 4));
    }

    [Fact]
    public void Variables_lie_apart_each_aligned()
    {
        const string body = Variables + """
            st.shared.b32 [%rd1+16], 5;
            st.shared.v4.b32 [%rd3], {1, 2, 3, 4};
            ld.shared.b32 %r1, [numbers+16];
            ld.shared.v4.b32 {%r2, %r3, %r4, %r5}, [others];
            mad.lo.s32 %r1, %r1, 10, %r5;
            sub.u64 %rd5, %rd3, %rd2;
            cvt.u32.u64 %r6, %rd5;
            mad.lo.s32 %r1, %r1, 100, %r6;
            st.global.b32 [%rd31], %r1;
            """;
        Assert.Equal([5432], PtxSnippet.OnGrid(body, PtxOrders.Ascending, groups: 1, threads: 1));
    }

    [Fact]
    public void What_nobody_has_put_there_is_no_number_and_not_what_another_group_left()
    {
        const string body = Variables + """
            ld.shared.b32 %r1, [numbers];
            st.shared.b32 [%rd1], 7;
            st.global.b32 [%rd31], %r1;
            """;
        Assert.Equal([-1, -1], PtxSnippet.OnGrid(body, PtxOrders.Ascending, groups: 2, threads: 1));
    }

    [Theory]
    [InlineData("ld.shared.f32 %f1, [%rd1+46];", "address 2E is no multiple of the bytes that are moved.")]
    [InlineData("ld.shared.f32 %f1, [%rd1+48];", "address 30 is outside the group's shared memory.")]
    [InlineData("ld.shared.f32 %f1, [%rd1+-4];", "address FFFFFFFFFFFFFFFC is outside the group's shared memory.")]
    [InlineData("st.shared.v4.f32 [%rd3+16], {%f1, %f1, %f1, %f1};", "address 30 is outside the group's shared memory.")]
    public void An_address_that_is_not_the_groups_is_an_error(string instruction, string problem)
    {
        int line = PtxSnippet.GridModule(Variables + instruction).Split('\n').ToList().IndexOf(instruction) + 1;
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => PtxSnippet.OnGrid(Variables + instruction, PtxOrders.Ascending, groups: 1, threads: 1));
        Assert.Equal($"Line {line}: {problem}", error.Message);
    }

    [Fact]
    public void Shared_memory_that_is_not_declared_is_refused() => Assert.Contains(
        "the function declares 0 bytes of shared memory",
        Assert.Throws<NotSupportedException>(() => PtxProgram.Parse(PtxSnippet.Module("ld.shared.f32 %f1, [%rd1];"))).Message);
}
