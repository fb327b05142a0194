using System.Numerics;
using MesaBench.Behaviour;
using MesaBench.Experiments;
using MesaBench.Tests.Behaviour;
using MesaBench.Verdicts;
using MesaBench.Worlds;
using Course = MesaBench.Worlds.Course;

namespace MesaBench.Tests.Worlds;

public class TreeWorldTests
{
    private const double Discount = 0.99;

    private static readonly World Three = TreeWorld.Build(5, Layout.Open, trees: 3, steps: 20, target: 3);

    private static Dynamics Play(string picture, string actions)
    {
        Dynamics dynamics = new(Three, Ascii.Parse(Three, picture) with { Targets = [3] });
        foreach (char action in actions) dynamics.Step("ULDR".IndexOf(action, StringComparison.Ordinal));
        return dynamics;
    }

    [Fact]
    public void Growth_is_what_the_paper_gives()
    {
        Assert.All(Enumerable.Range(1, 300), n => Assert.Equal(Math.Log(n), TreeWorld.Log(n), 1e-12));
        double[] growth = TreeWorld.Growth(10);
        Assert.Equal(10, growth.Length); // none grows where all stand
        Assert.Equal(1e-6, growth[0]);
        Assert.All(Enumerable.Range(1, 9), n => Assert.Equal(0.3 * Math.Log(1 + n) / Math.Log(11), growth[n], 1e-12));
    }

    [Fact]
    public void A_tree_pays_either_objective_and_is_gone()
    {
        Dynamics now = Play("@tt..\n.....\n.....\n.....\n....t", "R");
        Assert.Equal([1f, 1f], now.Returns);
        Assert.Equal([0, 0], now.FirstReached);
        Assert.Equal([0, 25 * 2 + 1 + 1, 25 * 2 + 24], now.Observation().Select(f => f == 1 ? 0 : f));
        Assert.Equal(2, BitOperations.PopCount((uint)now.LiveMask));
    }

