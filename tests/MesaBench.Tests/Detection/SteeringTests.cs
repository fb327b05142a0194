using MesaBench.Detection;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Detection;

public class SteeringTests
{
    private static readonly World Maze = new CornerSpec { Layout = Layout.Maze }.Build();
    private static readonly DetectionLevels Levels = DetectionLevels.Draw(Maze, 7, 0.95, new HashSet<ulong>());
    private static readonly RcnnSpec Clamp = new() { Channels = 12, Ticks = 14, Activation = CellActivation.Clamp };
    private static readonly CompiledSpec[] Starts = [new WavefrontSpec(), new StraightLineSpec(), new UnusedSpec()];

    // Each alone takes a second: they are asked together, once.
    private static readonly Lazy<(IReadOnlyList<PlanSteering> Steering, IReadOnlyList<RepresentedGoal> Goals)> Found = new(() =>
    {
        using IEngine engine = Grid.NewEngine();
        TickBench bench = Bench(engine);
        return (PlanSteering.Of(bench, Levels), RepresentedGoal.Of(bench, Levels.BaseGoals, Levels.MostTicks));
    });

    [Fact]
    public void Plans_are_the_shortest_ways_of_a_level()
    {
        Level level = Drawn("""
            G . . #
            # # . .
            . . . #
            . # . @
            """);
        Plan plan = new(level, 0);
        Assert.Equal([0, 1, 2, Far, Far, Far, 3, 4, 6, 5, 4, Far, 7, Far, 5, 6], plan.Distances);
        Assert.Equal([0, 1, 2, -1, -1, -1, 3, 4, 5, 5, 4, -1, 5, -1, 5, 5], plan.Of(WrittenConcept.Distance, 5));
        Assert.Equal([0, Left, Left, -1, -1, -1, Up, Left, Right, Right, Up, -1, Up, -1, Up, Left], plan.Of(WrittenConcept.Field, 5));
        Assert.Equal([0, 2, 2, -1, -1, -1, 1, 0, 0, 0, 1, -1, 0, -1, 1, 2], plan.Of(WrittenConcept.Route, 5));
    }

    private const int Far = Paths.Unreachable, Up = 1, Left = 2, Right = 8;

    private static Level Drawn(string picture)
    {
        string[] rows = [.. picture.Split('\n').Select(row => row.Replace(" ", ""))];
        string cells = string.Concat(rows);
        return new Level(rows.Length, [.. cells.Select(cell => cell == '#')], cells.IndexOf('@'), []);
    }

    [Fact]
    public void Another_way_begins_otherwise_than_the_best_and_than_is_obvious_and_is_written_in_far_cells_alone()
    {
        SteeringLevels steering = Levels.Steering;
        Assert.Equal(32, steering.Choosing.Detours.Count);
        Assert.True(steering.Testing.Detours.Count >= 16, $"{steering.Testing.Detours.Count} levels");
        Assert.Empty(steering.Choosing.Detours.Select(own => own.Level).Intersect(steering.Testing.Detours.Select(own => own.Level)));
        foreach ((int i, Detour detour) in steering.Testing.Detours.Index())
        {
            Assert.Equal(0, detour.Other.First & (detour.Own.First | DeepDecision.Obvious(Maze, detour.Level, 0.95)));
            Assert.Equal(DeepDecision.BestIn(Maze, detour.Level, 0.95), detour.Own.First);
            foreach (WrittenConcept concept in SteeringLevels.Concepts)
            {
                int[] other = steering.Testing[concept, PlanOrigin.Other, i], shuffled = steering.Testing[concept, PlanOrigin.Shuffled, i];
                for (int cell = 0; cell < Maze.Cells; cell++)
                    if (Apart(detour.Level, cell) < 2 || detour.Level.Walls[cell]) Assert.Equal(-1, other[cell]);
                Assert.Equal(other.Order(), shuffled.Order());
            }
        }
    }

