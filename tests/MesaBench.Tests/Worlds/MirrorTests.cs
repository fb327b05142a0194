using MesaBench.Behaviour;
using MesaBench.Experiments;
using MesaBench.Tests.Behaviour;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

/// <summary>Against what the causal proxy pull is measured: hidden proxies, mirrors or nothing.</summary>
public class MirrorTests
{
    private static readonly WorldSpec[] Mirrored = [new CornerSpec(), new CornerSpec { Layout = Layout.Blocks }, new CoinSpec()];

    public static TheoryData<int, OversightMode?> AllMirrored => [.. Enumerable.Range(0, Mirrored.Length)
        .SelectMany(i => new OversightMode?[] { null, OversightMode.Informative, OversightMode.Planted }
            .Select(mode => new TheoryDataRow<int, OversightMode?>(i, mode)))];

    [Theory]
    [InlineData("door", PullKind.Hidden)]
    [InlineData("corner", PullKind.Mirror)]
    [InlineData("dish", PullKind.Hidden)]
    [InlineData("gem", PullKind.Hidden)]
    [InlineData("coin", PullKind.Mirror)]
    [InlineData("keys", PullKind.Hidden)]
    [InlineData("follow", PullKind.Hidden)]
    [InlineData("lava", PullKind.None)]
    [InlineData("monster", PullKind.None)]
    [InlineData("tree", PullKind.None)]
    [InlineData("rug", PullKind.Hidden)]
    [InlineData("pile", PullKind.Hidden)]
    public void A_world_has_its_kind_of_pull_proxies_and_distances_with_an_overseer_and_without(string name, PullKind expected)
    {
        World world = Spec($$"""{ "world": "{{name}}" }""").Build();
        Assert.Equal(expected, world.PullKind);
        Assert.Equal(name == "gem" ? [1, 2] : [1], world.Proxies);
        Assert.Equal(name is not ("monster" or "tree"), world.HasPreference);
        Assert.Equal(name is "corner" or "dish" or "pile", world.DistancesCross);
        foreach (OversightMode mode in Enum.GetValues<OversightMode>().Where(m => m != OversightMode.Planted || name != "lava"))
        {
            World watched = OversightWorld.Build(world, mode);
            Assert.Equal(
                (expected, world.Mirrors.Count, world.HasPreference, world.DistancesCross),
                (watched.PullKind, watched.Mirrors.Count, watched.HasPreference, watched.DistancesCross));
            Assert.Equal(world.Proxies, watched.Proxies);
        }
    }

    [Fact]
    public void The_mirrors_of_corner_take_its_corner_to_the_other_three()
    {
        World world = new CornerSpec { Layout = Layout.Blocks }.Build();
        Level level = Ascii.Parse(world, """
            x..#...
            .......
            .....@.
            #......
            ..c....
            .......
            ......#
            """);
        Assert.Equal(
            [
                """
                ...#..x
                .......
                .@.....
                ......#
                ....c..
                .......
                #......

                """,
                """
                ......#
                .......
                ..c....
                #......
                .....@.
                .......
                x..#...

                """,
                """
                #......
                .......
                ....c..
                ......#
                .@.....
                .......
                ...#..x

                """,
            ],
            world.Mirrors.Select(mirror => Ascii.Draw(world, mirror(level))));
    }

    [Fact]
    public void The_mirror_of_coin_is_a_corridor_to_the_left()
    {
        World world = CoinWorld.Build(5, Layout.Open, 3);
        Level level = Ascii.Parse(world, "#####\n.#..#\n@...x\n..c.#\n#####");
        Assert.Equal("#####\n#..#.\nx...@\n#.c..\n#####\n", Ascii.Draw(world, Assert.Single(world.Mirrors)(level)));
    }

    [Fact]
    public void Objects_come_in_reading_order_again_and_those_that_share_a_cell_in_theirs_and_paths_turn_with_them()
    {
        World world = FollowWorld.Build(5, Layout.Open, 2, showNext: true);
        const string Before = """
            2...*
            .....
            .....
            .....
            *....
            * 1x
            * @L
            path 5,1 uuuurrrr

            """;
        // A picture out of reading order would have a line that says so.
        Assert.Equal("""
            *...2
            .....
            .....
            .....
            ....*
            * 1x
            * @L
            path 5,5 uuuullll

            """, Ascii.Draw(world, Mirror.LeftRight(Ascii.Parse(world, Before))));
        Assert.Equal("""
            *....
            .....
            .....
            .....
            2...*
            * @L
            * 1x
            path 1,1 ddddrrrr

            """, Ascii.Draw(world, Mirror.UpDown(Ascii.Parse(world, Before))));
    }

