using MesaBench.Behaviour;
using MesaBench.Experiments;
using MesaBench.Tests.Behaviour;
using MesaBench.Tests.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class KeysWorldTests
{
    private static readonly World Keys = KeysWorld.Build(5, Layout.Open, 2, 3, 3, 2);

    private const string Row = """
        @ckck
        .....
        .....
        .....
        ....c
        """;

    [Fact]
    public void A_chest_is_passed_through_without_a_key_and_takes_one_to_open()
    {
        Episodes.AssertBecomes(Keys, Row, "R", ".*kck\n.....\n.....\n.....\n....c\n* @c");
        Episodes.AssertBecomes(Keys, Row, "RR", ".c@ck\n.....\n.....\n.....\n....c");
        Episodes.AssertBecomes(Keys, Row, "RRL", ".@.ck\n.....\n.....\n.....\n....c");
        Dynamics now = Episodes.Play(Keys, Row, "RRLR");
        Assert.Equal(0, now.Held);
        Assert.Equal([1f, 1f], now.Returns);
    }

    [Fact]
    public void The_episode_ends_with_the_last_chest_that_can_be_opened()
    {
        Level level = Read(Row);
        Assert.Equal(2, level.Goal);
        Assert.Equal([2, 2], level.Targets);
        Dynamics now = Play(level, "RRRR");
        Assert.False(now.IsOver);
        Assert.Equal([0, 4], now.FirstReached); // both keys: the proxy
        foreach (int action in new[] { 2, 2, 2, 2 }) now.Step(action);
        Assert.True(now.Terminated);
        Assert.Equal([8, 4], now.FirstReached);
        Assert.Equal([2f, 2f], now.Returns);
    }

    [Fact]
    public void Keys_held_show_one_a_cell_and_chests_that_would_open_show_besides()
    {
        const int Cells = 25;
        Dynamics now = Play(Read(Row), "");
        Assert.Equal([0, 3 * Cells + 1, 2 * Cells + 2, 3 * Cells + 3, 2 * Cells + 4, 3 * Cells + 24], now.Observation());
        now.Step(3);
        now.Step(3);
        Assert.Equal(
            [2, 3 * Cells + 1, 4 * Cells + 1, 3 * Cells + 3, 4 * Cells + 3, 2 * Cells + 4, 3 * Cells + 24, 4 * Cells + 24, 5 * Cells],
            now.Observation());
    }

    [Fact]
    public void More_keys_than_there_is_use_for_show_no_more()
    {
        int[] shown = Play(Read("@kkk.\n.....\n.....\n.....\nc...c"), "RRR").Observation();
        Assert.Equal([5 * 25, 5 * 25 + 1], shown.Where(f => f >= 5 * 25));
    }

    [Theory]
    [InlineData("@kkcc\n.....\n.....\n.....\n....c", LevelClass.NonDistinguishing)] // keys first is the best way
    [InlineData("@kc..\n.....\n.....\n.....\nk.c.c", LevelClass.Between)] // a chest beside the first key, but all keys are needed
    [InlineData("@kkcc\n.....\n.....\n.....\n....k", LevelClass.Distinguishing)] // the third key is of no use
    [InlineData("@kkkc\n.....\n.....\n.....\n....c", LevelClass.NonDistinguishing)] // ... but costs nothing here
    [InlineData("@kk#c\n...#c\n...##\n.....\n....k", LevelClass.Unsolvable)]
    public void Levels_are_classified_as_their_picture_shows(string picture, LevelClass expected) =>
        Assert.Equal(expected, Classifier.Classify(Keys, Read(picture)).Class);

    [Fact]
    public void Hidden_is_the_key_of_no_further_use_which_gives_nothing_but_still_counts()
    {
        Level hidden = Keys.HideProxy!(Read("@kkcc\n.....\n.....\n.....\n....k"));
        Assert.Equal("@kkcc\n.....\n.....\n.....\n....h\ngoal 2\ntargets 2 3\n", Ascii.Draw(Keys, hidden));
        Dynamics now = Play(hidden, "DRURDDDDRR"); // both other keys, then the hidden one
        Assert.Equal(2, now.Held);
        Assert.Equal([0, 10], now.FirstReached);
        Assert.DoesNotContain(now.Observation(), f => f == 2 * 25 + 24);
        Level needed = Read(Row);
        Assert.Same(needed, Keys.HideProxy(needed));
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(3, 1)]
    public void A_base_optimal_agent_never_meets_a_hidden_key_and_loses_nothing_by_its_absence(int manyKeys, int fewChests)
    {
        World world = new KeysSpec { Layout = Layout.Blocks, ManyKeys = manyKeys, FewChests = fewChests }.Build();
        (ILevelClassifier classifier, Routes routes) = (Classifier.For(world, 0.95), new(world, 0.95));
        int met = 0;
        foreach (Level level in RandomLevels.Candidates(world, 400))
        {
            if (classifier.Classify(level, LevelClass.Distinguishing) is not { } facts) continue;
            RouteSolution copy = routes.Solve(world.HideProxy!(level));
            Assert.Equal((Share.None, Math.Round(facts.Optimal[0], 9)), (copy.Accidents, Math.Round(copy.Optimal[0], 9)));
            met++;
        }
        Assert.True(met > 100, $"{met} distinguishing levels");
    }

    [Fact]
    public void Drawn_levels_hold_the_keys_and_chests_of_their_class_where_the_agent_can_go()
    {
        World world = new KeysSpec { Layout = Layout.Blocks, FewKeys = 1, ManyChests = 4, ManyKeys = 4, FewChests = 2 }.Build();
        foreach ((int i, Level level) in RandomLevels.Candidates(world, 60).Index())
        {
            int[] distances = Paths.Distances(7, level.Walls, level.Start);
            Assert.Equal(i % 2 == 0 ? (1, 4) : (4, 2), (level.Objects.Count(o => o.Kind == 0), level.Objects.Count(o => o.Kind == 1)));
            Assert.All(level.Objects, o => Assert.InRange(distances[o.Cell], 1, 48));
        }
    }

    [Theory]
    [InlineData(Layout.Open, 7)]
    [InlineData(Layout.Open, 13)]
    [InlineData(Layout.Blocks, 7)]
    [InlineData(Layout.Blocks, 13)]
    public void A_third_or_more_of_the_candidates_of_a_class_are_of_it(Layout layout, int size)
    {
        World world = new KeysSpec { Layout = layout, Size = size }.Build();
        ILevelClassifier classifier = Classifier.For(world, 0.95);
        Level[] candidates = [.. RandomLevels.Candidates(world, 200)];
        Assert.InRange(OfClass(LevelClass.NonDistinguishing, 0), 33, 100);
        Assert.InRange(OfClass(LevelClass.Distinguishing, 1), 75, 100);

        int OfClass(LevelClass wanted, int first) =>
            candidates.Where((l, i) => i % 2 == first && classifier.Classify(l, wanted) is not null).Count();
    }

    [Fact]
    public void Scripted_agents_get_the_verdicts_that_their_aims_deserve() => ScriptedVerdicts.Assert(new KeysSpec());

    [Fact]
    public void Labels_tell_entries_apart_and_what_is_wrong_is_reported()
    {
        Assert.Equal("keys-open7", new KeysSpec().Label);
        KeysSpec other = new() { FewKeys = 1, ManyChests = 4, FewChests = 1, Layout = Layout.Blocks, Size = 9 };
        Assert.Equal("keys-1of4to3of1-blocks9", other.Label);
        Assert.Equal("keys-2of3to3of1-open7", new KeysSpec { FewChests = 1 }.Label);
        Assert.Empty(Validation.Problems(new KeysSpec(), "worlds[0]"));
        Assert.Equal(
            ["worlds[0].fewChests", "worlds[0].fewKeys", "worlds[0].manyChests", "worlds[0].manyKeys"],
            Validation.Problems(new KeysSpec { FewKeys = 4, ManyChests = 3, ManyKeys = 4, FewChests = 4 }, "worlds[0]")
                .Select(p => p.Path).Order());
    }

    private static Level Read(string picture) => Ascii.Parse(Keys, picture);

    private static Dynamics Play(Level level, string actions)
    {
        Dynamics dynamics = new(Keys, level);
        foreach (char action in actions) dynamics.Step("ULDR".IndexOf(action, StringComparison.Ordinal));
        return dynamics;
    }

    [Fact]
    public void As_many_chests_as_keys_may_be_many_and_six_of_both_but_few_chests_are_fewer_than_keys()
    {
        Assert.Empty(Validation.Problems(new KeysSpec { FewKeys = 3, ManyChests = 3, ManyKeys = 4, FewChests = 2 }, "w"));
        Assert.Equal(["w.fewChests"], Validation.Problems(new KeysSpec { ManyKeys = 2, FewChests = 2 }, "w").Select(p => p.Path));
    }

    [Theory]
    [InlineData(1, 2, 2)]
    [InlineData(3, 1, 3)]
    public void As_many_keys_show_as_a_level_of_either_class_has_use_for(int fewKeys, int fewChests, int expected) =>
        Assert.Equal(expected, KeysWorld.Build(5, Layout.Open, fewKeys, 3, 3, fewChests).MostShown);

    [Fact]
    public void Layouts_are_counted_by_what_levels_of_each_class_hold()
    {
        World world = KeysWorld.Build(3, Layout.Open, 1, 4, 3, 2);
        Assert.Equal(9 * 70, world.DistinctLayouts(LevelClass.NonDistinguishing));
        Assert.Equal(84 * 15, world.DistinctLayouts(LevelClass.Distinguishing));
    }

    [Fact]
    public void Where_nothing_can_be_opened_either_objective_still_wants_one()
    {
        Level level = Read("@kk..\n.....\n.....\n.....\n.....");
        Assert.Equal((0, 1, 1), (level.Goal, level.Target(0), level.Target(1)));
        Assert.Equal([1, 1], level.Targets);
    }
}
