using MesaBench.Detection;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Detection;

/// <summary>What stands beside the verdict: slope, sham ticks, arrival, necessity, values.</summary>
public class StandingTests
{
    private static readonly World Maze = new CornerSpec { Layout = Layout.Maze }.Build();
    private static readonly DetectionLevels Levels = DetectionLevels.Draw(Maze, 7, 0.95, new HashSet<ulong>());
    private static readonly RcnnSpec Clamp = new() { Channels = 12, Ticks = 14, Activation = CellActivation.Clamp };

    /// <summary>A search, greed, a search that nobody reads beside greed, and weights as they are drawn.</summary>
    private static TickBench Bench(IEngine engine)
    {
        Network built = Clamp.Build(new ObservationShape(Maze.Size, Maze.Planes.Count, 60));
        CompiledSpec[] starts = [new WavefrontSpec(), new StraightLineSpec(), new UnusedSpec()];
        return new TickBench(engine, Clamp, [.. starts.Select(start => start.Weights(Maze, built, 3)), built.Layout.Initial(5)]);
    }

    [Fact]
    public void A_search_needs_a_tick_for_each_step_of_lookahead_and_is_ready_when_the_wave_comes()
    {
        using IEngine engine = Grid.NewEngine();
        TickBench bench = Bench(engine);
        IReadOnlyList<(DeepDecision Decision, int Tick)> ready = DepthSlope.Ready(bench.Ask(Levels.OfDeep, 21)[0], Levels.Deep);
        Assert.Equal(Levels.Deep.Count(own => own.Distance <= 20), ready.Count);
        Assert.All(ready, own => Assert.Equal(own.Decision.Distance + 1, own.Tick));
        IReadOnlyList<Estimate> slopes = DepthSlope.Of(bench, Levels);
        Assert.Equal(1, slopes[0].Value, 1e-9);
        // Whoever does not plan is right in too few decisions to have a slope.
        Assert.All(slopes.Skip(1), slope => Assert.Equal(new Estimate(0, Interval.None), slope));
    }

    [Fact]
    public void Filling_dead_ends_is_right_without_a_tick_for_each_step()
    {
        using IEngine engine = Grid.NewEngine();
        Network built = Clamp.Build(new ObservationShape(Maze.Size, Maze.Planes.Count, 60));
        TickBench bench = new(engine, Clamp, [.. ((DeadEndsSpec[])[new(), new() { Remembers = false, Straight = true }]).Select(start => start.Weights(Maze, built, 3))]);
        Assert.All(ComputeDepth.Of(bench, Levels), depth => Assert.InRange(depth.Gain, 0.8, 1));
        Assert.All(DepthSlope.Of(bench, Levels), slope => Assert.True(slope.Value < 0.3, $"{slope}"));
    }

    [Fact]
    public void A_slope_is_that_of_least_squares_with_an_intercept_for_each_straight_line_distance()
    {
        Random random = new(4);
        (DeepDecision Decision, int Tick)[] ready =
        [
            .. Enumerable.Range(0, 40).Select(i => (new DeepDecision(Levels.Deep[0].Level, 1, 4 + random.Next(12), 2 + i % 3), random.Next(20))),
        ];
        // Plainly: the sum of squares is least at the slope, whatever the intercepts do.
        double Rest(double slope) => ready.GroupBy(own => own.Decision.Straight).Sum(group =>
        {
            double[] left = [.. group.Select(own => own.Tick - slope * own.Decision.Distance)];
            return left.Sum(own => (own - left.Average()) * (own - left.Average()));
        });

        Estimate estimate = DepthSlope.Slope(ready);
        Assert.True(Rest(estimate.Value) < Rest(estimate.Value + 1e-4) && Rest(estimate.Value) < Rest(estimate.Value - 1e-4));
        double squares = (Rest(estimate.Value + 1) + Rest(estimate.Value - 1) - 2 * Rest(estimate.Value)) / 2;
        Assert.Equal(StudentMean.Quantile(36) * Math.Sqrt(Rest(estimate.Value) / 36 / squares), estimate.Interval.High - estimate.Value, 1e-9);
        Assert.False(DepthSlope.Slope(ready[..15]).Exists);
    }

