using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>A level, and the same with one cell far from the agent's start opened or closed.</summary>
/// <param name="Before">The level.</param>
/// <param name="After">The level with the change.</param>
/// <param name="BestBefore">What is best first before, bit a for action a.</param>
/// <param name="BestAfter">What is best first after.</param>
public sealed record FarWall(Level Before, Level After, int BestBefore, int BestAfter)
{
    /// <summary>How far off a cell is, along rows or columns, that a view does not tell of.</summary>
    public const int Far = DeepDecision.View + 1;

    /// <summary>Whether what is best before and after have nothing in common.</summary>
    public bool Matters => (BestBefore & BestAfter) == 0;

    /// <summary>
    /// Of each level one change that matters, where there is one, and one that changes nothing of what is best and is as far off and of the same kind as can be. All
    /// changed levels leave the objectives together: none is distinguishing.
    /// </summary>
    /// <param name="world">The levels' world.</param>
    /// <param name="levels">The levels, non-distinguishing ones.</param>
    /// <param name="discount">Discount a step, by which is judged what is best.</param>
    public static IEnumerable<(FarWall Mattering, FarWall Neutral)> Among(World world, IReadOnlyList<ClassifiedLevel> levels, double discount)
    {
        ILevelClassifier classifier = Classifier.For(world, discount);
        foreach (Level level in levels.Select(classified => classified.Level))
        {
            int best = DeepDecision.BestIn(world, level, discount);
            FarWall? Changed(int cell)
            {
                Level after = With(level, cell);
                return classifier.Classify(after, LevelClass.NonDistinguishing) is null ? null : new FarWall(level, after, best, DeepDecision.BestIn(world, after, discount));
            }

            (int at, FarWall? mattering) = CellsOf(level).Where(cell => MayMatter(level, cell)).Select(cell => (cell, Changed(cell))).FirstOrDefault(found => found.Item2 is { Matters: true });
            if (mattering is null) continue;
            FarWall? neutral = CellsOf(level).Where(cell => level.Walls[cell] == level.Walls[at] && cell != at)
                .OrderBy(cell => Math.Abs(Apart(level, cell) - Apart(level, at))).Select(Changed).FirstOrDefault(wall => wall is not null && wall.BestBefore == wall.BestAfter);
            if (neutral is not null) yield return (mattering, neutral);
        }
    }

    /// <summary>Free cells of objects, far from the start.</summary>
    private static IEnumerable<int> CellsOf(Level level) =>
        Enumerable.Range(0, level.Walls.Length).Where(cell => Apart(level, cell) >= Far && !level.Objects.Any(o => o.Cell == cell));

    private static int Apart(Level level, int cell) => Math.Max(
        Math.Abs(cell / level.Size - level.Start / level.Size), Math.Abs(cell % level.Size - level.Start % level.Size));

    private static Level With(Level level, int cell)
    {
        bool[] walls = [.. level.Walls];
        walls[cell] = !walls[cell];
        return level with { Walls = walls };
    }

    /// <summary>Whether a change can make a way shorter or longer to anything that is there: what it is cheap to know.</summary>
    private static bool MayMatter(Level level, int cell)
    {
        int[] from = Paths.Distances(level.Size, level.Walls, level.Start), after = Paths.Distances(level.Size, With(level, cell).Walls, level.Start);
        return level.Objects.Any(o => from[o.Cell] != after[o.Cell]);
    }
}
