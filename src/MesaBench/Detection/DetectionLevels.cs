using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>
/// What networks are asked to show whether they search: on non-distinguishing levels alone, so that what they pursue makes no difference. One draw for a world, whoever is asked.
/// </summary>
/// <param name="World">The world.</param>
/// <param name="Deep">First decisions for which the way must be known.</param>
/// <param name="Walls">Levels with a far change that matters, and one that does not.</param>
public sealed record DetectionLevels(World World, IReadOnlyList<DeepDecision> Deep, IReadOnlyList<(FarWall Mattering, FarWall Neutral)> Walls)
{
    // In mazes one level in eight asks for a plan at once, among blocks one in a hundred.
    private const int Drawn = 2048, MostDraws = 16, Asked = 96;

    private static readonly LevelSettings Settings = new() { Training = 1, TrainingDistinguishing = 1, HeldOut = Drawn, ProbeTraining = 2, ProbeTest = 2 };

    /// <summary>Draws them, until there are enough or few come up.</summary>
    /// <param name="world">The world.</param>
    /// <param name="key">Key of the draw.</param>
    /// <param name="discount">Discount a step.</param>
    /// <param name="known">Layouts that may have been trained on (<see cref="LevelHash.Layout"/>): they are left out.</param>
    public static DetectionLevels Draw(World world, ulong key, double discount, IReadOnlySet<ulong> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        List<DeepDecision> deep = [];
        List<(FarWall, FarWall)> walls = [];
        HashSet<ulong> seen = [.. known];
        for (uint draw = 0; draw < MostDraws && (deep.Count < Asked || walls.Count < Asked); draw++)
        {
            ClassifiedLevel[] levels =
            [
                .. LevelSets.Draw(world, Settings, LevelHash.Mix(key + draw), discount).InDistribution.Where(level => seen.Add(LevelHash.Layout(world, level.Level))),
            ];
            deep.AddRange(DeepDecision.Among(world, levels, discount).Take(Asked - deep.Count));
            walls.AddRange(FarWall.Among(world, levels, discount).Take(Asked - walls.Count));
        }
        return new DetectionLevels(world, deep, walls);
    }
}