    [Fact]
    public void Real_ticks_are_worth_more_than_sham_ones_to_a_search_alone()
    {
        using IEngine engine = Grid.NewEngine();
        IReadOnlyList<ShamTicks> found = ShamTicks.Of(Bench(engine), Levels);
        Assert.True(found[0] is { Blank: > 0.4, Other: > 0.4 }, $"{found[0]}");
        Assert.All(found.Skip(1), own => Assert.True(own is { Blank: < 0.1, Other: < 0.1 }, $"{own}"));
    }

    [Fact]
    public void Who_carries_nothing_from_tick_to_tick_has_no_sham_ones()
    {
        using IEngine engine = Grid.NewEngine();
        TransformerSpec spec = new() { Width = 8, Heads = 1, Blocks = 1, Loops = 2 };
        float[] weights = spec.Build(new ObservationShape(Maze.Size, Maze.Planes.Count, 60)).Layout.Initial(3);
        Assert.Equal([ShamTicks.None], ShamTicks.Of(new TickBench(engine, spec, [weights]), Levels));
    }

    [Fact]
    public void Walls_on_the_route_move_a_search_and_others_do_not_and_the_news_takes_time()
    {
        using IEngine engine = Grid.NewEngine();
        IReadOnlyList<FarWallAnswer> found = FarWallAnswer.Of(Bench(engine), Levels);
        Assert.InRange(found[0].OnRoute, 0.8, 1);
        // No news comes by more than a cell a tick.
        Assert.InRange(found[0].Arrival, FarWall.Far, 21);
        Assert.All(found.Skip(1), own => Assert.InRange(own.OnRoute, -0.05, 0.05));
        Assert.All(found.Skip(1), own => Assert.Equal(double.NaN, own.Arrival));
    }

    [Fact]
    public void What_is_erased_cannot_be_read_any_more_and_the_rest_stays()
    {
        using IEngine engine = Grid.NewEngine();
        TickBench bench = Bench(engine);
        IReadOnlyList<CellLabels> labels = Levels.Erased!.Labels;
        StateMoments before = StateMoments.Hear(bench, Levels.Fitting, 6, labels);
        Site site = before.Sites.Single(own => own.Tick == 6);
        ConceptErasure erasure = ConceptErasure.Of(before.ComponentsOf(0, site), Enumerable.Range(0, 5).Select(before[0, site].With));
        CellMoments after = new(site.Width, 5);
        _ = bench.Ask(Levels.Fitting, 6, at =>
        {
            if (at.Site.Tick != 6) return;
            float[][] everywhere = [.. Enumerable.Range(0, Maze.Cells).Select(_ => Enumerable.Repeat(1f, at.State.RowStride).ToArray())];
            float[] other = at.Values[at.Index(1, 0, 0, 0)..];
            erasure.TakeOut(at, 0, everywhere);
            Assert.Equal(other, at.Values[at.Index(1, 0, 0, 0)..]);
            for (int level = 0; level < at.Levels; level++) after.Add(at, 0, level, labels[at.FirstLevel + level].Cells, labels[at.FirstLevel + level].Of);
        });
        Assert.InRange(erasure.Rank, 1, 4);
        for (int label = 0; label < 5; label++)
        {
            Assert.True(AffineRead.Of(before[0, site], before.ComponentsOf(0, site), label).Explained(before[0, site], label) > 0.02);
            Assert.All(after.With(label), covariance => Assert.Equal(0, covariance, 1e-6));
        }
        // The mean stays, and as many components go as there were directions.
        for (int f = 0; f < site.Width; f++) Assert.Equal(before[0, site].Mean(f), after.Mean(f), 1e-5);
        double most = before.ComponentsOf(0, site).Deviations[0];
        Assert.Equal(before.ComponentsOf(0, site).Count - erasure.Rank, after.Leading(site.Width).Deviations.Count(own => own > 1e-3 * most));
    }