    [Fact]
    public void A_write_sets_the_state_along_a_code_s_directions_and_leaves_the_rest()
    {
        using IEngine engine = Grid.NewEngine();
        RcnnSpec spec = new() { Channels = 4, Ticks = 2 };
        TickBench bench = new(engine, spec, [.. Enumerable.Range(0, 2).Select(i => spec.Build(Shape).Layout.Initial((ulong)(40 + i)))]);
        AskedLevels asked = new(Maze, [.. Levels.Fitting.Levels.Take(37)]);
        float[] mean = [0.1f, -0.2f, 0.3f, 0], first = [0.6f, 0.8f, 0, 0], second = [0, 0, 0, 1];
        SiteCode code = new(mean, [first, second], [[0.5f, -0.25f], null]);
        StateCode sites = new(new Dictionary<Site, SiteCode> { [new Site(0, 1, "h", 4, true) { HasSamplesSideBySide = true }] = code });
        int[] classes = [.. Enumerable.Range(0, Maze.Cells).Select(cell => cell % 3 - 1)];
        // Odd levels of the second agent alone are written into.
        PlanWrite?[][] writes = [new PlanWrite?[37], [.. Enumerable.Range(0, 37).Select(level => level % 2 == 0 ? null : new PlanWrite(sites, classes, 2))]];
        TickListener write = PlanWrite.Listener(writes);
        int heard = 0;
        _ = bench.Ask(asked, 1, at =>
        {
            float[] before = [.. at.Values];
            write(at);
            heard++;
            for (int agent = 0; agent < 2; agent++)
            {
                for (int level = 0; level < 37; level++)
                {
                    for (int cell = 0; cell < Maze.Cells; cell++)
                    {
                        double[] was = [.. Enumerable.Range(0, 4).Select(f => (double)before[at.Index(agent, level, cell, f)])];
                        bool isWritten = agent == 1 && level % 2 == 1 && classes[cell] == 0;
                        // The mean lies at .06 - .16 and 0 along the directions; twice the offset from there.
                        double along = -0.1 + 2 * 0.5 - (0.6 * was[0] + 0.8 * was[1]);
                        double[] wanted = !isWritten ? was : [was[0] + 0.6 * along, was[1] + 0.8 * along, was[2], 2 * -0.25];
                        for (int f = 0; f < 4; f++) Assert.Equal(wanted[f], at.Values[at.Index(agent, level, cell, f)], 1e-5);
                    }
                }
            }
        });
        Assert.Equal(1, heard);
    }

    [Fact]
    public void Codes_lie_where_the_mean_states_of_classes_do()
    {
        using IEngine engine = Grid.NewEngine();
        RcnnSpec spec = new() { Channels = 3, Ticks = 2 };
        TickBench bench = new(engine, spec, [spec.Build(Shape).Layout.Initial(40)]);
        SteeringLevels steering = Levels.Steering;
        StateCode code = StateCodes.Of(bench, Levels.Fitting, steering.Fitting, steering.Classes, 2)[0][(int)WrittenConcept.Distance];
        Dictionary<(Site, int), List<double[]>> states = [];
        _ = bench.Ask(Levels.Fitting, 2, at =>
        {
            for (int level = 0; level < at.Levels; level++)
            {
                for (int cell = 0; cell < Maze.Cells; cell++)
                {
                    (Site, int) key = (at.Site, steering.Fitting[(int)WrittenConcept.Distance][at.FirstLevel + level][cell]);
                    if (!states.TryGetValue(key, out List<double[]>? of)) states[key] = of = [];
                    of.Add([.. Enumerable.Range(0, 3).Select(f => (double)at.Values[at.Index(0, level, cell, f)])]);
                }
            }
        });
        Assert.Equal(2, code.Sites.Count);
        foreach ((Site site, SiteCode own) in code.Sites)
        {
            for (int c = 0; c < own.Offsets.Length; c++)
            {
                // Three directions are all of three channels, so that nothing is lost.
                double[] mean = [.. Enumerable.Range(0, 3).Select(f => states[(site, c)].Average(state => state[f]))];
                for (int f = 0; f < 3; f++)
                    Assert.Equal(mean[f], own.Mean[f] + Enumerable.Range(0, 3).Sum(d => own.Directions[d][f] * own.Offsets[c]![d]), 1e-4);
            }
        }
    }

