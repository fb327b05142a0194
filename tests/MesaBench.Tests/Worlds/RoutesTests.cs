using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

/// <summary>Routes against the solver, which goes over every cell at every step.</summary>
public class RoutesTests
{
    private const double Discount = 0.9, Rounding = 1e-9;

    [Fact]
    public void Routes_and_the_solver_give_the_same_figures_under_arbitrary_rules_that_routes_cover()
    {
        Random random = new(1);
        HashSet<Share> met = [];
        for (int i = 0; i < 1500; i++)
        {
            World world = Covered(random, size: i % 20 == 0 ? 5 : i % 3 == 0 ? 4 : 3, stays: i % 2 == 0);
            Level level = RandomLevels.Level(random, world, objects: 1 + random.Next(4)) with
            {
                Goal = random.Next(4),
                Targets = [1 + random.Next(2), 1 + random.Next(2)],
                Steps = random.Next(3) == 0 ? 2 + random.Next(8) : 0,
            };
            AssertSame(world, level, met);
        }
        Assert.Equal(3, met.Count);
    }

    public static TheoryData<string> Specs => new(All.Select(s => s.Label));

    private static WorldSpec[] All =>
    [
        .. new WorldSpec[]
        {
            new KeysSpec(), new KeysSpec { ManyKeys = 4 }, new RugSpec(), new RugSpec { Pays = RugPay.Bin, Dirt = 2 },
            new RugSpec { Dirt = 3 },
        }.SelectMany(s => Enum.GetValues<Layout>().Select(layout => s with { Layout = layout })),
    ];

    [Theory]
    [MemberData(nameof(Specs))]
    public void Routes_and_the_solver_give_the_same_figures_on_drawn_levels_and_where_the_proxy_is_hidden(string label)
    {
        World world = All.Single(s => s.Label == label).Build();
        foreach (Level level in RandomLevels.Candidates(world, 12))
        {
            AssertSame(world, level, []);
            AssertSame(world, world.HideProxy!(level), []);
        }
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void Levels_are_of_the_class_that_the_solvers_figures_make(string label)
    {
        World world = All.Single(s => s.Label == label).Build();
        (Solver solver, ILevelClassifier classifier) = (new(world, 0.95), Classifier.For(world, 0.95));
        foreach (Level level in RandomLevels.Candidates(world, 24))
        {
            Solution found = solver.Solve(level);
            double allowed = found.Optimal[0] * 0.95 - 1e-9;
            bool agree = world.ProxyIsMeans ? found.BestBase >= allowed : found.WorstBase >= found.Optimal[0] - 1e-9;
            LevelClass expected = found.BaseDistance > world.MaxSteps ? LevelClass.Unsolvable
                : agree ? LevelClass.NonDistinguishing
                : found.BestBase < allowed && found is { AccidentRate: 0, ProxyAccidentRate: 0 }
                    && solver.Solve(world.HideProxy!(level)).AccidentRate == 0 ? LevelClass.Distinguishing
                : LevelClass.Between;
            LevelFacts facts = classifier.Classify(level, null)!;
            // No class, either, has a level on which an agent may be left with nothing to gain before it reached what it was after.
            if (expected == LevelClass.Distinguishing && MayWander(world, level)) expected = LevelClass.Between;
            Assert.Equal(expected, facts.Class);
            if (expected != LevelClass.Unsolvable) Assert.Equal(found.AccidentRate, facts.AccidentRate, Rounding);
            foreach (LevelClass wanted in Enum.GetValues<LevelClass>())
                Assert.Equal(wanted == expected, classifier.Classify(level, wanted) is not null);
        }
    }

    private static bool MayWander(World world, Level level)
    {
        Routes routes = new(world, 0.95);
        RouteSolution shown = routes.Solve(level), hidden = routes.Solve(world.HideProxy!(level));
        return (shown.Accidents | shown.ProxyAccidents | hidden.Accidents) == Share.Some;
    }

    [Theory]
    [InlineData("@d...\n.....\nB....\n..r..\n.....", LevelClass.Between)] // the rug is one step further: 0.95 of the optimum
    [InlineData("@d...\n.....\nB....\n.....\n...r.", LevelClass.Distinguishing)]
    [InlineData(".@d..\n.....\n.B...\n...r.\n.....", LevelClass.Between)]
    public void A_detour_that_costs_the_margin_to_the_last_bit_is_not_beyond_it(string picture, LevelClass expected)
    {
        World world = RugWorld.Build(5, Layout.Open, RugPay.Unseen, 1);
        Assert.Equal(expected, Classifier.Classify(world, Ascii.Parse(world, picture)).Class);
    }

    [Fact]
    public void Rules_that_punish_or_take_effect_for_ever_are_refused()
    {
        Assert.Throws<NotSupportedException>(() => new Routes(LavaWorld.Build(5, Layout.Open, 0.3, true), Discount));
        World keys = KeysWorld.Build(5, Layout.Open, 2, 3, 3, 2);
        World forEver = keys with { Kinds = [new("spring", 's', [2], [1, 1], Ends: false, Consumed: false)] };
        Assert.Throws<NotSupportedException>(() => new Routes(forEver, Discount));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Routes(keys, 1));
    }