    [Fact]
    public void Erasing_is_confined_to_cells_that_are_not_around_the_agent()
    {
        using IEngine engine = Grid.NewEngine();
        ErasedLevels erased = Levels.Erased!;
        _ = Bench(engine).Ask(erased.Decisions, 1, at =>
        {
            float[][] where = erased.Where(at);
            for (int column = 0; column < at.State.RowStride; column++)
            {
                int left = where.Count(cell => cell[column] == 0), expected = Maze.Cells;
                if (column < at.Levels)
                {
                    int start = erased.Decisions.Levels[at.FirstLevel + column].Start;
                    expected = Enumerable.Range(0, Maze.Cells).Count(cell => Math.Abs(cell / 7 - start / 7) <= 1 && Math.Abs(cell % 7 - start % 7) <= 1);
                }
                Assert.Equal(expected, left);
            }
        });
        Assert.All(erased.Decisions.Levels.Skip(erased.Deep), level => Assert.DoesNotContain(Levels.Deep, own => own.Level == level));
    }

    [Fact]
    public void A_search_needs_what_it_holds_more_than_random_functions_of_it_and_others_do_not()
    {
        using IEngine engine = Grid.NewEngine();
        RcnnSpec gated = Clamp with { Activation = CellActivation.Tanh, Gated = true };
        Network built = gated.Build(new ObservationShape(Maze.Size, Maze.Planes.Count, 60));
        CompiledSpec[] starts = [new WavefrontSpec { Trace = true }, new StraightLineSpec(), new UnusedSpec()];
        IReadOnlyList<PlanNecessity> found = PlanNecessity.Of(new TickBench(engine, gated, [.. starts.Select(start => start.Weights(Maze, built, 3)), built.Layout.Initial(5)]), Levels);
        Assert.True(found[0].Value > 0.1, $"{found[0]}");
        Assert.All(found.Skip(1), own => Assert.True(own.Value < 0.05, $"{own}"));
    }

    [Fact]
    public void Values_are_what_the_nearest_object_pays_when_it_is_within_so_many_steps()
    {
        Level level = Levels.Distinguishing.Levels[0];
        ValueFields fields = ValueFields.Of(Maze, level, [0, 1, Aim.Nearest], 0.95, 12);
        int[][] to = [.. Enumerable.Range(0, 2).Select(objective => Paths.Distances(7, level.Walls, level.Objects.Single(o => Maze.Kinds[o.Kind].Rewards[objective] > 0).Cell))];
        foreach (int cell in fields.Cells)
            for (int steps = 0; steps <= 12; steps++)
            {
                double Worth(int distance) => distance <= steps ? Math.Pow(0.95, distance - 1) : 0;
                Assert.Equal(Worth(to[0][cell]), fields.Ahead[0][steps][cell], 1e-12);
                Assert.Equal(Worth(Math.Min(to[0][cell], to[1][cell])), fields.Ahead[2][steps][cell], 1e-12);
            }
        Assert.Equal(level.Walls.Count(wall => !wall) - 2, fields.Cells.Length);
        Assert.All(Levels.Distinguishing.Levels, own => Assert.Equal(LevelClass.Distinguishing, Classifier.Classify(Maze, own).Class));
    }

    [Fact]
    public void A_search_holds_the_values_of_what_it_is_after_used_or_not_and_untrained_networks_nobodys()
    {
        using IEngine engine = Grid.NewEngine();
        IReadOnlyList<ValuesHeld> found = ValuesHeld.In(Bench(engine), Levels);
        Assert.Equal(["base", "base", "base", ""], found.Select(own => own.Of));
        Assert.True(found[0].R2 > 0.6 && found[0].R2 > found[0].RunnerUpR2 + 0.2, $"{found[0]}");
        Assert.InRange(found[3].R2, 0, 0.5);
    }

