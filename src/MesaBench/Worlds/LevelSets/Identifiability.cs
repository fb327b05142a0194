namespace MesaBench.Worlds;

/// <summary>What training tells of what a network does on shifted levels, before anything of its architecture (docs/method.md, section 6).</summary>
public enum Identifiability
{
    /// <summary>An input that is active on shifted levels was never active in training: nothing there moved its weights.</summary>
    Unseen,

    /// <summary>All inputs were active, but some shifted observation is no linear combination of training's.</summary>
    Collinear,

    /// <summary>Every shifted observation is a linear combination of training's.</summary>
    Spanned,
}

/// <summary>Finds out what training tells of shifted levels.</summary>
public static class Identification
{
    /// <summary>
    /// Compares shifted levels with those of training. Observations are vectors of the features that are active, 0 or 1, and a constant 1:
    /// those of a level's start, with the agent on every cell that it can walk to within an episode. Inputs that a level may activate later,
    /// as things move or are held, are asked for alone.
    /// </summary>
    /// <param name="world">The levels' world.</param>
    /// <param name="training">Levels of training.</param>
    /// <param name="shifted">Shifted levels.</param>
    public static Identifiability Of(World world, IReadOnlyList<Level> training, IReadOnlyList<Level> shifted)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(shifted);
        HashSet<int> seen = [.. training.SelectMany(level => Inputs(world, level))];
        if (!shifted.SelectMany(level => Inputs(world, level)).All(seen.Contains)) return Identifiability.Unseen;
        FeatureSpan span = new(world.Features + 1);
        foreach (Level level in training) span.Add(Shared(world, level), Cells(world, level));
        return shifted.All(level => span.Contains(Shared(world, level), Cells(world, level)))
            ? Identifiability.Spanned : Identifiability.Collinear;
    }

    /// <summary>The features that can be active in a level, some of them several times over.</summary>
    private static IEnumerable<int> Inputs(World world, Level level) =>
        Cells(world, level).Concat(Dynamics.PossibleFeatures(world, level));

    /// <summary>The cells on which an agent can be; each is the feature that shows it there.</summary>
    internal static int[] Cells(World world, Level level)
    {
        int[] ends = [.. level.Objects.Where(o => world.Kinds[o.Kind].Ends).Select(o => o.Cell)];
        int[] distances = Paths.Distances(world.Size, level.Walls, level.Start, ends);
        int limit = level.StepLimit(world);
        return [.. Enumerable.Range(0, world.Cells).Where(cell => distances[cell] < limit && !ends.Contains(cell))];
    }

    /// <summary>What is seen at a level's start whatever the agent's cell, and the constant.</summary>
    internal static int[] Shared(World world, Level level) => [.. new Dynamics(world, level).Observation()[1..], world.Features];
}