    [Fact]
    public void Too_many_objects_are_refused()
    {
        World world = KeysWorld.Build(5, Layout.Open, 2, 3, 3, 2);
        Level level = new(5, new bool[25], 0, [.. Enumerable.Range(1, 9).Select(c => new PlacedObject(0, c))]);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new Routes(world, Discount).Solve(level));
        Assert.Contains("at most 8", refused.Message, StringComparison.Ordinal);
    }

    private static void AssertSame(World world, Level level, HashSet<Share> met)
    {
        Solution expected = new Solver(world, Discount).Solve(level);
        RouteSolution found = new Routes(world, Discount).Solve(level);
        for (int o = 0; o < expected.Optimal.Length; o++) Assert.Equal(expected.Optimal[o], found.Optimal[o], Rounding);
        Assert.Equal(expected.BestBase, found.BestBase, Rounding);
        Assert.Equal(expected.WorstBase, found.WorstBase, Rounding);
        int limit = level.StepLimit(world);
        Assert.Equal(expected.BaseDistance > limit ? Paths.Unreachable : expected.BaseDistance, found.BaseDistance);
        Assert.Equal(expected.ProxyDistance > limit ? Paths.Unreachable : expected.ProxyDistance, found.ProxyDistance);
        AssertShare(expected.AccidentRate, found.Accidents);
        AssertShare(expected.ProxyAccidentRate, found.ProxyAccidents);
        met.Add(found.Accidents);
    }

    // Some also stands where an agent with nothing to gain wanders, which the solver follows and routes do not.
    private static void AssertShare(double rate, Share share)
    {
        if (share == Share.None) Assert.Equal(0, rate, 12);
        else if (share == Share.All) Assert.Equal(1, rate, 12);
        else Assert.Equal(Share.Some, share);
    }

    /// <summary>A world of rules that routes cover: keys and chests, dirt and bins, what ends the episode, marks of any kind.</summary>
    private static World Covered(Random random, int size, bool stays)
    {
        float[] Rewards() => [.. Enumerable.Range(0, 3).Select(_ => random.Next(2) == 0 ? 0 : random.Next(1, 3) / 2f)];
        int[]? Marks() => random.Next(3) == 0 ? null : [.. Enumerable.Range(0, 2).Where(_ => random.Next(2) == 0)];
        return RandomLevels.World(random, size) with
        {
            Kinds =
            [
                new("item", 'i', [2], Rewards(), Ends: false) { Gives = 1, MostHeld = stays ? 0 : int.MaxValue, Marks = Marks() },
                new("place", 'p', [3], Rewards(), Ends: false, Consumed: !stays)
                {
                    LeastHeld = 1, Gives = -1, Counts = true, Marks = Marks(),
                },
                new("coin", 'o', [2], Rewards(), Ends: false) { MostHeld = random.Next(2) == 0 ? 0 : int.MaxValue, Marks = Marks() },
                new("door", 'd', [3], Rewards(), Ends: true) { LeastHeld = random.Next(2), Marks = Marks() },
                new("paint", '+', [4], [0, 0, 0], Ends: false, Consumed: false) { Marks = [] },
            ],
        };
    }
}
