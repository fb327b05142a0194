namespace MesaBench.Tests.Ptx;

public class PtxBarrierTests
{
    /// <summary>Every thread writes its number, waits, and takes the number of the thread behind it in the group.</summary>
    private const string TakeTheNextOnes = """
        st.global.b32 [%rd31], %r31;
        bar.sync 0;
        add.s32 %r1, %r30, 1;
        rem.s32 %r1, %r1, %r29;
        mad.wide.s32 %rd1, %r1, 4, %rd30;
        ld.global.b32 %r2, [%rd1];
        barrier.sync 0;
        st.global.b32 [%rd31], %r2;
        """;

    /// <summary>The orders that a kernel must not feel.</summary>
    public static TheoryData<string> Orders => [.. PtxOrders.All.Keys];

    [Theory]
    [MemberData(nameof(Orders))]
    public void What_a_thread_wrote_before_a_barrier_the_others_of_its_group_read_behind_it(string order) =>
        Assert.Equal([1, 2, 3, 0, 5, 6, 7, 4], PtxSnippet.OnGrid(TakeTheNextOnes, PtxOrders.All[order](), groups: 2, threads: 4));

    [Theory]
    [InlineData("bar.sync 0;")]
    [InlineData("bar.sync 15;")]
    [InlineData("bar.cta.sync 0;")]
    [InlineData("barrier.sync 0;")]
    [InlineData("barrier.sync.aligned 0;")]
    [InlineData("barrier.cta.sync.aligned 0;")]
    [InlineData("@!%p1 bar.sync 0;")]
    public void All_ways_to_write_a_barrier_are_one(string barrier) => Assert.Equal(
        [1, 2, 3, 0], PtxSnippet.OnGrid(TakeTheNextOnes.Replace("bar.sync 0;", barrier), PtxOrders.Reversed, groups: 1, threads: 4));

    [Fact]
    public void A_waiting_thread_keeps_registers_of_every_kind()
    {
        const string body = """
            mul.lo.s32 %r1, %r31, 10;
            mul.wide.s32 %rd1, %r31, 1000;
            cvt.rn.f32.s32 %f1, %r31;
            and.b32 %r2, %r31, 1;
            setp.eq.s32 %p1, %r2, 1;
            bar.sync 0;
            cvt.u32.u64 %r3, %rd1;
            add.s32 %r1, %r1, %r3;
            cvt.rzi.s32.f32 %r4, %f1;
            add.s32 %r1, %r1, %r4;
            @%p1 add.s32 %r1, %r1, 100000;
            st.global.b32 [%rd31], %r1;
            """;
        Assert.Equal([0, 101011, 2022, 103033], PtxSnippet.OnGrid(body, PtxOrders.Reversed, groups: 2, threads: 2));
    }

    [Fact]
    public void A_register_that_is_written_under_a_condition_is_kept_too()
    {
        const string body = """
            mov.b32 %r1, 7;
            setp.eq.s32 %p1, %r31, 1;
            bar.sync 0;
            @%p1 mov.b32 %r1, 8;
            st.global.b32 [%rd31], %r1;
            """;
        Assert.Equal([7, 8, 7], PtxSnippet.OnGrid(body, PtxOrders.Ascending, groups: 1, threads: 3));
    }

    [Fact]
    public void A_barrier_in_a_loop_stops_the_group_in_every_pass()
    {
        // In each pass a thread takes the sum of its own number and that of the thread behind it, as Pascal's triangle does.
        const string body = """
            st.global.b32 [%rd31], %r30;
            mov.b32 %r1, 0;
            add.s32 %r3, %r30, 1;
            rem.s32 %r3, %r3, %r29;
            mad.wide.s32 %rd1, %r3, 4, %rd30;
            L_pass:
            bar.sync 0;
            ld.global.b32 %r4, [%rd1];
            ld.global.b32 %r5, [%rd31];
            membar.cta;
            bar.sync 0;
            add.s32 %r5, %r5, %r4;
            st.global.b32 [%rd31], %r5;
            add.s32 %r1, %r1, 1;
            setp.lt.s32 %p1, %r1, 3;
            @%p1 bra L_pass;
            """;
        int[] expected = [0, 1, 2, 3];
        for (int pass = 0; pass < 3; pass++) expected = [.. expected.Select((number, i) => number + expected[(i + 1) % 4])];
        foreach (Func<PtxOrder> order in PtxOrders.All.Values)
            Assert.Equal(expected.Concat(expected), PtxSnippet.OnGrid(body, order(), groups: 2, threads: 4));
    }

    [Fact]
    public void Nobody_waits_for_threads_that_have_ended()
    {
        const string body = """
            ld.global.b32 %r1, [%rd31];
            add.s32 %r1, %r1, 1;
            st.global.b32 [%rd31], %r1;
            setp.ge.s32 %p1, %r30, 2;
            @%p1 ret;
            bar.sync 0;
            add.s32 %r1, %r1, 10;
            st.global.b32 [%rd31], %r1;
            """;
        Assert.Equal([11, 11, 1, 1], PtxSnippet.OnGrid(body, PtxOrders.Ascending, groups: 1, threads: 4));
    }

    [Fact]
    public void Threads_of_a_group_that_wait_at_different_barriers_are_an_error()
    {
        const string body = """
            setp.eq.s32 %p1, %r31, 6;
            @%p1 bra L_other;
            bar.sync 0;
            bra L_end;
            L_other: bar.sync 0;
            L_end:
            """;
        int first = PtxSnippet.GridModule(body).Split('\n').ToList().IndexOf("bar.sync 0;") + 1;
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => PtxSnippet.OnGrid(body, PtxOrders.Ascending, groups: 2, threads: 4));
        Assert.Equal($"Line {first + 2}: thread 2 of group 1 waits at this barrier, but thread 0 waits at that of line {first}.", error.Message);
    }
}
