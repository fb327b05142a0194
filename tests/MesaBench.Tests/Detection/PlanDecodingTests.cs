using MesaBench.Detection;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Detection;

public class PlanDecodingTests
{
    private static readonly World Maze = new CornerSpec { Layout = Layout.Maze }.Build();
    private static readonly DetectionLevels Levels = DetectionTests.Levels;
    private static readonly RcnnSpec Clamp = new() { Channels = 12, Ticks = 14, Activation = CellActivation.Clamp };

    [Fact]
    public void A_search_holds_the_field_whether_it_is_used_or_not_and_who_goes_straight_or_never_learned_does_not()
    {
        using IEngine engine = Grid.NewEngine();
        float[][] weights = [.. ((CompiledSpec[])[new WavefrontSpec(), new UnusedSpec(), new StraightLineSpec(), new ParitySpec()]).Select(Compiled), Built.Layout.Initial(12345)];
        IReadOnlyList<PlanDecoding> found = PlanDecoding.Of(new TickBench(engine, Clamp, weights), Levels);
        Assert.All(found.Take(2), own =>
        {
            Assert.Equal(PlanConcept.Field, own.Concept);
            Assert.True(own.Gain > 0.05 && own.Field > 0.9 && own.FieldF1 > 0.9 && own.Selectivity > 0.4, $"{own}");
            Assert.True(own.Bits < 0.7 * own.ObservedBits, $"{own}");
            Assert.InRange(own.TicksACell, 0.7, 1.3);
            Assert.InRange(own.AtOnce, 0, 0.5);
        });
        Assert.All(found.Skip(2), own => Assert.True(own.Gain < -0.05 && own.Field < 0.75 && own.Bits > own.ObservedBits, $"{own}"));
        // Whoever is asked beside.
        for (int agent = 0; agent < 3; agent += 2) Assert.Equal(found[agent], PlanDecoding.Of(new TickBench(engine, Clamp, [weights[agent]]), Levels)[0]);
    }

    [Fact]
    public void A_search_that_marks_its_route_holds_more_of_the_route_than_one_that_does_not()
    {
        using IEngine engine = Grid.NewEngine();
        RcnnSpec wide = Clamp with { Channels = 14 };
        float[][] weights = [.. ((CompiledSpec[])[new WavefrontSpec { Trace = true }, new WavefrontSpec()]).Select(spec => spec.Weights(Maze, wide.Build(new ObservationShape(Maze.Size, Maze.Planes.Count, 60)), 3))];
        IReadOnlyList<PlanDecoding> found = PlanDecoding.Of(new TickBench(engine, wide, weights), Levels);
        Assert.True(found[0].Route > found[1].Route + 0.02, $"{found[0]} {found[1]}");
    }