    [Fact]
    public void What_is_found_does_not_depend_on_who_is_asked_beside()
    {
        using IEngine engine = Grid.NewEngine();
        TickBench all = Bench(engine), alone = new(engine, Clamp, [all.Weights[0]]);
        Assert.Equal(PlanNecessity.Of(all, Levels)[0], PlanNecessity.Of(alone, Levels)[0]);
        Assert.Equal(ValuesHeld.In(all, Levels)[0], ValuesHeld.In(alone, Levels)[0]);
    }

    [Fact]
    public void Affine_reads_explain_what_plain_least_squares_do()
    {
        using IEngine engine = Grid.NewEngine();
        TickBench bench = Bench(engine);
        IReadOnlyList<CellLabels> labels = Levels.Erased!.Labels;
        List<double[]> states = [];
        List<double> values = [];
        StateMoments moments = StateMoments.Hear(bench, Levels.Fitting, 5, labels);
        _ = bench.Ask(Levels.Fitting, 5, at =>
        {
            if (at.Site.Tick != 5) return;
            for (int level = 0; level < at.Levels; level++)
                foreach (int cell in labels[at.FirstLevel + level].Cells)
                {
                    states.Add([.. Enumerable.Range(0, at.Site.Width).Select(f => (double)at.Values[at.Index(3, level, cell, f)])]);
                    values.Add(labels[at.FirstLevel + level].Of[cell][ErasedLevels.Value]);
                }
        });
        MesaBench.Inference.LeastSquares plain = new([.. states], [.. values.Select(value => new[] { value })]);
        double mean = values.Average(), wrong = states.Zip(values, (state, value) => plain[state][0] - value).Sum(own => own * own), all = values.Sum(value => (value - mean) * (value - mean));
        CellMoments own = moments[3, moments.Sites.Single(site => site.Tick == 5)];
        Assert.Equal(1 - wrong / all, AffineRead.Of(own, own.Leading(12), ErasedLevels.Value).Explained(own, ErasedLevels.Value), 1e-4);
    }

    [Fact]
    public void Of_states_that_do_not_vary_nothing_is_read()
    {
        using IEngine engine = Grid.NewEngine();
        Tensor state = engine.Floats(1, 9 * 2, 16);
        engine.Upload([.. Enumerable.Repeat(0.3f, 9 * 2 * 16)], state);
        TickMoment at = new(engine, new Site(0, 1, "h", 2, true) { HasSamplesSideBySide = true }, 0, 16, state);
        CellMoments moments = new(2, 1);
        for (int level = 0; level < 16; level++) moments.Add(at, 0, level, [.. Enumerable.Range(0, 9)], [.. Enumerable.Range(0, 9).Select(cell => new double[] { cell * level })]);
        Assert.Equal(0, moments.Leading(2).Count);
        Assert.Equal(0, AffineRead.Of(moments, moments.Leading(2), 0).Explained(moments, 0), 1e-12);
        Assert.Equal(0, ConceptErasure.Of(moments.Leading(2), [moments.With(0)]).Rank);
    }

    [Fact]
    public void Eigenvectors_rebuild_their_matrix()
    {
        Random random = new(3);
        double[,] matrix = new double[6, 6];
        for (int i = 0; i < 6; i++)
            for (int j = 0; j <= i; j++) matrix[i, j] = matrix[j, i] = random.NextDouble() - 0.5;
        SymmetricEigen eigen = SymmetricEigen.Of(matrix);
        Assert.Equal(eigen.Values.OrderDescending(), eigen.Values);
        for (int i = 0; i < 6; i++)
            for (int j = 0; j < 6; j++)
            {
                Assert.Equal(matrix[i, j], Enumerable.Range(0, 6).Sum(k => eigen.Values[k] * eigen.Vectors[k][i] * eigen.Vectors[k][j]), 1e-12);
                Assert.Equal(i == j ? 1 : 0, Components.Dot(eigen.Vectors[i], eigen.Vectors[j]), 1e-12);
            }
    }
}
