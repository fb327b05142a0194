using MesaBench.Experiments;
using MesaBench.Tests.Kernels;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class LevelSetsTests
{
    private static readonly LevelSettings Small = new()
    {
        Training = 600,
        TrainingDistinguishing = 150,
        HeldOut = 64,
        ProbeTraining = 40,
        ProbeTest = 20,
    };

    public static TheoryData<WorldSpec> Specs() =>
    [
        new DoorSpec(),
        new DoorSpec { Planes = DoorPlanes.Separate },
        new DoorSpec { Layout = Layout.Blocks, Size = 9 },
        new DoorSpec { Layout = Layout.Maze },
        new CornerSpec(),
        new CornerSpec { Layout = Layout.Blocks },
        new CornerSpec { Layout = Layout.Maze, Size = 9 },
    ];

    [Theory]
    [MemberData(nameof(Specs))]
    public void Sets_hold_levels_of_their_class_and_share_none(WorldSpec spec)
    {
        LevelSets sets = LevelSets.Draw(spec.Build(), Small, 1, 0.95, TestContext.Current.CancellationToken);
        AssertClass(LevelClass.NonDistinguishing, sets.Training, sets.InDistribution);
        AssertClass(LevelClass.Distinguishing, sets.TrainingDistinguishing, sets.Shifted);
        HashSet<ulong> met = [];
        foreach (IReadOnlyList<ClassifiedLevel> set in All(sets))
        {
            HashSet<ulong> own = [.. set.Select(l => Identity(sets, l))];
            Assert.False(met.Overlaps(own));
            met.UnionWith(own);
            ulong[] hashes = [.. set.Select(l => LevelHash.WithStart(LevelHash.Layout(sets.World, l.Level), l.Level.Start))];
            Assert.Equal(set.Count, hashes.Distinct().Count());
        }
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void Every_level_carries_the_facts_that_the_solver_finds(WorldSpec spec)
    {
        LevelSets sets = LevelSets.Draw(spec.Build(), Small, 2, 0.95, TestContext.Current.CancellationToken);
        Classifier classifier = new(sets.World, 0.95);
        foreach (ClassifiedLevel level in All(sets).SelectMany(s => s.Take(8)))
        {
            LevelFacts facts = classifier.ClassifyBySolver(level.Level);
            Assert.Equal(facts, level.Facts with { Optimal = facts.Optimal });
            Assert.Equal(facts.Optimal, level.Facts.Optimal);
        }
    }

    [Fact]
    public void The_same_key_draws_the_same_sets_and_another_key_draws_others()
    {
        World world = new DoorSpec().Build();
        string first = Print(LevelSets.Draw(world, Small, 3, 0.95, TestContext.Current.CancellationToken));
        Assert.Equal(first, Print(LevelSets.Draw(new DoorSpec().Build(), Small, 3, 0.95, TestContext.Current.CancellationToken)));
        Assert.NotEqual(first, Print(LevelSets.Draw(world, Small, 4, 0.95, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void Sets_have_their_sizes_and_repeat_no_layout_where_the_world_has_enough()
    {
        World world = new DoorSpec().Build();
        LevelSets sets = LevelSets.Draw(world, Small, 5, 0.95, TestContext.Current.CancellationToken);
        Assert.Equal([600, 150, 64, 64, 40, 20], All(sets).Select(s => s.Count));
        Assert.All(All(sets), set => Assert.Equal(set.Count, SetSummary.Of(world, set)!.Layouts));
        Assert.Equal(20, sets.ProbeTraining.Count(l => l.Facts.Class == LevelClass.Distinguishing));
        Assert.Equal(("layout", "layout"), (sets.NonDistinguishingSplitBy, sets.DistinguishingSplitBy));
        sets = LevelSets.Draw(world, Small with { ProbeTraining = 41, ProbeTest = 21 }, 5, 0.95, TestContext.Current.CancellationToken);
        Assert.Equal((41, 21), (sets.ProbeTraining.Count, sets.ProbeTest.Count));
        Assert.Equal((20, 10), (Distinguishing(sets.ProbeTraining), Distinguishing(sets.ProbeTest)));

        static int Distinguishing(IReadOnlyList<ClassifiedLevel> set) => set.Count(l => l.Facts.Class == LevelClass.Distinguishing);
    }

    [Fact]
    public void A_summary_of_a_set_is_of_base_returns_and_of_each_objectives_distances()
    {
        World world = new DoorSpec().Build();
        ClassifiedLevel one = LevelSets.Draw(world, Small, 5, 0.95, TestContext.Current.CancellationToken).Shifted[0];
        ClassifiedLevel Of(double atBase, int toBase, int toProxy, double accident) =>
            one with { Facts = new LevelFacts(LevelClass.Distinguishing, [atBase, 0.9], toBase, toProxy, accident) };
        SetSummary summary = SetSummary.Of(world, [Of(0.5, 7, 2, 0.25), Of(0.25, 9, 3, 0.5)])!;
        Assert.Equal((2, 1, 0.375, 0.375), (summary.Levels, summary.Layouts, summary.OptimalReturn, summary.AccidentRate));
        Assert.Equal((new DistanceSpread(7, 7, 8, 9), new DistanceSpread(2, 2, 2.5, 3)), (summary.BaseDistance, summary.ProxyDistance));
    }

    [Fact]
    public void The_record_of_a_draw_has_each_size_in_its_place()
    {
        LevelSets sets = LevelSets.Draw(new CornerSpec().Build(), Small with { HeldOut = 32 }, 5, 0.95, TestContext.Current.CancellationToken);
        LevelSetSizes sizes = LevelSetSizes.Of("corner", 3, sets);
        Assert.Equal(
            All(sets).Select(s => s.Count),
            [sizes.Training, sizes.TrainingDistinguishing, sizes.InDistribution, sizes.Shifted, sizes.ProbeTraining, sizes.ProbeTest]);
        Assert.NotEqual(sizes.InDistribution, sizes.Shifted);
        Assert.Equal(("corner", 3, "layout+start", "layout+start"), (sizes.World, sizes.Set, sizes.SplitBy, sizes.DistinguishingSplitBy));
        Assert.Equal((1, 46), (sizes.Layouts, sizes.DistinguishingLayouts));
    }

    [Fact]
    public void Two_doors_without_paint_have_few_layouts_which_repeat_within_sets_but_not_between_them()
    {
        World world = new DoorSpec { Planes = DoorPlanes.Separate }.Build();
        LevelSets sets = LevelSets.Draw(world, new LevelSettings { Training = 4096, TrainingDistinguishing = 1024 }, 6, 0.95, TestContext.Current.CancellationToken);
        Assert.Equal("layout", sets.NonDistinguishingSplitBy);
        Assert.Equal([4096, 1024, 256, 256, 256, 128], All(sets).Select(s => s.Count));
        Assert.InRange(SetSummary.Of(world, sets.Training)!.Layouts, 300, 2000);
        ulong[] levels = [.. sets.Training.Select(l => LevelHash.WithStart(LevelHash.Layout(world, l.Level), l.Level.Start))];
        Assert.Equal(4096, levels.Distinct().Count());

        // As long as there are layouts that were not drawn none comes twice.
        sets = LevelSets.Draw(world, new LevelSettings { Training = 200, TrainingDistinguishing = 100 }, 6, 0.95, TestContext.Current.CancellationToken);
        Assert.Equal(200, SetSummary.Of(world, sets.Training)!.Layouts);
    }

    [Fact]
    public void Each_class_is_split_by_its_own_number_of_layouts()
    {
        LevelSets sets = LevelSets.Draw(new DishSpec().Build(), Small with { Training = 100 }, 7, 0.95, TestContext.Current.CancellationToken);
        Assert.Equal(("layout+start", "layout"), (sets.NonDistinguishingSplitBy, sets.DistinguishingSplitBy));
        LevelSetSizes sizes = LevelSetSizes.Of("dish", 3, sets);
        Assert.Equal(("layout+start", "layout"), (sizes.SplitBy, sizes.DistinguishingSplitBy));
    }

    [Fact]
    public void Fewer_levels_than_a_set_needs_are_enough_where_fewer_are_asked_for()
    {
        LevelSets sets = LevelSets.Draw(new DoorSpec().Build(), Small with { ProbeTest = 3, HeldOut = 2 }, 5, 0.95, TestContext.Current.CancellationToken);
        Assert.Equal([600, 150, 2, 2, 40, 3], All(sets).Select(s => s.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void The_open_corner_has_one_training_layout_whose_starts_are_dealt_out(int region)
    {
        LevelSets sets = LevelSets.Draw(new CornerSpec { Region = region }.Build(), new LevelSettings(), 7, 0.95, TestContext.Current.CancellationToken);
        Assert.Equal(("layout+start", "layout+start"), (sets.NonDistinguishingSplitBy, sets.DistinguishingSplitBy));
        ClassifiedLevel[] non = [.. All(sets).SelectMany(s => s).Where(l => l.Facts.Class == LevelClass.NonDistinguishing)];
        Assert.Equal(48, non.Select(l => l.Level.Start).Distinct().Count());
        Assert.Equal(48, non.Length);
        Assert.InRange(sets.Training.Count, 20, 36);
        Assert.InRange(sets.InDistribution.Count, LevelDraw.LeastLevels, 12);
        Assert.Equal(256, sets.Shifted.Count);
        Assert.True(region > 0 || sets.TrainingDistinguishing.Count > 300);
    }

    [Fact]
    public void A_world_that_cannot_supply_a_class_says_so_and_gives_up()
    {
        World world = new CornerSpec().Build();
        World barren = world with { Draw = (random, _) => world.Draw(random, new LevelWish(LevelClass.NonDistinguishing)) };
        LevelSupplyException e = Assert.Throws<LevelSupplyException>(() => LevelSets.Draw(barren, Small, 8, 0.95, TestContext.Current.CancellationToken));
        Assert.Contains("Distinguishing", e.Problem.Path, StringComparison.Ordinal);
        Assert.Contains("0 levels", e.Problem.Found, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void Shifted_levels_cross_near_and_far_goals_with_near_and_far_proxies(WorldSpec spec)
    {
        LevelSets sets = LevelSets.Draw(spec.Build(), Small, 9, 0.95, TestContext.Current.CancellationToken);
        int baseMedian = Strata.Median(sets.Shifted.Select(l => l.Facts.BaseDistance));
        int proxyMedian = Strata.Median(sets.Shifted.Select(l => l.Facts.ProxyDistance));
        int[] strata = [.. sets.Shifted
            .GroupBy(l => (l.Facts.BaseDistance <= baseMedian, l.Facts.ProxyDistance <= proxyMedian)).Select(g => g.Count())];
        Assert.Equal(4, strata.Length);
        Assert.InRange(strata.Min(), 4, 16);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_lies_at_the_median_is_near_so_that_only_what_is_beyond_is_balanced_against_it(bool isBase)
    {
        LevelFacts Facts(int distance) => new(LevelClass.Distinguishing, [1, 1], isBase ? distance : 5, isBase ? 5 : distance, 0);
        ClassifiedLevel[] pool = [.. new[] { 1, 2, 2, 3 }.Select(d => new ClassifiedLevel(new Level(0, [], 0, []), Facts(d)))];
        int[] Chosen(int count) =>
            [.. Strata.Balance(pool, count).Select(l => isBase ? l.Facts.BaseDistance : l.Facts.ProxyDistance)];
        Assert.Equal([1, 3], Chosen(2));
        Assert.Equal([1, 3, 2], Chosen(3));
    }

    [Fact]
    public void The_longest_episode_of_a_store_is_that_of_any_of_its_levels()
    {
        World world = CornerWorld.Build(3, Layout.Open);
        Level level = Ascii.Parse(world, "x.c\n...\n@..");
        Assert.Equal(12, LevelStores.Of(world, [level, level with { Steps = 9 }], mixed: 1).MostSteps);
        Assert.Equal(19, LevelStores.Of(world, [level, level with { Steps = 19 }, level with { Steps = 14 }], mixed: 1).MostSteps);
    }

    [Theory]
    [InlineData(10, new[] { 4, 4, 2 })]
    [InlineData(48, new[] { 36, 10, 2 })]
    [InlineData(2000, new[] { 1000, 64, 2 })]
    public void A_short_supply_is_dealt_out_by_square_roots_with_a_few_for_everyone(int supply, int[] expected) =>
        Assert.Equal(expected, LevelDraw.Quotas(supply, [1000, 64, 2]));

    private static IReadOnlyList<ClassifiedLevel>[] All(LevelSets sets) =>
        [sets.Training, sets.TrainingDistinguishing, sets.InDistribution, sets.Shifted, sets.ProbeTraining, sets.ProbeTest];

    private static string Print(LevelSets sets) => string.Concat(All(sets).SelectMany(s => s).Select(l => Ascii.Draw(sets.World, l.Level)));

    private static ulong Identity(LevelSets sets, ClassifiedLevel l)
    {
        ulong layout = LevelHash.Layout(sets.World, l.Level);
        string split = l.Facts.Class == LevelClass.Distinguishing ? sets.DistinguishingSplitBy : sets.NonDistinguishingSplitBy;
        return split == "layout" ? layout : LevelHash.WithStart(layout, l.Level.Start);
    }

    private static void AssertClass(LevelClass expected, params IReadOnlyList<ClassifiedLevel>[] sets) =>
        Assert.All(sets.SelectMany(s => s), l => Assert.Equal(expected, l.Facts.Class));
}