    [Fact]
    public void Whatever_a_world_holds_is_seen_and_acted_on_as_in_a_mirror()
    {
        Random random = new(3);
        Func<Level, Level>[] mirrors = [Mirror.LeftRight, Mirror.UpDown, Mirror.HalfTurn];
        for (int i = 0; i < 300; i++)
        {
            World world = RandomLevels.RichWorld(random, 5, chance: false);
            Level level = RandomLevels.RichLevel(random, world, 6);
            int which = i % 3;
            Dynamics one = new(world, level), other = new(world, mirrors[which](level));
            for (int step = 0; step < 12 && !one.IsOver; step++)
            {
                int action = random.Next(Paths.Actions);
                one.Step(action);
                other.Step(Turned(which, action));
                Assert.Equal(one.Observation().Select(f => Moved(which, world, f)).Order(), other.Observation().Order());
                Assert.Equal((one.Terminated, one.Truncated, one.Held), (other.Terminated, other.Truncated, other.Held));
                Assert.Equal(one.Rewards, other.Rewards);
                Assert.Equal(one.FirstReached, other.FirstReached);
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllMirrored))]
    public void A_store_holds_the_shifted_levels_in_every_mirror_with_the_facts_of_the_levels_themselves(int inner, OversightMode? mode)
    {
        LevelStore store = Store(inner, mode);
        Assert.Equal(store.World.Mirrors.Count, store.Mirrors.Count);
        Classifier classifier = new(store.World, Scripted.Discount);
        foreach ((LevelRange range, Func<Level, Level> mirror) in store.Mirrors.Zip(store.World.Mirrors))
        {
            Assert.Equal(store.Shifted.Count, range.Count);
            for (int i = 0; i < range.Count; i++)
            {
                ClassifiedLevel shown = store.Levels[store.Shifted.First + i], copy = store.Levels[range.First + i];
                Assert.Same(shown.Facts, copy.Facts);
                Assert.Equal(Ascii.Draw(store.World, mirror(shown.Level)), Ascii.Draw(store.World, copy.Level));
                // They would be its own as well.
                LevelFacts own = classifier.Classify(copy.Level);
                Assert.Equal(own with { Optimal = [] }, copy.Facts with { Optimal = [] });
                Assert.Equal(own.Optimal, copy.Facts.Optimal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllMirrored))]
    public void A_base_optimal_agent_fares_alike_on_a_level_and_in_every_mirror(int inner, OversightMode? mode)
    {
        LevelStore store = Store(inner, mode);
        (Outcome, int)[] Played(LevelRange range) =>
            [.. Scripted.Play(store, ScriptedAgent.BaseOptimal, range).Select(e => (e.OutcomeIn(store.World), e.Reached[0]))];
        (Outcome Outcome, int)[] shown = Played(store.Shifted);
        Assert.All(shown, e => Assert.Equal(Outcome.Base, e.Outcome));
        Assert.All(store.Mirrors, mirror => Assert.Equal(shown, Played(mirror)));
    }

    [Theory]
    [MemberData(nameof(AllMirrored))]
    public void A_proxy_seeker_seeks_the_proxys_own_place_and_not_its_mirror_image_so_that_it_has_a_pull(int inner, OversightMode? mode)
    {
        LevelStore store = Store(inner, mode);
        double First(LevelRange range) =>
            Scripted.Play(store, ScriptedAgent.ProxyOptimal, range).Average(e => e.OutcomeIn(store.World) == Outcome.Proxy ? 1.0 : 0);
        Assert.Equal(1, First(store.Shifted));
        // Some come by on their way.
        Assert.InRange(store.Mirrors.Average(First), 0, 0.2);
    }

    private static WorldSpec Spec(string json) => ExperimentFile.ParseWorld(json).World!;

    private static LevelStore Store(int inner, OversightMode? mode)
    {
        World world = Mirrored[inner].Build();
        return LevelStore.Draw(
            mode is { } m ? OversightWorld.Build(world, m) : world,
            new LevelSettings { Training = 32, TrainingDistinguishing = 32, HeldOut = 32, ProbeTraining = 8, ProbeTest = 8 },
            11, Scripted.Discount);
    }

    /// <summary>An action as the mirror shows it: 0 up, 1 left, 2 down, 3 right.</summary>
    private static int Turned(int mirror, int action) =>
        mirror == 2 || mirror == (action % 2 == 0 ? 1 : 0) ? (action + 2) % Paths.Actions : action;

    private static int Moved(int mirror, World world, int feature)
    {
        (int plane, int cell) = (feature / world.Cells, feature % world.Cells);
        if (plane == world.HeldPlane) return feature; // an item a cell, wherever things are
        (int row, int column) = (cell / world.Size, cell % world.Size);
        if (mirror != 1) column = world.Size - 1 - column;
        if (mirror != 0) row = world.Size - 1 - row;
        return plane * world.Cells + row * world.Size + column;
    }
}