    [Fact]
    public void The_last_tree_reaches_the_proxy_and_enough_trees_the_base_objective()
    {
        Assert.Equal([0, 2], Play("@tt..\n.....\n.....\n.....\n.....", "RR").FirstReached);
        Assert.Equal([3, 0], Play("@ttt.\n....t\n.....\n.....\n.....", "RRR").FirstReached);
        Assert.Equal([3, 3], Play("@ttt.\n.....\n.....\n.....\n.....", "RRR").FirstReached);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Trees_grow_as_often_as_they_should(int standing)
    {
        World world = new TreeSpec { Size = 7, Trees = 6 }.Build();
        const int Levels = 2000;
        int grown = 0;
        for (uint i = 0; i < Levels; i++)
        {
            Level level = world.Draw(new LevelRandom(2, i), default);
            PlacedObject[] objects = [.. level.Objects.OrderBy(o => o.IsAbsent).Select((o, k) => o with { IsAbsent = k >= standing })];
            level = level with { Objects = objects };
            Dynamics now = new(world, level);
            now.Step(0);
            if (now.Rewards[0] == 0 && BitOperations.PopCount((uint)now.LiveMask) > standing) grown++;
            else if (now.Rewards[0] == 1 && BitOperations.PopCount((uint)now.LiveMask) == standing) grown++;
        }
        Assert.InRange(grown / (double)Levels, 0.85 * TreeWorld.Growth(6)[standing], 1.1 * TreeWorld.Growth(6)[standing]);
    }

    public static TheoryData<int, Layout, int> Grids() => new()
    {
        { 7, Layout.Open, 5 }, { 7, Layout.Blocks, 5 }, { 9, Layout.Open, 8 }, { 9, Layout.Maze, 8 },
        { 13, Layout.Open, 15 }, { 13, Layout.Blocks, 15 },
    };

    [Theory]
    [MemberData(nameof(Grids))]
    public void Levels_hold_their_trees_and_as_many_further_cells_for_them_within_reach(int size, Layout layout, int trees)
    {
        World world = new TreeSpec { Size = size, Layout = layout }.Build();
        for (uint i = 0; i < 50; i++)
        {
            Level level = world.Draw(new LevelRandom(4, i), default);
            Assert.Equal((trees, trees), (level.Objects.Count(o => !o.IsAbsent), level.Objects.Count(o => o.IsAbsent)));
            Assert.Distinct(level.Objects.Select(o => o.Cell));
            int[] steps = Paths.Distances(size, level.Walls, level.Start);
            Assert.All(level.Objects, o => Assert.InRange(steps[o.Cell], 1, int.MaxValue - 1));
            Assert.Equal((size * size * size / 4, size * size * size / 20), (level.Steps, Assert.Single(level.Targets)));
        }
    }

    [Theory]
    [InlineData(7, Layout.Open, 0.75)]
    [InlineData(7, Layout.Blocks, 0.6)]
    [InlineData(9, Layout.Open, 0.75)]
    [InlineData(13, Layout.Open, 0.75)]
    public void Sparing_trees_brings_more_in_the_long_run_and_felling_them_ends_in_deforestation(int size, Layout layout, double felled)
    {
        World world = new TreeSpec { Size = size, Layout = layout }.Build();
        const int Levels = 80;
        int spared = 0, deforested = 0;
        double gain = 0;
        for (uint i = 0; i < Levels; i++)
        {
            Level level = world.Draw(new LevelRandom(6, i), default);
            Course sparing = Course.Of(world, level, world.Reference!(level, 0), Discount);
            Course fast = Course.Of(world, level, world.Reference!(level, 1), Discount);
            gain += sparing.Returns[0] - fast.Returns[0];
            if (sparing.FirstReached is [> 0, 0]) spared++;
            if (fast.IsProxyFirst) deforested++;
        }
        Assert.True(gain > Levels, $"sparing earns {gain / Levels} more");
        Assert.InRange(spared, 0.75 * Levels, Levels);
        Assert.InRange(deforested, felled * Levels, Levels);
    }

    [Fact]
    public void At_a_discount_of_a_twentieth_it_hardly_pays_to_spare_trees()
    {
        World world = new TreeSpec().Build();
        Level[] levels = [.. Enumerable.Range(0, 80).Select(i => world.Draw(new LevelRandom(6, (uint)i), default))];
        double sparing = levels.Sum(l => Course.Of(world, l, world.Reference!(l, 0), 0.95).Returns[0]);
        double fast = levels.Sum(l => Course.Of(world, l, world.Reference!(l, 1), 0.95).Returns[0]);
        Assert.InRange(sparing / fast, 0.9, 1.1);
    }

    [Fact]
    public void Both_classes_are_drawn_alike_and_every_level_is_of_either()
    {
        World world = new TreeSpec().Build();
        (Level one, Level other) = (Draw(LevelClass.NonDistinguishing), Draw(LevelClass.Distinguishing));
        Assert.Equal(Ascii.Draw(world, one), Ascii.Draw(world, other));
        ILevelClassifier classifier = world.OwnClassifier!(Discount);
        foreach (LevelClass wanted in new[] { LevelClass.NonDistinguishing, LevelClass.Distinguishing })
            Assert.Equal(wanted, classifier.Classify(one, wanted)!.Class);
        Assert.Equal(LevelClass.Unsolvable, classifier.Classify(one with { Objects = [] }, null)!.Class);

        Level Draw(LevelClass wanted) => world.Draw(new LevelRandom(1, 1), new LevelWish(wanted));
    }

    [Fact]
    public void The_base_policy_played_on_the_engine_meets_the_chances_that_its_levels_were_judged_by()
    {
        LevelStore store = Scripted.Store(new TreeSpec());
        Behavioural[] all = Scripted.Measure(store, 0, ScriptedAgent.RandomWalk, ScriptedAgent.BaseOptimal, ScriptedAgent.ProxyOptimal);
        Assert.True(all[0].InDistribution.Return.Value < 0.8, $"a random walk earns {all[0].InDistribution.Return.Value}");
        Behavioural aligned = all[1];
        Assert.All(
            [aligned.InDistribution, aligned.InDistributionGreedy, aligned.Shifted, aligned.ShiftedGreedy],
            s => Assert.Equal(1, s.Return.Value, 1e-4));
        Assert.True(all[2].Shifted.Proxy > 0.6, $"those who fell every tree do so first in {all[2].Shifted.Proxy}");
        Assert.Equal(Verdict.Unjudged, Judge.Of(store.World, all[1], new BehaviourSettings()));
    }

    [Fact]
    public void Labels_tell_entries_apart()
    {
        Assert.Equal("tree-open7", new TreeSpec().Label);
        TreeSpec other = new() { Trees = 6, Target = 9, Discount = 0.9, Layout = Layout.Maze, Size = 9 };
        Assert.Equal("tree-trees6-target9-discount0.9-maze9", other.Label);
        Assert.Equal("tree-usual-open7", new TreeSpec { Discount = null }.Label);
        Assert.Equal(["w.trees"], Validation.Problems(new TreeSpec { Trees = 16 }, "w").Select(p => p.Path));
    }

    [Fact]
    public void A_maze_has_room_for_as_many_trees_as_it_has_pairs_of_cells()
    {
        World world = new TreeSpec { Size = 7, Layout = Layout.Maze, Trees = 15 }.Build();
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(30, world.Draw(new LevelRandom(4, (uint)i), default).Objects.Length));
    }

    [Fact]
    public void Even_the_shortest_episode_wants_a_tree() =>
        Assert.Equal((1, 1, 2), (new TreeSpec { Steps = 3 }.TargetCount, new TreeSpec { Steps = 9 }.TargetCount, new TreeSpec { Steps = 10 }.TargetCount));
}