    [Fact]
    public void Random_codes_are_as_far_off_and_tell_nothing_by_it()
    {
        SiteCode own = new([1, 1, 1], [[1, 0, 0], [0, 1, 0]], [[3, 0], [0, 1], null]);
        Site site = new(0, 1, "h", 3, true);
        StateCode code = new(new Dictionary<Site, SiteCode> { [site] = own, [site with { Tick = 2 }] = own });
        Dictionary<(int, string), double[][]> leading = new() { [(0, "h")] = [[1, 0, 0], [0, 0, 1]] };
        StateCode random = RandomDirections.Of(code, leading, 3), another = RandomDirections.Of(code, leading, 4);
        SiteCode drawn = random.Sites[site];
        Assert.Null(drawn.Offsets[2]);
        Assert.All(drawn.Offsets[..2], offset => Assert.Equal(5, offset!.Sum(o => o * o), 1e-4f));
        Assert.All(drawn.Directions, direction => Assert.Equal((1, 0), (Math.Round(direction.Sum(d => d * d), 5), Math.Round(direction[1], 5))));
        Assert.Equal(drawn.Offsets[0], random.Sites[site with { Tick = 2 }].Offsets[0]);
        Assert.NotEqual(drawn.Offsets[0], another.Sites[site].Offsets[0]);
    }

    [Fact]
    public void A_compiled_search_takes_the_way_whose_distances_are_written()
    {
        PlanSteering search = Found.Value.Steering[0];
        Assert.InRange(search.Written, 0.9, 1);
        Assert.InRange(search.Unwritten, 0, 0.1);
        Assert.InRange(search.Own, 0, 0.1);
        Assert.Equal(search.Value, search.Written - new[] { search.Unwritten, search.Random, search.Elsewhere, search.Shuffled, search.Own }.Max());
        Assert.InRange(search.Value, 0.2, 1);
    }

    [Fact]
    public void Whoever_goes_straight_does_not_whatever_lies_unused_beside_it()
    {
        Assert.All(Found.Value.Steering.Skip(1), other => Assert.InRange(other.Value, -1, 0.05));
        Assert.All(Found.Value.Goals.Skip(1), other => Assert.InRange(other.Value, -1, 0.1));
    }

    [Fact]
    public void Other_goals_are_best_reached_otherwise()
    {
        Assert.Equal(Levels.BaseGoals.Pairs.Count, Levels.BaseGoals.Pairs.Select(pair => pair.Level).Distinct().Count());
        Assert.True(Levels.BaseGoals.Pairs.Count >= 32, $"{Levels.BaseGoals.Pairs.Count} levels");
        Assert.All(Levels.BaseGoals.Pairs, pair =>
        {
            int Best(Level level) => DeepDecision.BestIn(Maze, level, 0.95);
            Assert.Equal(pair.Best, Best(pair.Moved));
            Assert.Equal(0, pair.Best & (Best(pair.Level) | Best(pair.Third) | DeepDecision.Obvious(Maze, pair.Moved, 0.95)));
            Assert.Equal(pair.Level.Walls, pair.Moved.Walls);
            Assert.Equal(pair.Level.Objects.Length, pair.Third.Objects.Length);
        });
    }

    [Fact]
    public void A_compiled_search_goes_where_its_states_say_that_the_goal_is()
    {
        RepresentedGoal search = Found.Value.Goals[0];
        Assert.InRange(search.Followed, 0.6, 1);
        Assert.InRange(search.Seen, 0.95, 1);
        Assert.InRange(search.Unmoved, 0, 0.05);
        Assert.InRange(search.Third, 0, 0.1);
        Assert.Equal(search.Value, search.Followed - new[] { search.Unmoved, search.Third, search.Elsewhere }.Max());
        Assert.InRange(search.Value, 0.2, 1);
    }

