using MesaBench.Cli.Screens;
using MesaBench.Tests.Worlds;
using MesaBench.Worlds;

namespace MesaBench.Tests.Cli;

public class LegendTests
{
    private static readonly World Everything = Orchard.Build(7) with { ChaseTwice = 0.2, Intended = 2, Trained = 1 };

    [Theory]
    [InlineData('a', "+1 apples; counts towards the goal; ends the episode; grows back")]
    [InlineData('k', "+1 keys; gives 1 item")]
    [InlineData('C', "needs 1 item; +0.5 apples; takes 1 item; else -0.5 company")]
    [InlineData('~', "-1 apples; each time it is entered")]
    [InlineData('L', "+1 company; stays; moves along a path")]
    [InlineData('W', "-1 apples; chases the agent, 20 % of the time by two steps")]
    [InlineData('+', "only seen")]
    [InlineData('s', "+0.5 company; grows back; not seen")]
    public void What_a_kind_does_is_said_in_words(char glyph, string words) =>
        Assert.Equal(words, Legend.Of(Everything).Single(e => e.Glyph == glyph).Effect);

    [Fact]
    public void Marks_and_bounds_of_what_is_held_are_said_too()
    {
        ObjectKind beacon = new("beacon", 'b', [2], [1, 0, 0], Ends: false, Consumed: false)
        {
            LeastHeld = 1, MostHeld = 2, Marks = [1], LastMarks = [2], ReadyPlanes = [3],
        };
        Assert.Equal(
            "with 1 to 2 items; +1 apples; counts for keys; does not reach apples; the last one reaches company; stays; shows when ready",
            Legend.Effect(Everything, beacon));
        Assert.Equal("with no item; +1 apples", Legend.Effect(
            Everything, beacon with { LeastHeld = 0, MostHeld = 0, Marks = null, LastMarks = [], ReadyPlanes = [], Consumed = true }));
    }

    [Fact]
    public void Objectives_are_named_with_what_they_are_to_the_world() =>
        Assert.Equal("apples (base), keys (proxy and trained), company (intended)", Legend.Objectives(Everything));

    [Fact]
    public void Bars_grow_with_the_count_of_their_bin_and_are_blank_where_there_is_nothing()
    {
        Histogram bars = Histogram.For(greatest: 5, mostBins: 10);
        Assert.Equal("# +  :".TrimEnd(), bars.Draw([1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 0, 6], unicode: false) + "  :");
        Assert.Equal("▁ █", bars.Draw([1, 3, 3, 3, 3, 3, 3, 3, 3], unicode: true));
        Assert.Equal(new Histogram(23, 3), Histogram.For(greatest: 23, mostBins: 8));
        Assert.Equal("bars: from 1 to 23, one for 3 steps, the highest the most frequent", Histogram.For(23, 8).Words);
        Assert.Equal("#      #", Histogram.For(23, 8).Draw([1, 3, 22, 23], unicode: false));
    }

    [Fact]
    public void Levels_are_counted_by_near_and_far_of_both()
    {
        static ClassifiedLevel Level(int toBase, int toProxy) =>
            new(new Level(2, new bool[4], 0, []), new LevelFacts(LevelClass.Distinguishing, [0, 0], toBase, toProxy, 0));
        Assert.Equal([2, 1, 1, 1], LevelSetView.StrataOf([Level(2, 1), Level(2, 2), Level(3, 9), Level(9, 2), Level(9, 9)]));
    }
}
