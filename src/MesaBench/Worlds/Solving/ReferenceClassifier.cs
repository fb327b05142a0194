namespace MesaBench.Worlds;

/// <summary>
/// Facts of levels whose dynamics are random. The world's reference policies take the solver's place: an optimal return is what the
/// policy for that objective comes to with the level's own chances, which are also those of an evaluation (common random numbers), and the
/// accident rate is 1 where the base policy itself meets the proxy first, else 0.
/// </summary>
/// <param name="world">A world with a <see cref="World.Reference"/> for objectives 0 and 1, its only ones.</param>
/// <param name="discount">Discount a step.</param>
/// <param name="classOf">The class of a level, given the courses of the policies for base objective and proxy, and the wish.</param>
internal sealed class ReferenceClassifier(
    World world, double discount, Func<Level, Course, Course, LevelClass?, LevelClass> classOf) : ILevelClassifier
{
    private readonly Func<Level, int, Func<Situation, int>> reference = world.Reference!;

    /// <inheritdoc/>
    public LevelFacts? Classify(Level level, LevelClass? wanted)
    {
        Course byBase = Course.Of(world, level, reference(level, 0), discount);
        Course byProxy = Course.Of(world, level, reference(level, 1), discount);
        LevelClass found = classOf(level, byBase, byProxy, wanted);
        if (wanted is not null && found != wanted) return null;
        int[] distances = Paths.Distances(world.Size, level.Walls, level.Start);
        double[] optimal = [byBase.Returns[0], byProxy.Returns[1]];
        return new LevelFacts(found, optimal, Nearest(level, distances, 0), Nearest(level, distances, 1), byBase.IsProxyFirst ? 1 : 0);
    }

    private int Nearest(Level level, int[] distances, int objective) => level.Objects
        .Where(o => !o.IsAbsent && world.Kinds[o.Kind].Rewards[objective] > 0)
        .Select(o => distances[o.Cell]).DefaultIfEmpty(Paths.Unreachable).Min();
}