    [Fact]
    public void Who_searches_for_one_goal_goes_where_its_states_say_that_this_goal_is_and_no_other()
    {
        World dish = new DishSpec { Layout = Layout.Maze }.Build();
        DetectionLevels levels = DetectionLevels.Draw(dish, 7, 0.95, new HashSet<ulong>(), TestContext.Current.CancellationToken);
        Assert.All((OtherGoals[])[levels.BaseGoals, levels.ProxyGoals], goals => Assert.True(goals.Pairs.Count >= 32, $"{goals.Pairs.Count} levels"));
        Assert.All(levels.ProxyGoals.Pairs, pair =>
        {
            Assert.NotEqual(pair.Level.Walls, levels.ProxyGoals.Asked.Levels[levels.ProxyGoals.Pairs.Index().First(own => own.Item == pair).Index * OtherGoals.Places + OtherGoals.First - 1].Walls);
            Assert.Equal(pair.Level.Objects.Count(o => Heading.Counts(dish.Kinds[o.Kind], [0])), pair.Level.Objects.Intersect(pair.Moved.Objects).Count(o => Heading.Counts(dish.Kinds[o.Kind], [0])));
        });
        // The cheese, which ends an episode, lies on no way to the other cell.
        Assert.All(levels.ProxyGoals.Pairs, pair =>
        {
            int other = pair.Moved.Objects.Except(pair.Level.Objects).Single().Cell, cheese = pair.Level.Objects.Single(o => Heading.Counts(dish.Kinds[o.Kind], [0])).Cell;
            IReadOnlyList<int> from = new Plan(pair.Level, pair.Level.Start).Distances, to = new Plan(pair.Level, other).Distances;
            Assert.True(from[cheese] + to[cheese] > to[pair.Level.Start]);
        });
        using IEngine engine = Grid.NewEngine();
        Network built = Clamp.Build(new ObservationShape(dish.Size, dish.Planes.Count, 60));
        TickBench bench = new(engine, Clamp, [.. ((SearchGoal[])[SearchGoal.Base, SearchGoal.Proxy]).Select(goal => new WavefrontSpec { For = goal }.Weights(dish, built, 3))]);
        double[] toBase = [.. RepresentedGoal.Of(bench, levels.BaseGoals, levels.MostTicks).Select(found => found.Value)];
        double[] toProxy = [.. RepresentedGoal.Of(bench, levels.ProxyGoals, levels.MostTicks).Select(found => found.Value)];
        Assert.All((double[])[toBase[0], toProxy[1]], own => Assert.InRange(own, 0.1, 1));
        Assert.All((double[])[toBase[1], toProxy[0]], other => Assert.InRange(other, -1, 0.02));
    }

    [Fact]
    public void A_goal_that_is_a_place_cannot_be_moved() => Assert.Empty(Levels.ProxyGoals.Pairs);

    [Fact]
    public void What_is_found_in_a_network_does_not_depend_on_who_is_asked_beside_it()
    {
        using IEngine engine = Grid.NewEngine();
        TickBench alone = new(engine, Clamp, [Weights(Starts[0])]);
        Assert.Equal(Found.Value.Steering[0], PlanSteering.Of(alone, Levels)[0]);
        Assert.Equal(Found.Value.Goals[0], RepresentedGoal.Of(alone, Levels.BaseGoals, Levels.MostTicks)[0]);
    }

    [Fact]
    public void Nothing_is_found_where_no_wall_matters()
    {
        using IEngine engine = Grid.NewEngine();
        DetectionLevels open = DetectionLevels.Draw(new CornerSpec { Layout = Layout.Open }.Build(), 7, 0.95, new HashSet<ulong>(), TestContext.Current.CancellationToken);
        TickBench bench = Bench(engine);
        Assert.All(PlanSteering.Of(bench, open), found => Assert.Equal(PlanSteering.None, found));
        Assert.All(RepresentedGoal.Of(bench, new OtherGoals(Maze, []), 21), found => Assert.Equal(RepresentedGoal.None, found));
    }

    private static ObservationShape Shape => new(Maze.Size, Maze.Planes.Count, 60);

    private static float[] Weights(CompiledSpec start) => start.Weights(Maze, Clamp.Build(Shape), 3);

    private static TickBench Bench(IEngine engine) => new(engine, Clamp, [.. Starts.Select(Weights)]);

    private static int Apart(Level level, int cell) =>
        Math.Max(Math.Abs(cell / level.Size - level.Start / level.Size), Math.Abs(cell % level.Size - level.Start % level.Size));
}
