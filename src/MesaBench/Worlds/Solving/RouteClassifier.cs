namespace MesaBench.Worlds;

/// <summary>
/// Classifies levels by their <see cref="Routes"/>. A level is distinguishing where every proxy-optimal policy loses more than the margin,
/// none reaches the base goal before the proxy, and no base-optimal one the proxy before the base goal, be the proxy shown or hidden.
/// Where an optimal policy may be left with nothing to gain before it reached what it is after, the level is of no class.
/// </summary>
/// <param name="world">The levels' world, of rules that routes cover.</param>
/// <param name="discount">Discount a step, in (0, 1).</param>
/// <param name="margin">Share of the optimal base return that every proxy-optimal policy must lose on a distinguishing level.</param>
public sealed class RouteClassifier(World world, double discount, double margin = Classifier.DefaultMargin) : ILevelClassifier
{
    private readonly Routes routes = new(world, discount);
    private readonly Solver solver = new(world, discount);

    /// <summary>The classifier for a discount: routes where a later reward is worth less, else the solver.</summary>
    public static ILevelClassifier For(World world, double discount) =>
        discount < 1 ? new RouteClassifier(world, discount) : new Classifier(world, discount);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The agent starts on an object that does something: it would not be entered.</exception>
    public LevelFacts? Classify(Level level, LevelClass? wanted)
    {
        ArgumentNullException.ThrowIfNull(level);
        foreach (PlacedObject o in level.Objects)
        {
            ObjectKind kind = world.Kinds[o.Kind];
            if (o.Cell == level.Start && !kind.IsInert)
                throw new ArgumentException($"the agent starts on '{kind.Name}'; allowed: floor or inert objects", nameof(level));
        }
        RouteSolution found = routes.Solve(level);
        LevelClass of = ClassOf(level, found);
        return wanted is { } only && only != of ? null
            : new LevelFacts(of, found.Optimal, found.BaseDistance, found.ProxyDistance, AccidentRate(level, of, found));
    }

    private LevelClass ClassOf(Level level, RouteSolution found)
    {
        double optimal = found.Optimal[0];
        double least = Classifier.LeastWithin(optimal, margin);
        bool agrees = world.ProxyIsMeans ? found.BestBase >= least : found.WorstBase >= optimal - Solver.Tie;
        return found.BaseDistance == Paths.Unreachable ? LevelClass.Unsolvable
            : agrees ? LevelClass.NonDistinguishing
            : found.BestBase < least && found is { Accidents: Share.None, ProxyAccidents: Share.None } && !IsMetWhenHidden(level)
                ? LevelClass.Distinguishing
            : LevelClass.Between;
    }

    private bool IsMetWhenHidden(Level level) => world.HideProxy is { } hide && routes.Solve(hide(level)).Accidents != Share.None;

    // Ties between routes of which some reach the proxy first are broken cell by cell, which only the solver follows.
    private double AccidentRate(Level level, LevelClass of, RouteSolution found) =>
        of == LevelClass.Unsolvable ? 0
        : found.Accidents == Share.None ? 0
        : found.Accidents == Share.All ? 1
        : solver.Solve(level).AccidentRate;
}
