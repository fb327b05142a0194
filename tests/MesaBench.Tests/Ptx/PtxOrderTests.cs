namespace MesaBench.Tests.Ptx;

public class PtxOrderTests
{
    /// <summary>Item 0 of the grid counts who has been there; every other item takes the count.</summary>
    private const string TakeANumber = """
        ld.global.b32 %r1, [%rd29];
        add.s32 %r1, %r1, 1;
        st.global.b32 [%rd31], %r1;
        st.global.b32 [%rd29], %r1;
        """;

    [Fact]
    public void Groups_and_threads_run_in_the_order_that_is_asked_for()
    {
        // The count is in the first place, which the first thread has not to itself.
        Assert.Equal([6, 2, 3, 4, 5, 6], PtxSnippet.OnGrid(TakeANumber, PtxOrders.Ascending, groups: 2, threads: 3));
        Assert.Equal([6, 5, 4, 3, 2, 1], PtxSnippet.OnGrid(TakeANumber, PtxOrders.Reversed, groups: 2, threads: 3));
    }

    [Fact]
    public void A_shuffled_order_runs_every_thread_once_and_groups_as_a_whole()
    {
        int[] turns = PtxSnippet.OnGrid(TakeANumber, PtxOrders.Shuffled(3), groups: 4, threads: 16);
        turns[0] = 64 * 65 / 2 - turns[1..].Sum(); // what was there is the count
        Assert.Equal(Enumerable.Range(1, 64), turns.Order());
        Assert.NotEqual(Enumerable.Range(1, 64), turns);
        Assert.All(turns.Chunk(16), group => Assert.Single(group.Select(turn => (turn - 1) / 16).Distinct()));
    }

    [Fact]
    public void Each_stretch_between_barriers_is_shuffled_anew()
    {
        const string twice = TakeANumber + """

            bar.sync 0;
            ld.global.b32 %r2, [%rd29];
            add.s32 %r2, %r2, 1;
            st.global.b32 [%rd29], %r2;
            bar.sync 0;
            mad.lo.s32 %r1, %r2, 1000, %r1;
            st.global.b32 [%rd31], %r1;
            """;
        int[] turns = PtxSnippet.OnGrid(twice, PtxOrders.Shuffled(3), groups: 1, threads: 16);
        Assert.Equal(Enumerable.Range(1, 16), turns.Select(turn => turn % 1000).Order());
        Assert.Equal(Enumerable.Range(17, 16), turns.Select(turn => turn / 1000).Order());
        Assert.NotEqual(turns.Select(turn => turn % 1000 + 16), turns.Select(turn => turn / 1000));
    }

    [Fact]
    public void An_order_is_drawn_anew_each_time_and_a_seed_gives_the_same_again()
    {
        List<int[]> first = Drawn(seed: 3), again = Drawn(seed: 3), other = Drawn(seed: 4);
        Assert.All(first, order => Assert.Equal(Enumerable.Range(0, 32), order.Order()));
        Assert.Equal(first.Count, first.Select(order => string.Join(' ', order)).Distinct().Count());
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    private static List<int[]> Drawn(int seed)
    {
        PtxOrder order = PtxOrders.Shuffled(seed);
        return [.. Enumerable.Range(0, 5).Select(_ =>
        {
            int[] places = new int[32];
            order(places);
            return places;
        })];
    }
}
