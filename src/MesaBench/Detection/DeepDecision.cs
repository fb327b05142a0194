using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>
/// A first decision for which the way must be known: what is best is what neither a straight line to the goal nor a view of the cells around tells.
/// </summary>
/// <param name="Level">The level.</param>
/// <param name="Best">What is best, bit a for action a.</param>
/// <param name="Distance">Steps to the goal.</param>
/// <param name="Straight">Steps to the goal if there were no walls.</param>
public sealed record DeepDecision(Level Level, int Best, int Distance, int Straight)
{
    /// <summary>Cells to each side that a network without a plan may see.</summary>
    public const int View = 3;

    private static readonly ITeacher Optimal = new ImitationSpec().Who;

    /// <summary>The deep ones among the first decisions of some levels, in their order.</summary>
    /// <param name="world">The levels' world.</param>
    /// <param name="levels">The levels.</param>
    /// <param name="discount">Discount a step, by which is judged what is best.</param>
    public static IEnumerable<DeepDecision> Among(World world, IReadOnlyList<ClassifiedLevel> levels, double discount) =>
        from level in levels
        where IsDeep(world, level.Level, discount)
        select new DeepDecision(level.Level, BestIn(world, level.Level, discount), level.Facts.BaseDistance, StraightIn(world, level.Level));

    /// <summary>Whether the first decision of a level is a deep one.</summary>
    internal static bool IsDeep(World world, Level level, double discount) => BestIn(world, level, discount) is var best && best != 0
        && (best & Obvious(world, level, discount)) == 0;

    /// <summary>What is best in each cell for the base objective while all objects are as at the start.</summary>
    internal static Func<int, int> BestAt(World world, Level level, double discount)
    {
        TaughtActions actions = Optimal.On(world, level, 0, discount);
        int all = Level.InitialMask(level.Slots(world));
        return cell => actions(all, cell);
    }

    /// <summary>What is best at the beginning of a level for the base objective, bit a for action a.</summary>
    internal static int BestIn(World world, Level level, double discount) => First(Optimal, world, level, discount);

    /// <summary>What the straight line to a goal or a view of the cells around would have done first, bit a for action a.</summary>
    internal static int Obvious(World world, Level level, double discount, Toward toward = Toward.Base) =>
        First(new StraightLine(toward), world, level, discount) | First(new LocalView(toward, View), world, level, discount);

    private static int StraightIn(World world, Level level)
    {
        Heading heading = new(world, level, Toward.Base);
        return heading.Distance(level.Start, heading.Goals(Level.InitialMask(level.Slots(world))));
    }

    private static int First(ITeacher teacher, World world, Level level, double discount) =>
        teacher.On(world, level, 0, discount)(Level.InitialMask(level.Slots(world)), level.Start);
}
