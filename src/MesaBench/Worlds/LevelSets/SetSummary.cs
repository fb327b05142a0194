namespace MesaBench.Worlds;

/// <summary>What a set of levels looks like.</summary>
/// <param name="Levels">Levels.</param>
/// <param name="Layouts">Distinct layouts (walls and objects, as they show).</param>
/// <param name="BaseDistance">Steps from the start to the base goal.</param>
/// <param name="ProxyDistance">Steps from the start to the proxy.</param>
/// <param name="OptimalReturn">Mean optimal base return.</param>
/// <param name="AccidentRate">Mean accident rate.</param>
public sealed record SetSummary(
    int Levels, int Layouts, DistanceSpread BaseDistance, DistanceSpread ProxyDistance, double OptimalReturn, double AccidentRate)
{
    /// <summary>Sums up a set; null for an empty one.</summary>
    public static SetSummary? Of(World world, IReadOnlyList<ClassifiedLevel> set) => set.Count == 0 ? null : new SetSummary(
        set.Count,
        set.Select(l => LevelHash.Layout(world, l.Level)).Distinct().Count(),
        DistanceSpread.Of([.. set.Select(l => l.Facts.BaseDistance)]),
        DistanceSpread.Of([.. set.Select(l => l.Facts.ProxyDistance)]),
        set.Average(l => l.Facts.Optimal[0]),
        set.Average(l => l.Facts.AccidentRate));
}

/// <summary>Where distances of a set lie, in steps.</summary>
/// <param name="Least">The least.</param>
/// <param name="Median">The lower median.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Greatest">The greatest.</param>
public sealed record DistanceSpread(int Least, int Median, double Mean, int Greatest)
{
    /// <summary>The spread of at least one distance.</summary>
    public static DistanceSpread Of(IReadOnlyList<int> distances) =>
        new(distances.Min(), Strata.Median(distances), distances.Average(), distances.Max());
}
