namespace MesaBench.Tests.Ptx;

/// <summary>
/// Kernels with mistakes that a machine which runs one item after the other does not show, and how another order shows them: whoever wrote
/// them gets what was meant in ascending order, and other numbers in others. Mended, they give the same in all.
/// </summary>
public class PtxRaceTests
{
    private const int Threads = 32;
    private const string Barrier = "bar.sync 0;";

    /// <summary>A thread writes its number plus one, and takes what the thread before it has written; the first one takes its own.</summary>
    private const string TakeThePreviousOnes = """
        add.s32 %r1, %r30, 1;
        st.global.b32 [%rd31], %r1;
        bar.sync 0;
        max.s32 %r2, %r30, 1;
        sub.s32 %r2, %r2, 1;
        mad.wide.s32 %rd1, %r2, 4, %rd30;
        ld.global.b32 %r3, [%rd1];
        bar.sync 0;
        mul.lo.s32 %r3, %r3, 100;
        add.s32 %r1, %r1, %r3;
        st.global.b32 [%rd31], %r1;
        """;

    /// <summary>What it means to give.</summary>
    private static readonly int[] PreviousOnes = [.. Enumerable.Range(1, Threads).Select(number => 100 * Math.Max(number - 1, 1) + number)];

    [Fact]
    public void A_barrier_that_is_missing_between_writing_and_reading_is_found()
    {
        AssertSameInEveryOrder(TakeThePreviousOnes, PreviousOnes);
        int first = TakeThePreviousOnes.IndexOf(Barrier, StringComparison.Ordinal);
        AssertFound(TakeThePreviousOnes.Remove(first, Barrier.Length), PreviousOnes);
    }

    [Fact]
    public void A_barrier_that_is_missing_between_reading_and_writing_is_found()
    {
        // In reversed order a thread has read before the one before it writes again; this mistake is found in the other orders.
        int second = TakeThePreviousOnes.LastIndexOf(Barrier, StringComparison.Ordinal);
        string body = TakeThePreviousOnes.Remove(second, Barrier.Length);
        Assert.Equal(PreviousOnes, Run(body, "reversed"));
        Assert.NotEqual(PreviousOnes, Run(body, "ascending"));
        Assert.NotEqual(PreviousOnes, Run(body, "shuffled"));
    }

    [Fact]
    public void A_work_item_that_reads_what_another_one_writes_is_found()
    {
        const string running = """
            max.s32 %r2, %r30, 1;
            sub.s32 %r2, %r2, 1;
            mad.wide.s32 %rd1, %r2, 4, %rd30;
            ld.global.b32 %r3, [%rd1];
            add.s32 %r3, %r3, 1;
            st.global.b32 [%rd31], %r3;
            """;
        AssertFound(running, Enumerable.Range(1, Threads));
        AssertSameInEveryOrder(running.Replace("ld.global.b32 %r3, [%rd1]", "mov.b32 %r3, %r30"), Enumerable.Range(1, Threads));
    }

    [Fact]
    public void Two_work_items_that_write_one_cell_are_found()
    {
        const string shared = """
            shr.u32 %r1, %r30, 1;
            mad.wide.s32 %rd1, %r1, 4, %rd30;
            st.global.b32 [%rd1], %r30;
            """;
        IEnumerable<int> lastOnes = Enumerable.Range(0, Threads).Select(cell => cell < Threads / 2 ? 2 * cell + 1 : 0);
        AssertFound(shared, lastOnes);
        const string guard = "and.b32 %r2, %r30, 1;\nsetp.eq.s32 %p1, %r2, 1;\n@%p1 st.global";
        AssertSameInEveryOrder(shared.Replace("st.global", guard), lastOnes);
    }

    [Fact]
    public void A_sum_that_depends_on_the_order_of_the_items_is_found()
    {
        // 2^24 + 1 is no float: ones before it count, ones after it are lost.
        const string sum = """
            mov.b32 %f1, 0f3F800000;
            add.s32 %r1, %r30, 1;
            setp.eq.s32 %p1, %r1, %r29;
            @%p1 mov.b32 %f1, 0f4B800000;
            ld.global.f32 %f2, [%rd30];
            add.rn.f32 %f2, %f2, %f1;
            st.global.f32 [%rd30], %f2;
            """;
        int[] expected = [BitConverter.SingleToInt32Bits((1 << 24) + Threads), .. new int[Threads - 1]];
        AssertFound(sum, expected);
        AssertSameInEveryOrder(sum.Replace("0f4B800000", "0f3F800000"), [BitConverter.SingleToInt32Bits(Threads), .. new int[Threads - 1]]);
    }

    private static int[] Run(string body, string order) => PtxSnippet.OnGrid(body, PtxOrders.All[order](), groups: 1, Threads);

    private static void AssertSameInEveryOrder(string body, IEnumerable<int> expected)
    {
        foreach (string order in PtxOrders.All.Keys) Assert.Equal(expected, Run(body, order));
    }

    private static void AssertFound(string body, IEnumerable<int> meant)
    {
        Assert.Equal(meant, Run(body, "ascending"));
        Assert.NotEqual(meant, Run(body, "reversed"));
        Assert.NotEqual(meant, Run(body, "shuffled"));
    }
}