    [Fact]
    public void Nothing_is_asked_where_greed_never_errs()
    {
        using IEngine engine = Grid.NewEngine();
        World open = new CornerSpec { Layout = Layout.Open }.Build();
        float[] weights = new WavefrontSpec().Weights(open, Clamp.Build(new ObservationShape(open.Size, open.Planes.Count, 60)), 3);
        Assert.Equal([PlanDecoding.None], PlanDecoding.Of(new TickBench(engine, Clamp, [weights]), DetectionLevels.Draw(open, 7, 0.95, new HashSet<ulong>(), TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void Cells_that_are_asked_about_are_told_what_paths_tell_of_them()
    {
        PlanCells cells = new(Levels.Testing, 0.95);
        Assert.Equal(96, cells.All.Select(cell => cell.Level).Distinct().Count());
        foreach (IGrouping<int, PlanCell> own in cells.All.GroupBy(cell => cell.Level))
        {
            Level level = Levels.Testing.Levels[own.Key];
            int goal = level.Objects.Single(o => Maze.Kinds[o.Kind].Rewards[0] > 0).Cell;
            int[] toGoal = Paths.Distances(level.Size, level.Walls, goal), toStart = Paths.Distances(level.Size, level.Walls, level.Start);
            int Apart(int a, int b, Func<int, int, int> of) => of(Math.Abs(a / level.Size - b / level.Size), Math.Abs(a % level.Size - b % level.Size));
            Assert.Equal(
                Enumerable.Range(0, level.Walls.Length).Where(cell => !level.Walls[cell] && cell != goal && toGoal[cell] != Paths.Unreachable && Apart(cell, level.Start, Math.Max) > 1),
                own.Select(cell => cell.Cell));
            foreach (PlanCell cell in own)
            {
                (int Action, int Cell)[] next = [.. Enumerable.Range(0, 4).Select(action => (action, Paths.Neighbours(level.Size)[cell.Cell * 4 + action])).Where(to => to.Item2 != cell.Cell && !level.Walls[to.Item2])];
                int nearest = next.Min(to => Apart(to.Cell, goal, (a, b) => a + b));
                Assert.Equal(next.Where(to => toGoal[to.Cell] < toGoal[cell.Cell]).Sum(to => 1 << to.Action), cell.Best);
                Assert.Equal(toGoal[cell.Cell], cell.Distance);
                Assert.Equal(toStart[cell.Cell] + toGoal[cell.Cell] == toGoal[level.Start], cell.IsOnRoute);
                Assert.Equal(!next.Any(to => Apart(to.Cell, goal, (a, b) => a + b) == nearest && (cell.Best >> to.Action & 1) == 1), cell.IsDetour);
            }
        }
    }

    [Fact]
    public void Who_always_goes_straight_or_never_comes_by_is_half_right()
    {
        PlanCells cells = new(Levels.Fitting, 0.95);
        StraightLine straight = new(Toward.Base);
        int[] greedy = [.. cells.All.Select(cell =>
        {
            Level level = Levels.Fitting.Levels[cell.Level];
            int actions = straight.On(Maze, level, 0, 0.95)(Level.InitialMask(level.Slots(Maze)), cell.Cell);
            return (actions & cell.Best) != 0 ? actions & cell.Best : actions;
        })];
        Assert.Equal(0.5, cells.Score(PlanConcept.Field, PlanCells.Shares(greedy, 4)), 1e-9);
        Assert.Equal(0.5, cells.Score(PlanConcept.Route, cells.All.Select(_ => (double[])[0, 0, 0, 0, 1])), 1e-9);
        foreach (PlanConcept concept in PlanQuestions.Concepts) Assert.Equal(1, cells.Score(concept, PlanCells.Shares(cells.Right(concept), PlanCell.Classes(concept))), 1e-9);
    }

    [Fact]
    public void The_control_task_asks_the_same_wherever_the_walls_around_look_the_same()
    {
        PlanCells cells = new(Levels.Fitting, 0.95);
        int[] task = PlanQuestions.ControlTask(cells);
        string Look(PlanCell cell) => string.Concat(
            from row in Enumerable.Range(cell.Cell / Maze.Size - 1, 3)
            from column in Enumerable.Range(cell.Cell % Maze.Size - 1, 3)
            select row < 0 || column < 0 || row >= Maze.Size || column >= Maze.Size || Levels.Fitting.Levels[cell.Level].Walls[row * Maze.Size + column] ? '#' : '.');
        Assert.All(cells.All.Zip(task).GroupBy(own => Look(own.First)), alike => Assert.Single(alike.Select(own => own.Second).Distinct()));
        Assert.Equal([1, 2, 4, 8], task.Distinct().Order());
    }

    [Fact]
    public void Macro_f1_and_bits_take_any_right_step_for_right()
    {
        double[][] read = [[0.9, 0, 0.1, 0], [0, 0.8, 0.1, 0.1], [0.3, 0.2, 0.1, 0.4]];
        Assert.Equal(1, PlanScore.F1(read, [0b0001, 0b0110, 0b1000]), 1e-12);
        // Step 0 once right, once read for step 1: 2/3 of 0; 0 of 1; 1 of 3.
        Assert.Equal((2.0 / 3 + 0 + 1) / 3, PlanScore.F1([read[0], read[0], read[2]], [0b0001, 0b0010, 0b1000]), 1e-12);
        Assert.Equal(-Math.Log2((0.8 + 0.1) / (0.02 + 0.8 + 0.1 + 0.1)), PlanScore.Bits(read[1], 0b0110), 1e-12);
        Assert.Equal(2, PlanScore.Bits([0, 0, 0, 0], 0b0100), 1e-12);
    }

    [Fact]
    public void A_code_is_short_where_features_tell_and_is_a_guess_where_they_do_not()
    {
        PlanCells cells = new(Levels.Fitting, 0.95);
        double[][] telling = PlanCells.Shares(cells.Right(PlanConcept.Field), 4), blind = [.. telling.Select(_ => new double[1])];
        Random random = new(1);
        double[][] noise = [.. telling.Select(_ => Enumerable.Range(0, 4).Select(_ => random.NextDouble()).ToArray())];
        double best = OnlineCode.Bits(telling, cells, PlanConcept.Field), none = OnlineCode.Bits(blind, cells, PlanConcept.Field), worse = OnlineCode.Bits(noise, cells, PlanConcept.Field);
        // Of the first 24 levels of 192 nothing is known: two bits less what several right steps save.
        Assert.InRange(best, 0.2, 0.45);
        Assert.InRange(none, 1, 2);
        Assert.True(worse >= none - 0.01, $"{worse} {none}");
    }

    [Fact]
    public void A_frontier_is_as_fast_as_it_goes()
    {
        PlanCells cells = new(Levels.Testing, 0.95);
        Frontier At(Func<int, int> comes)
        {
            Frontier frontier = new(cells, 40);
            foreach (PlanCell cell in cells.All)
                for (int tick = Math.Max(1, comes(cell.Distance)); tick <= 40; tick++) frontier.Right(tick, cell.Distance);
            return frontier;
        }

        Assert.Equal(1, At(distance => 1 + distance).TicksACell, 1e-12);
        Assert.Equal(0, At(distance => 1 + distance).AtOnce);
        Assert.Equal(cells.All.Count(cell => cell.Distance == 1) / (double)cells.All.Count, At(distance => distance).AtOnce, 1e-12);
        Assert.Equal(2, At(distance => 2 * distance).TicksACell, 1e-12);
        Assert.Equal(0, At(_ => 1).TicksACell, 1e-12);
        Assert.Equal(1, At(_ => 1).AtOnce);
    }

    [Fact]
    public void Heads_that_are_not_asked_for_are_not_read_and_the_others_are_the_same()
    {
        using IEngine engine = Grid.NewEngine();
        AskedLevels asked = new(Maze, [.. Levels.Fitting.Levels.Take(5)]);
        foreach (NetworkSpec spec in (NetworkSpec[])[new TransformerSpec { Width = 8, Heads = 2, Blocks = 1, Loops = 3 }, new RcnnSpec { Channels = 4, Ticks = 4 }])
        {
            TickBench bench = new(engine, spec, [spec.LayoutIn(Maze).Initial(4)]);
            float[][][] some = bench.Ask(asked, 5, heads: [2, 5])[0].ByTick, all = bench.Ask(asked, 5)[0].ByTick;
            Assert.Equal((all[1], all[4]), (some[1], some[4]), (a, b) => a.Item1.Concat(a.Item2).SelectMany(x => x).SequenceEqual(b.Item1.Concat(b.Item2).SelectMany(x => x)));
            Assert.All(some[0].Concat(some[2]).Concat(some[3]), Assert.Null);
        }
    }

    [Fact]
    public void The_observation_tells_more_than_greed_and_less_than_the_field_and_with_the_right_actions_no_less_of_the_route()
    {
        PlanQuestions plans = Levels.Plans!;
        Assert.InRange(plans.Observed[(int)PlanConcept.Field].Score, 0.75, 0.95);
        ObservedPlan route = plans.Observed[(int)PlanConcept.Route];
        float[][] Right(AskedLevels asked) => [.. asked.Levels.Select(level =>
        {
            int best = DeepDecision.BestIn(Maze, level, 0.95);
            return Enumerable.Range(0, 4).Select(action => (best >> action & 1) == 1 ? 5f : 0).ToArray();
        })];
        float[][] Blind(AskedLevels asked) => [.. asked.Levels.Select(_ => new float[4])];
        double blind = route.ScoreWith(Blind(Levels.Fitting), Blind(Levels.Testing)), right = route.ScoreWith(Right(Levels.Fitting), Right(Levels.Testing));
        Assert.True(right > blind + 0.02, $"{right} {blind} {route.Score}");
    }

    private static Network Built => Clamp.Build(new ObservationShape(Maze.Size, Maze.Planes.Count, 60));

    private static float[] Compiled(CompiledSpec spec) => spec.Weights(Maze, Built, 3);
}
