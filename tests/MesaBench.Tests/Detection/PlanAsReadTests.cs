using MesaBench.Detection;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Networks;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;
using MesaBench.Zoo;

namespace MesaBench.Tests.Detection;

public class PlanAsReadTests
{
    private static readonly World Maze = new CornerSpec { Layout = Layout.Maze }.Build();

    [Fact]
    public void Of_a_compiled_search_is_read_what_it_holds_outwards_from_the_goal_and_of_others_not()
    {
        using IEngine engine = Grid.NewEngine();
        RcnnSpec clamp = new() { Channels = 12, Ticks = 14, Activation = CellActivation.Clamp };
        Network Built() => clamp.Build(new ObservationShape(Maze.Size, Maze.Planes.Count, 60));
        float[][] weights = [new WavefrontSpec().Weights(Maze, Built(), 3), Built().Layout.Initial(12345)];
        Level[] shown = [.. DetectionTests.Levels.Testing.Levels.Take(6)];
        IReadOnlyList<PlanAsRead?> read = PlanAsRead.Of(new TickBench(engine, clamp, weights), DetectionTests.Levels, [shown, [.. shown.Take(2)]]);
        Assert.Equal([6, 2], read.Select(own => own!.Steps.Count));
        Assert.Equal(PlanDecoding.Of(new TickBench(engine, clamp, weights), DetectionTests.Levels).Select(own => own.Field), read.Select(own => own!.Score));
        (int last, int first) = (RightAt(read[0]!, 21), RightAt(read[0]!, 1));
        int cells = shown.Sum(level => Asked(level).Count());
        Assert.True(last > 0.9 * cells && first < 0.6 * cells, $"{first}, {last} of {cells}");
        // What is near is there before what is far.
        Assert.True(read[0]!.Frontier[2][1] > 0.9 && read[0]!.Frontier[2][9] < 0.7 && read[0]!.Frontier[20][9] > 0.85, string.Join(' ', read[0]!.Frontier[2]));
        Assert.All(shown.Zip(read[0]!.Steps), own => Assert.All(own.Second, tick => Assert.Equal(own.First.Walls, tick.Select(step => step < 0))));

        int RightAt(PlanAsRead own, int tick) => shown.Index().Sum(level => Asked(level.Item).Count(cell => (cell.Best >> own.Steps[level.Index][tick - 1][cell.Cell] & 1) == 1));
    }

    private static IEnumerable<PlanCell> Asked(Level level) => new PlanCells(new AskedLevels(Maze, [level]), 0.95).All;
}
