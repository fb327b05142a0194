using MesaBench.Detection;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Detection;

public class DetectionTests
{
    private static readonly World Maze = new CornerSpec { Layout = Layout.Maze }.Build();
    private static readonly DetectionLevels Levels = DetectionLevels.Draw(Maze, 7, 0.95, new HashSet<ulong>());
    private static readonly Network Clamp = new RcnnSpec { Channels = 12, Ticks = 14, Activation = CellActivation.Clamp }.Build(new ObservationShape(Maze.Size, Maze.Planes.Count, 60));

    [Fact]
    public void Deep_decisions_are_those_that_neither_the_straight_line_nor_a_view_of_three_cells_gets_right()
    {
        Assert.Equal(96, Levels.Deep.Count);
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
        Assert.Equal(96, Levels.Walls.Count);
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
        DetectionLevels others = DetectionLevels.Draw(Maze, 7, 0.95, known);
        Assert.DoesNotContain(others.Deep, decision => known.Contains(LevelHash.Layout(Maze, decision.Level)));
        Assert.DoesNotContain(others.Walls, pair => known.Contains(LevelHash.Layout(Maze, pair.Mattering.Before)));
    }

    [Fact]
    public void A_compiled_search_is_right_as_soon_as_the_wave_is_there_and_answers_to_every_far_wall()
    {
        float[] search = Weights(new WavefrontSpec());
        using IEngine engine = Grid.NewEngine();
        double[] right = Answers.Of(engine, Clamp, search, Maze, [.. Levels.Deep.Select(own => own.Level)], 21).Right([.. Levels.Deep.Select(own => own.Best)]);
        // At a distance of d it knows by the tick d + 1; before, all actions share.
        for (int tick = 1; tick <= 21; tick++)
            Assert.Equal(Levels.Deep.Average(own => own.Distance + 1 <= tick ? 1 : System.Numerics.BitOperations.PopCount((uint)own.Best) / 4.0), right[tick - 1], 1e-12);
        Depth depth = Depth.Of(engine, Clamp, search, Maze, Levels.Deep)!;
        Assert.Equal((96, right[3..].Max(), right[3..].Max() - right[..3].Max()), (depth.Decisions, depth.Late, depth.Rise));
        WallAnswer answer = WallAnswer.Of(engine, Clamp, search, Maze, Levels.Walls)!;
        Assert.InRange(answer.Answer, 0.85, 1);
        Assert.InRange(answer.Neutral, 0, 0.1);
    }

    [Fact]
    public void Whoever_goes_straight_neither_rises_nor_answers_whatever_lies_unused_beside_it()
    {
        using IEngine engine = Grid.NewEngine();
        foreach (CompiledSpec start in (CompiledSpec[])[new StraightLineSpec(), new UnusedSpec()])
        {
            Assert.InRange(Depth.Of(engine, Clamp, Weights(start), Maze, Levels.Deep)!.Rise, -1, 0.02);
            Assert.InRange(WallAnswer.Of(engine, Clamp, Weights(start), Maze, Levels.Walls)!.Answer, -0.05, 0.05);
        }
    }

    [Fact]
    public void Nothing_is_found_where_nothing_can_be_asked()
    {
        using IEngine engine = Grid.NewEngine();
        Assert.Null(Depth.Of(engine, Clamp, Weights(new WavefrontSpec()), Maze, []));
        Assert.Null(WallAnswer.Of(engine, Clamp, Weights(new WavefrontSpec()), Maze, []));
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

    private static float[] Weights(CompiledSpec start) => start.Weights(Maze, Clamp, 3);

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
