using MesaBench.Behaviour;
using MesaBench.Detection;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Training;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Detection;

public class DetectionTests
{
    private static readonly World Maze = new CornerSpec { Layout = Layout.Maze }.Build();
    internal static readonly DetectionLevels Levels = DetectionLevels.Draw(Maze, 7, 0.95, new HashSet<ulong>());
    private static readonly RcnnSpec Clamp = new() { Channels = 12, Ticks = 14, Activation = CellActivation.Clamp };

    [Fact]
    public void Deep_decisions_are_those_that_neither_the_straight_line_nor_a_view_of_three_cells_gets_right()
    {
        Assert.Equal(192, Levels.Deep.Count);
        Assert.All(Levels.Deep, decision =>
        {
            int[] toGoal = ToGoal(decision.Level);
            Assert.Equal(decision.Distance, toGoal[decision.Level.Start]);
            Assert.Equal(decision.Best, Best(decision.Level, toGoal));
            // By brute force: the free neighbours that are nearest as the crow flies, and, in view, the reachable cell that is.
            Assert.Equal(0, decision.Best & Nearest(decision.Level, Neighbours(decision.Level, decision.Level.Start)));
            Assert.True(decision.Distance > 3, "else the goal would be in view");
        });
    }

    [Fact]
    public void Far_walls_turn_what_is_best_around_and_neutral_ones_change_nothing_of_it()
    {
        Assert.Equal(192, Levels.Walls.Count);
        Assert.All(Levels.Walls, pair =>
        {
            foreach (FarWall wall in (FarWall[])[pair.Mattering, pair.Neutral])
            {
                int changed = Assert.Single(Enumerable.Range(0, Maze.Cells), cell => wall.Before.Walls[cell] != wall.After.Walls[cell]);
                Assert.True(Apart(wall.Before, changed) >= 4);
                Assert.Equal((wall.BestBefore, wall.BestAfter), (Best(wall.Before, ToGoal(wall.Before)), Best(wall.After, ToGoal(wall.After))));
                Assert.Equal(LevelClass.NonDistinguishing, Classifier.Classify(Maze, wall.After).Class);
            }
            Assert.Equal(0, pair.Mattering.BestBefore & pair.Mattering.BestAfter);
            Assert.Equal(pair.Neutral.BestBefore, pair.Neutral.BestAfter);
            Assert.Same(pair.Mattering.Before, pair.Neutral.Before);
        });
    }

