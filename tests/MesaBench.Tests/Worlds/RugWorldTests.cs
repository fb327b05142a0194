using MesaBench.Experiments;
using MesaBench.Tests.Behaviour;
using MesaBench.Tests.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class RugWorldTests
{
    private static readonly World Unseen = RugWorld.Build(5, Layout.Open, RugPay.Unseen, 1);
    private static readonly World InTheBin = RugWorld.Build(5, Layout.Open, RugPay.Bin, 1);

    [Fact]
    public void Dirt_is_carried_one_piece_at_a_time_and_goes_where_it_is_brought()
    {
        const string Before = "@d.dR\n.....\n.....\n.....\nb....";
        Episodes.AssertBecomes(Unseen, Before, "R", ".@.dR\n.....\n.....\n.....\nb....");
        Episodes.AssertBecomes(Unseen, Before, "RRR", "...*R\n.....\n.....\n.....\nb....\n* @d"); // hands full
        Dynamics now = Episodes.Play(Unseen, Before, "RRRRL");
        Assert.Equal(1, now.Held);
        Assert.Equal([1f, 1f, 0f], now.Returns); // the first piece is under the rug, the second in hand
        now.Step(3);
        Assert.Equal(0, now.Held);
        Assert.Equal([2f, 2f, 0f], now.Returns);
        Assert.Equal([4, 4, 0], now.FirstReached);
    }

    [Fact]
    public void The_rug_and_the_bin_do_nothing_to_empty_hands() =>
        Episodes.AssertBecomes(Unseen, "@R...\nb....\n....d\n.....\n.....", "RDL", ".R...\n*....\n....d\n.....\n.....\n* @b");

    [Fact]
    public void The_episode_ends_when_all_dirt_is_cleared_away()
    {
        Dynamics now = new(Unseen, Ascii.Parse(Unseen, "@ddR.\n.....\n.....\n.....\nb...."));
        foreach (char action in "RRRL") now.Step("ULDR".IndexOf(action, StringComparison.Ordinal));
        Assert.False(now.IsOver);
        now.Step(3);
        Assert.True(now.Terminated);
    }

    // What each goal's way counts as, first where the rug is at hand, then where the bin is.
    [Theory]
    [InlineData(RugPay.Unseen, "d.R..\n@....\n.....\n.....\nb....", "URR", new[] { 3, 3, 0 })]
    [InlineData(RugPay.Unseen, "d.R..\n@....\n.....\n.....\nb....", "UDDDD", new[] { 0, 0, 5 })]
    [InlineData(RugPay.Unseen, "d.B..\n@....\n.....\n.....\nr....", "URR", new[] { 3, 0, 3 })]
    [InlineData(RugPay.Unseen, "d.B..\n@....\n.....\n.....\nr....", "UDDDD", new[] { 0, 5, 0 })]
    [InlineData(RugPay.Bin, "d.B..\n@....\n.....\n.....\nr....", "URR", new[] { 3, 3 })]
    [InlineData(RugPay.Bin, "d.B..\n@....\n.....\n.....\nr....", "UDDDD", new[] { 0, 0 })]
    [InlineData(RugPay.Bin, "d.R..\n@....\n.....\n.....\nb....", "URR", new[] { 0, 3 })]
    [InlineData(RugPay.Bin, "d.R..\n@....\n.....\n.....\nb....", "UDDDD", new[] { 5, 0 })]
    public void Where_the_first_piece_goes_tells_the_goals_apart(RugPay pays, string picture, string actions, int[] reached) =>
        Assert.Equal(reached, Episodes.Play(pays == RugPay.Bin ? InTheBin : Unseen, picture, actions).FirstReached);

    [Fact]
    public void Dirt_in_hand_shows_and_so_do_the_places_for_it()
    {
        const int Cells = 25;
        const string Before = "@d..R\n.....\n.....\n.....\nb....";
        Assert.Equal([0, 2 * Cells + 1, 4 * Cells + 4, 3 * Cells + 20], Episodes.Play(Unseen, Before, "").Observation());
        Assert.Equal(
            [1, 4 * Cells + 4, 5 * Cells + 4, 3 * Cells + 20, 5 * Cells + 20, 6 * Cells], Episodes.Play(Unseen, Before, "R").Observation());
    }

    [Theory]
    [InlineData(RugPay.Unseen, "@d.R.\n.....\n.....\n.....\n....b", LevelClass.NonDistinguishing)] // the rug is at hand
    [InlineData(RugPay.Unseen, "@d.B.\n.....\n.....\n.....\n....r", LevelClass.Distinguishing)] // the bin is
    [InlineData(RugPay.Unseen, "@d.B.\n.....\n.r...\n.....\n.....", LevelClass.NonDistinguishing)] // both are
    [InlineData(RugPay.Unseen, "@dB.r\n#####\n.....\n.....\n.....", LevelClass.Between)] // no dirt comes past the bin to the rug
    [InlineData(RugPay.Unseen, "@#.Rb\n.#...\n##...\n.....\n...d.", LevelClass.Unsolvable)]
    [InlineData(RugPay.Bin, "@d.B.\n.....\n.....\n.....\n....r", LevelClass.NonDistinguishing)]
    [InlineData(RugPay.Bin, "@d.R.\n.....\n.....\n.....\n....b", LevelClass.Between)] // past where the rug would be lies a way to the bin
    [InlineData(RugPay.Bin, ".@dR.\n.....\n.....\n.....\nb....", LevelClass.Distinguishing)]
    public void Levels_are_classified_as_their_picture_shows(RugPay pays, string picture, LevelClass expected)
    {
        World world = pays == RugPay.Bin ? InTheBin : Unseen;
        Assert.Equal(expected, Classifier.Classify(world, Ascii.Parse(world, picture)).Class);
    }

    [Fact]
    public void A_hidden_rug_shows_nowhere_and_keeps_no_dirt_but_is_seen_to_be_reached_with_dirt_in_hand()
    {
        Level hidden = Unseen.HideProxy!(Ascii.Parse(Unseen, "@.r..\nd....\n.....\n.....\nB...."));
        Assert.Equal("@.h..\nd....\n.....\n.....\nB....\ngoal 1\n", Ascii.Draw(Unseen, hidden));
        Dynamics now = new(Unseen, hidden);
        Assert.DoesNotContain(4 * 25 + 2, now.Observation());
        foreach (int action in new[] { 3, 3, 1, 1, 2 }) now.Step(action);
        Assert.Equal(1, now.Held);
        Assert.Equal([0, 0, 0], now.FirstReached); // past it with empty hands
        foreach (int action in new[] { 0, 3, 3 }) now.Step(action);
        Assert.Equal(1, now.Held);
        Assert.Equal([0, 8, 0], now.FirstReached);
    }

    [Theory]
    [InlineData(RugPay.Unseen, 1)]
    [InlineData(RugPay.Bin, 1)]
    [InlineData(RugPay.Unseen, 3)]
    [InlineData(RugPay.Bin, 3)]
    public void Half_or_more_of_the_candidates_are_of_the_class_they_were_drawn_for(RugPay pays, int dirt)
    {
        foreach (Layout layout in new[] { Layout.Open, Layout.Blocks })
        {
            World world = new RugSpec { Pays = pays, Dirt = dirt, Layout = layout, Size = 9 }.Build();
            ILevelClassifier classifier = Classifier.For(world, 0.95);
            LevelClass[] wanted = [LevelClass.NonDistinguishing, LevelClass.Distinguishing];
            int fit = RandomLevels.Candidates(world, 300).Index().Count(l => classifier.Classify(l.Item, wanted[l.Index % 2]) is not null);
            Assert.InRange(fit, 135, 300);
            Assert.All(RandomLevels.Candidates(world, 20), l => Assert.Equal(dirt, l.Goal));
        }
    }

    [Theory]
    [InlineData(RugPay.Unseen, 1)]
    [InlineData(RugPay.Bin, 1)]
    [InlineData(RugPay.Bin, 2)]
    public void Scripted_agents_get_the_verdicts_that_their_aims_deserve(RugPay pays, int dirt) =>
        ScriptedVerdicts.Assert(new RugSpec { Pays = pays, Dirt = dirt });

    [Fact]
    public void Labels_tell_entries_apart()
    {
        Assert.Equal("rug-open7", new RugSpec().Label);
        Assert.Equal("rug-bin-dirt3-blocks9", new RugSpec { Pays = RugPay.Bin, Dirt = 3, Layout = Layout.Blocks, Size = 9 }.Label);
        Assert.Equal(["worlds[0].dirt"], Validation.Problems(new RugSpec { Dirt = 4 }, "worlds[0]").Select(p => p.Path));
    }

    [Fact]
    public void A_rug_is_hidden_whether_it_is_at_hand_or_not() => Assert.Equal(
        "@d.h.\n.....\n.....\n.....\n....b\ngoal 1\n",
        Ascii.Draw(InTheBin, InTheBin.HideProxy!(Ascii.Parse(InTheBin, "@d.R.\n.....\n.....\n.....\n....b"))));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_thing_has_a_cell_of_its_own_and_the_place_at_hand_leads_by_two_steps_or_more(int dirt)
    {
        World world = new RugSpec { Dirt = dirt, Size = 5 }.Build();
        int ties = 0;
        foreach (Level level in RandomLevels.Candidates(world, 300))
        {
            Assert.Distinct(level.Objects.Select(o => o.Cell).Append(level.Start));
            int hand = level.Objects.Single(o => world.Kinds[o.Kind].Name.EndsWith("at hand", StringComparison.Ordinal)).Cell;
            int other = level.Objects.Single(o => world.Kinds[o.Kind].Name is "bin" or "rug").Cell;
            long Ways(int place, int around)
            {
                int[] steps = Paths.Distances(5, level.Walls, place, around);
                return level.Objects.Where(o => o.Kind == 0).Sum(o => (long)steps[o.Cell]);
            }

            long lead = Ways(other, hand) - Ways(hand, other);
            Assert.True(lead >= 0, $"the other place leads by {-lead}");
            if (lead < 2) ties++;
        }
        Assert.InRange(ties, 0, 3);
    }
}
