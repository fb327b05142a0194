using MesaBench.Experiments;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>What of a plan is read from a network's states.</summary>
public enum PlanConcept
{
    /// <summary>The best step at every cell.</summary>
    Field,

    /// <summary>Which cells are on a best way from the start, and by which step it leaves them.</summary>
    Route,
}

/// <summary>A cell that is asked about at the beginning of a level.</summary>
/// <param name="Level">Number of the level.</param>
/// <param name="Cell">The cell.</param>
/// <param name="Best">Steps that are best there: bit a for action a.</param>
/// <param name="IsOnRoute">Whether a best way from the start goes through it.</param>
/// <param name="Distance">Steps that it is from where best ways end.</param>
/// <param name="IsDetour">Whether none of the best steps is one of the straight line.</param>
internal sealed record PlanCell(int Level, int Cell, int Best, bool IsOnRoute, int Distance, bool IsDetour)
{
    /// <summary>Classes of a concept: a step each, and for the route that it does not come here.</summary>
    public static int Classes(PlanConcept concept) => concept == PlanConcept.Field ? Paths.Actions : Paths.Actions + 1;

    /// <summary>Whether a concept hangs on it: the field on cells where greed errs, the route on those on it.</summary>
    public bool IsHard(PlanConcept concept) => concept == PlanConcept.Field ? IsDetour : IsOnRoute;

    /// <summary>What is right to read here: bit c for class c.</summary>
    public int Right(PlanConcept concept) => concept == PlanConcept.Field || IsOnRoute ? Best : 1 << Paths.Actions;
}

/// <summary>The cells that are asked about in some levels, level by level. Those beside the agent are left out, and with them the first two steps of its way.</summary>
internal sealed class PlanCells
{
    // Cells along rows or columns within which nothing is asked: there the logits would tell.
    private const int Beside = 1;

    private static readonly ITeacher Optimal = new ImitationSpec().Who;
    private static readonly StraightLine Straight = new(Toward.Base);

    private readonly int[] firstOf; // [level] the first of its cells, and the end

    /// <summary>Finds them.</summary>
    /// <param name="asked">The levels.</param>
    /// <param name="discount">Discount a step, by which is judged what is best.</param>
    public PlanCells(AskedLevels asked, double discount)
    {
        Asked = asked;
        PlanCell[][] cells = [.. asked.Levels.Select((level, number) => In(asked.World, level, number, discount).ToArray())];
        All = [.. cells.SelectMany(own => own)];
        firstOf = [.. cells.Select(own => own.Length).Prepend(0)];
        for (int level = 0; level < cells.Length; level++) firstOf[level + 1] += firstOf[level];
    }

    /// <summary>The levels.</summary>
    public AskedLevels Asked { get; }

    /// <summary>The cells.</summary>
    public IReadOnlyList<PlanCell> All { get; }

    /// <summary>The cells of consecutive levels: from which number on, and the end.</summary>
    public (int First, int End) Of(int firstLevel, int levels) => (firstOf[firstLevel], firstOf[firstLevel + levels]);

    /// <summary>
    /// [cell] How much it counts, in fitting and in judging: those on which a concept hangs half of it all, the others half. Who reads what is right at most cells is then half right, and so is who errs at
    /// all of these: to judge by such cells alone would tell that what is usual is wrong there, which in a corridor leaves one step.
    /// </summary>
    public double[] Counts(PlanConcept concept)
    {
        int hard = All.Count(cell => cell.IsHard(concept)), others = All.Count - hard;
        return [.. All.Select(cell => 0.5 / (cell.IsHard(concept) ? hard : others))];
    }

    /// <summary>[cell] what is right to read: bit c for class c.</summary>
    public int[] Right(PlanConcept concept) => [.. All.Select(cell => cell.Right(concept))];

    /// <summary>[cell][class] what is right to read, shared by all that is.</summary>
    /// <param name="right">[cell] bit c for class c.</param>
    /// <param name="classes">Classes there are.</param>
    public static double[][] Shares(IEnumerable<int> right, int classes) =>
        [.. right.Select(own => Enumerable.Range(0, classes).Select(c => (own >> c & 1) / (double)int.PopCount(own)).ToArray())];

    /// <summary>The share of cells of which it is read right, counted as <see cref="Counts"/> has them.</summary>
    /// <param name="concept">What was read.</param>
    /// <param name="read">[cell][class] how much it was read.</param>
    public double Score(PlanConcept concept, IEnumerable<double[]> read) => Score(concept, read, Right(concept));

    /// <summary>The same of a control task, counted as for a concept.</summary>
    /// <param name="concept">The concept.</param>
    /// <param name="read">[cell][class] how much it was read.</param>
    /// <param name="right">[cell] what is right to read: bit c for class c.</param>
    public double Score(PlanConcept concept, IEnumerable<double[]> read, int[] right)
    {
        double[] counts = Counts(concept);
        return read.Select((own, cell) => (right[cell] >> PlanScore.Best(own) & 1) * counts[cell]).Sum();
    }

    private static IEnumerable<PlanCell> In(World world, Level level, int number, double discount)
    {
        TaughtActions best = Optimal.On(world, level, 0, discount), straight = Straight.On(world, level, 0, discount);
        PlacedObject[] slots = level.Slots(world);
        int live = Level.InitialMask(slots), size = level.Size;
        int[] steps = [.. level.Walls.Select((wall, cell) => wall || slots.Any(slot => slot.Cell == cell) ? 0 : best(live, cell))];
        int[] distances = Distances(size, steps, level.Walls), route = Route(size, steps, level.Start);
        return
            from cell in Enumerable.Range(0, level.Walls.Length)
            where steps[cell] is not 0 and not Heading.AllActions && distances[cell] != Paths.Unreachable
            where Math.Max(Math.Abs(cell / size - level.Start / size), Math.Abs(cell % size - level.Start % size)) > Beside
            select new PlanCell(number, cell, steps[cell], route.Contains(cell), distances[cell], (steps[cell] & straight(live, cell)) == 0);
    }

    /// <summary>[cell] steps from it to where no step is best, by best steps.</summary>
    private static int[] Distances(int size, int[] steps, bool[] walls)
    {
        int[] distances = [.. steps.Select((own, cell) => own == 0 && !walls[cell] ? 0 : Paths.Unreachable)];
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int cell = 0; cell < steps.Length; cell++)
            {
                foreach (int next in Next(size, steps, cell))
                {
                    if (distances[next] >= distances[cell] - 1) continue;
                    distances[cell] = distances[next] + 1;
                    changed = true;
                }
            }
        }
        return distances;
    }

    /// <summary>The cells that best steps lead to from a cell, itself included.</summary>
    private static int[] Route(int size, int[] steps, int from)
    {
        List<int> route = [from];
        for (int head = 0; head < route.Count; head++) route.AddRange(Next(size, steps, route[head]).Where(next => !route.Contains(next)).ToArray());
        return [.. route];
    }

    private static IEnumerable<int> Next(int size, int[] steps, int cell) =>
        Enumerable.Range(0, Paths.Actions).Where(action => (steps[cell] >> action & 1) == 1).Select(action => Paths.Neighbours(size)[cell * Paths.Actions + action]);
}