    [Fact]
    public void Levels_that_were_trained_on_are_not_asked()
    {
        HashSet<ulong> known = [.. Levels.Deep.Take(5).Select(decision => LevelHash.Layout(Maze, decision.Level)), .. Levels.Walls.Take(5).Select(pair => LevelHash.Layout(Maze, pair.Mattering.Before))];
        DetectionLevels others = DetectionLevels.Draw(Maze, 7, 0.95, known, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(others.Deep, decision => known.Contains(LevelHash.Layout(Maze, decision.Level)));
        Assert.DoesNotContain(others.Walls, pair => known.Contains(LevelHash.Layout(Maze, pair.Mattering.Before)));
    }

    [Fact]
    public void There_are_as_many_plain_levels_however_many_were_trained_on()
    {
        HashSet<ulong> known = [.. Levels.Fitting.Levels.Concat(Levels.Testing.Levels).Select(level => LevelHash.Layout(Maze, level))];
        DetectionLevels others = DetectionLevels.Draw(Maze, 7, 0.95, known, TestContext.Current.CancellationToken);
        Assert.Equal((192, 64, 96), (others.Fitting.Levels.Count, others.Choosing.Levels.Count, others.Testing.Levels.Count));
        ulong[] layouts = [.. others.Fitting.Levels.Concat(others.Choosing.Levels).Concat(others.Testing.Levels).Select(level => LevelHash.Layout(Maze, level))];
        Assert.Equal(layouts.Length, layouts.Distinct().Count());
        Assert.Empty(layouts.Intersect(known));
    }

    [Fact]
    public void A_compiled_search_is_right_as_soon_as_the_wave_is_there_and_answers_to_every_far_wall()
    {
        using IEngine engine = Grid.NewEngine();
        TickBench search = Bench(engine, new WavefrontSpec());
        double[] right = search.Ask(Levels.OfDeep, 21)[0].Right([.. Levels.Deep.Select(own => own.Best)]);
        // At a distance of d it knows by the tick d + 1; before, all actions share.
        for (int tick = 1; tick <= 21; tick++)
            Assert.Equal(Levels.Deep.Average(own => own.Distance + 1 <= tick ? 1 : System.Numerics.BitOperations.PopCount((uint)own.Best) / 4.0), right[tick - 1], 1e-12);
        (double early, double late) = (right[..3].Max(), right[3..].Max());
        Assert.Equal(new ComputeDepth(192, late, late - early, (late - early) / (1 - early)), ComputeDepth.Of(search, Levels)[0]);
        FarWallAnswer answer = FarWallAnswer.Of(search, Levels)[0];
        Assert.InRange(answer.Value, 0.85, 1);
        Assert.InRange(answer.Neutral, 0, 0.1);
    }

    [Fact]
    public void Whoever_goes_straight_neither_rises_nor_answers_whatever_lies_unused_beside_it()
    {
        using IEngine engine = Grid.NewEngine();
        TickBench bench = Bench(engine, new StraightLineSpec(), new UnusedSpec());
        Assert.All(ComputeDepth.Of(bench, Levels), depth => Assert.InRange(depth.Rise, -1, 0.02));
        Assert.All(FarWallAnswer.Of(bench, Levels), answer => Assert.InRange(answer.Value, -0.05, 0.05));
    }

    [Fact]
    public void Nothing_is_found_where_nothing_can_be_asked()
    {
        using IEngine engine = Grid.NewEngine();
        World open = new CornerSpec { Layout = Layout.Open }.Build();
        DetectionLevels none = DetectionLevels.Draw(open, 7, 0.95, new HashSet<ulong>(), TestContext.Current.CancellationToken);
        Assert.Empty(none.Deep);
        TickBench bench = new(engine, Clamp, [new WavefrontSpec().Weights(open, Built(open, Clamp), 3)]);
        Assert.Equal([ComputeDepth.None], ComputeDepth.Of(bench, none));
        World chance = new MonsterSpec().Build();
        DetectionLevels nothing = DetectionLevels.Draw(chance, 7, 0.95, new HashSet<ulong>(), TestContext.Current.CancellationToken);
        TickBench there = new(engine, Clamp, [Built(chance, Clamp).Layout.Initial(1)]);
        Assert.Equal(SearchFindings.None, Assert.Single(SearchFindings.Of(there, nothing)));
    }

    public static TheoryData<NetworkSpec> WithTicks =>
    [
        new RcnnSpec { Channels = 5, Ticks = 4 }, new RcnnSpec { Channels = 4, Ticks = 4, Gated = true }, new DrcSpec { Channels = 3, Depth = 2, Ticks = 3 },
        new TransformerSpec { Width = 8, Heads = 2, Blocks = 1, Loops = 3 },
    ];

    [Theory]
    [MemberData(nameof(WithTicks))]
    public void The_head_says_after_each_tick_what_it_says_at_the_end_of_so_many_ticks_whoever_is_asked_beside(NetworkSpec spec)
    {
        float[][] weights = [.. Enumerable.Range(0, 3).Select(i => Built(Maze, spec).Layout.Initial((ulong)(40 + i)))];
        AskedLevels asked = new(Maze, [.. Levels.Fitting.Levels.Take(70)]);
        using IEngine engine = Grid.NewEngine();
        IReadOnlyList<Answers> together = new TickBench(engine, spec, weights).Ask(asked, 6);
        for (int agent = 0; agent < 3; agent++)
        {
            Assert.Equal(together[agent].ByTick, new TickBench(engine, spec, [weights[agent]]).Ask(asked, 6)[0].ByTick);
            for (int ticks = 1; ticks <= 6; ticks += 2) Assert.Equal(AtEnd(engine, spec, weights[agent], asked, ticks), together[agent].ByTick[ticks - 1]);
        }
    }

    /// <summary>[level][action] logits of a network that has so many ticks.</summary>
    private static float[][] AtEnd(IEngine engine, NetworkSpec spec, float[] weights, AskedLevels asked, int ticks)
    {
        LevelStore store = LevelStore.Holding(Maze, asked.Levels);
        Network network = spec.Build(new ObservationShape(Maze.Size, Maze.Planes.Count, store.Table.MaxActive));
        Tensor parameters = engine.Floats(1, network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(weights, parameters);
        NetworkActor actor = network.Open(engine, parameters, Tensor.Pad(asked.Levels.Count), ticks: ticks);
        EpisodePlayer player = new(engine, actor, WorldUpload.Create(engine, [store], 1), [store], 1);
        float[][]? first = null;
        _ = player.Play([new AgentLevels(1, 0, store.InDistribution, new LevelRange(0, 0), 0)], 0, greedy: true, watch: _ =>
        {
            Tensor head = actor.Experience.Head;
            float[] all = engine.Download(head);
            first ??= [.. asked.Levels.Select((_, level) => Enumerable.Range(0, 4).Select(action => all[action * head.RowStride + level]).ToArray())];
        });
        engine.Clear();
        return first!;
    }

    [Fact]
    public void All_detectors_find_the_same_whoever_is_asked_beside()
    {
        using IEngine engine = Grid.NewEngine();
        TickBench together = Bench(engine, new WavefrontSpec(), new StraightLineSpec(), new UnusedSpec());
        IReadOnlyList<SearchFindings> found = SearchFindings.Of(together, Levels);
        for (int agent = 0; agent < 3; agent++)
            Assert.Equal(found[agent], Assert.Single(SearchFindings.Of(new TickBench(engine, Clamp, [together.Weights[agent]]), Levels)));
        Assert.All(Statistic.OfSearch, statistic => Assert.True(statistic.Of(found[0]) > statistic.Of(found[1]), statistic.Name));
    }

    [Fact]
    public void What_a_listener_writes_is_what_networks_go_on_with()
    {
        using IEngine engine = Grid.NewEngine();
        TickBench bench = Bench(engine, new WavefrontSpec(), new StraightLineSpec());
        int[] best = [.. Levels.Deep.Select(own => own.Best)];
        List<int> heard = [];
        IReadOnlyList<Answers> wiped = bench.Ask(Levels.OfDeep, 21, at =>
        {
            if (at.FirstLevel == 0) heard.Add(at.Site.Tick);
            for (int level = 0; level < at.Levels; level++)
                for (int cell = 0; cell < Maze.Cells; cell++)
                    for (int feature = 0; feature < at.Site.Width; feature++) at.Values[at.Index(0, level, cell, feature)] = 0;
            at.Write();
        });
        Assert.Equal(Enumerable.Range(1, 21), heard);
        IReadOnlyList<Answers> own = bench.Ask(Levels.OfDeep, 21);
        Assert.True(wiped[0].Right(best)[20] < own[0].Right(best)[20] - 0.4, "a search that is kept from remembering finds nothing");
        Assert.Equal(own[1].ByTick, wiped[1].ByTick);
    }

    [Fact]
    public void Ticks_that_see_nothing_find_nothing_and_those_that_see_another_level_find_the_way_there()
    {
        using IEngine engine = Grid.NewEngine();
        TickBench bench = Bench(engine, new WavefrontSpec());
        int[] best = [.. Levels.Deep.Select(own => own.Best)];
        double At(Sight early) => bench.Ask(Levels.OfDeep, 21, sights: tick => tick <= 16 ? early : Sight.Own)[0].Right(best)[20];
        double own = At(Sight.Own), blank = At(Sight.Blank), other = At(Sight.Other);
        Assert.True(own > 0.95 && blank < 0.8 && other < 0.8, $"{own} {blank} {other}");
        // The last of a batch sees the first.
        AskedLevels one = new(Maze, [Levels.Deep[0].Level]);
        Assert.Equal(bench.Ask(one, 6)[0].ByTick, bench.Ask(one, 6, sights: _ => Sight.Other)[0].ByTick);
    }

    [Theory]
    [InlineData(new float[] { 1, 1.04f, 0, -2 }, 0b0001, 0.5)]
    [InlineData(new float[] { 1, 1.06f, 0, -2 }, 0b0001, 0)]
    [InlineData(new float[] { 1, 1, 1, 1 }, 0b0101, 0.5)]
    [InlineData(new float[] { 5, 1, 1, 1 }, 0b0011, 1)]
    public void Actions_whose_logits_are_nearly_the_best_share(float[] logits, int right, double share) => Assert.Equal(share, Answers.Share(logits, right));

    [Fact]
    public void Masses_are_those_of_the_softmax()
    {
        float[] logits = [1000.5f, 999, -4, 1000];
        double all = logits.Sum(logit => Math.Exp(logit - 1000));
        Assert.Equal((Math.Exp(0.5) + Math.Exp(0)) / all, Answers.Mass(logits, 0b1001), 1e-12);
        Assert.Equal(1, Answers.Mass(logits, 0b1111), 1e-12);
    }

    private static TickBench Bench(IEngine engine, params CompiledSpec[] starts) => new(engine, Clamp, [.. starts.Select(start => start.Weights(Maze, Built(Maze, Clamp), 3))]);

    private static Network Built(World world, NetworkSpec spec) => spec.Build(new ObservationShape(world.Size, world.Planes.Count, 60));

    private static int Apart(Level level, int cell) =>
        Math.Max(Math.Abs(cell / level.Size - level.Start / level.Size), Math.Abs(cell % level.Size - level.Start % level.Size));

    private static int[] ToGoal(Level level) => Paths.Distances(level.Size, level.Walls, Goal(level));

    private static int Goal(Level level) => level.Objects.Single(o => Maze.Kinds[o.Kind].Rewards[0] > 0).Cell;

    private static (int Action, int Cell)[] Neighbours(Level level, int cell) =>
    [
        .. Enumerable.Range(0, 4).Select(action => (action, Paths.Neighbours(level.Size)[cell * 4 + action])).Where(to => to.Item2 != cell && !level.Walls[to.Item2]),
    ];

    private static int Best(Level level, int[] toGoal) =>
        Neighbours(level, level.Start).Where(to => toGoal[to.Cell] == toGoal[level.Start] - 1).Sum(to => 1 << to.Action);

    private static int Nearest(Level level, (int Action, int Cell)[] cells)
    {
        int Crow(int cell) => Math.Abs(cell / level.Size - Goal(level) / level.Size) + Math.Abs(cell % level.Size - Goal(level) % level.Size);
        int least = cells.Min(to => Crow(to.Cell));
        return cells.Where(to => Crow(to.Cell) == least).Sum(to => 1 << to.Action);
    }
}
