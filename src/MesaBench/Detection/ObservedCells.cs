using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>
/// What can be known of a cell without a plan, from the observation alone: where it lies, from the goal and from the agent; the walls around; what rules of thumb would do
/// there, of which no linear function of the observation tells; and random functions of what is seen in squares around it, up to the whole grid.
/// </summary>
/// <param name="world">The world.</param>
internal sealed class ObservedCells(World world)
{
    private const int Functions = 128, Walls = 1, Near = DeepDecision.View;

    private static readonly ITeacher[] RulesOfThumb = [new StraightLine(Toward.Base), .. Enumerable.Range(1, Near).Select(radius => new LocalView(Toward.Base, radius))];

    private readonly int size = world.Size;
    private readonly RandomFunction[] functions = RandomFunction.Draw(world.Planes.Count, world.Size, Functions);

    /// <summary>[cell][feature] what is known of cells.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="discount">Discount a step.</param>
    public double[][] Of(PlanCells cells, double discount) =>
        [.. cells.All.GroupBy(cell => cell.Level).SelectMany(own => InLevel(cells.Asked.Levels[own.Key], [.. own.Select(cell => cell.Cell)], discount))];

    private IEnumerable<double[]> InLevel(Level level, int[] cells, double discount)
    {
        PlacedObject[] slots = level.Slots(world);
        int live = Level.InitialMask(slots);
        int[] goals = new Heading(world, level, Toward.Base).Goals(live);
        TaughtActions[] rules = [.. RulesOfThumb.Select(rule => rule.On(world, level, 0, discount))];
        bool[] seen = Seen(level);
        foreach (int cell in cells)
        {
            int goal = goals.MinBy(own => Math.Abs(own / size - cell / size) + Math.Abs(own % size - cell % size));
            List<double> known = [];
            for (int radius = 0; radius <= Near; radius++) // 0: the straight line
            {
                double[] steps = [.. Enumerable.Range(0, Paths.Actions).Select(action => (double)(rules[radius](live, cell) >> action & 1))];
                bool isSeen = Math.Abs(goal / size - cell / size) <= radius && Math.Abs(goal % size - cell % size) <= radius;
                known.AddRange(steps);
                known.AddRange(steps.Select(step => isSeen ? step : 0));
            }
            known.AddRange(OneOf(size, cell / size));
            known.AddRange(OneOf(size, cell % size));
            foreach (int other in (int[])[goal, level.Start])
            {
                known.AddRange(OneOf(2 * size - 1, cell / size - other / size + size - 1));
                known.AddRange(OneOf(2 * size - 1, cell % size - other % size + size - 1));
            }
            for (int row = -Near; row <= Near; row++)
                for (int column = -Near; column <= Near; column++) known.Add(RandomFunction.At(seen, size, Walls, cell / size + row, cell % size + column) ? 1 : 0);
            known.AddRange(functions.Select(function => function.Of(seen, size, cell)));
            yield return [.. known];
        }
    }

    /// <summary>[plane][cell] what is seen of a level at its beginning.</summary>
    private bool[] Seen(Level level)
    {
        bool[] seen = new bool[world.Planes.Count * world.Cells];
        seen[level.Start] = true;
        for (int cell = 0; cell < world.Cells; cell++) seen[Walls * world.Cells + cell] = level.Walls[cell];
        foreach (PlacedObject placed in level.Objects.Where(placed => !placed.IsAbsent))
            foreach (int plane in world.Kinds[placed.Kind].Planes) seen[plane * world.Cells + placed.Cell] = true;
        return seen;
    }

    private static IEnumerable<double> OneOf(int count, int which) => Enumerable.Range(0, count).Select(own => own == which ? 1.0 : 0);
}
