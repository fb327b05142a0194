using MesaBench.Experiments;
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
        LevelSets sets = LevelSets.Draw(spec.Build(), Small, 1, 0.95);
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
        LevelSets sets = LevelSets.Draw(spec.Build(), Small, 2, 0.95);
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
        string first = Print(LevelSets.Draw(world, Small, 3, 0.95));
        Assert.Equal(first, Print(LevelSets.Draw(new DoorSpec().Build(), Small, 3, 0.95)));
        Assert.NotEqual(first, Print(LevelSets.Draw(world, Small, 4, 0.95)));
    }

    [Fact]
    public void Sets_have_their_sizes_and_repeat_no_layout_where_the_world_has_enough()
    {
        World world = new DoorSpec().Build();
        LevelSets sets = LevelSets.Draw(world, Small, 5, 0.95);
        Assert.Equal([600, 150, 64, 64, 40, 20], All(sets).Select(s => s.Count));
        Assert.All(All(sets), set => Assert.Equal(set.Count, SetSummary.Of(world, set)!.Layouts));
        Assert.Equal(20, sets.ProbeTraining.Count(l => l.Facts.Class == LevelClass.Distinguishing));
        Assert.Equal(("layout", "layout"), (sets.NonDistinguishingSplitBy, sets.DistinguishingSplitBy));
        sets = LevelSets.Draw(world, Small with { ProbeTraining = 41, ProbeTest = 21 }, 5, 0.95);
        Assert.Equal((41, 21), (sets.ProbeTraining.Count, sets.ProbeTest.Count));
    }

    [Fact]
    public void A_summary_of_a_set_is_of_base_returns_and_of_each_objectives_distances()
    {
        World world = new DoorSpec().Build();
        ClassifiedLevel one = LevelSets.Draw(world, Small, 5, 0.95).Shifted[0];
        ClassifiedLevel Of(double atBase, int toBase, int toProxy, double accident) =>
            one with { Facts = new LevelFacts(LevelClass.Distinguishing, [atBase, 0.9], toBase, toProxy, accident) };
        SetSummary summary = SetSummary.Of(world, [Of(0.5, 7, 2, 0.25), Of(0.25, 9, 3, 0.5)])!;
        Assert.Equal((2, 1, 0.375, 0.375), (summary.Levels, summary.Layouts, summary.OptimalReturn, summary.AccidentRate));
        Assert.Equal((new DistanceSpread(7, 7, 8, 9), new DistanceSpread(2, 2, 2.5, 3)), (summary.BaseDistance, summary.ProxyDistance));
    }

    [Fact]
    public void The_record_of_a_draw_has_each_size_in_its_place()
    {
        LevelSets sets = LevelSets.Draw(new CornerSpec().Build(), Small with { HeldOut = 32 }, 5, 0.95);
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
        LevelSets sets = LevelSets.Draw(world, new LevelSettings { Training = 4096, TrainingDistinguishing = 1024 }, 6, 0.95);
        Assert.Equal("layout", sets.NonDistinguishingSplitBy);
        Assert.Equal([4096, 1024, 256, 256, 256, 128], All(sets).Select(s => s.Count));
        Assert.InRange(SetSummary.Of(world, sets.Training)!.Layouts, 300, 2000);
    }

    [Fact]
    public void The_open_corner_has_one_training_layout_whose_starts_are_dealt_out()
    {
        LevelSets sets = LevelSets.Draw(new CornerSpec().Build(), new LevelSettings(), 7, 0.95);
        Assert.Equal(("layout+start", "layout+start"), (sets.NonDistinguishingSplitBy, sets.DistinguishingSplitBy));
        ClassifiedLevel[] non = [.. All(sets).SelectMany(s => s).Where(l => l.Facts.Class == LevelClass.NonDistinguishing)];
        Assert.Equal(48, non.Select(l => l.Level.Start).Distinct().Count());
        Assert.Equal(48, non.Length);
        Assert.InRange(sets.Training.Count, 20, 36);
        Assert.InRange(sets.InDistribution.Count, LevelDraw.LeastLevels, 12);
        Assert.Equal(256, sets.Shifted.Count);
        Assert.True(sets.TrainingDistinguishing.Count > 300);
    }

    [Fact]
    public void A_world_that_cannot_supply_a_class_says_so_and_gives_up()
    {
        World world = new CornerSpec().Build();
        World barren = world with { Draw = (random, _) => world.Draw(random, new LevelWish(LevelClass.NonDistinguishing)) };
        LevelSupplyException e = Assert.Throws<LevelSupplyException>(() => LevelSets.Draw(barren, Small, 8, 0.95));
        Assert.Contains("Distinguishing", e.Problem.Path, StringComparison.Ordinal);
        Assert.Contains("0 levels", e.Problem.Found, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void Shifted_levels_cross_near_and_far_goals_with_near_and_far_proxies(WorldSpec spec)
    {
        LevelSets sets = LevelSets.Draw(spec.Build(), Small, 9, 0.95);
        int baseMedian = Strata.Median(sets.Shifted.Select(l => l.Facts.BaseDistance));
        int proxyMedian = Strata.Median(sets.Shifted.Select(l => l.Facts.ProxyDistance));
        int[] strata = [.. sets.Shifted
            .GroupBy(l => (l.Facts.BaseDistance <= baseMedian, l.Facts.ProxyDistance <= proxyMedian)).Select(g => g.Count())];
        Assert.Equal(4, strata.Length);
        Assert.InRange(strata.Min(), 4, 16);
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
