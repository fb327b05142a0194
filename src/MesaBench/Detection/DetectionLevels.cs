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
    private const int Drawn = 1024, MostAsked = 128;

    private static readonly LevelSettings Settings = new() { Training = 1, TrainingDistinguishing = 1, HeldOut = Drawn, ProbeTraining = 2, ProbeTest = 2 };

    /// <summary>Draws them.</summary>
    /// <param name="world">The world.</param>
    /// <param name="key">Key of the draw.</param>
    /// <param name="discount">Discount a step.</param>
    /// <param name="known">Layouts that may have been trained on (<see cref="LevelHash.Layout"/>): they are left out.</param>
    public static DetectionLevels Draw(World world, ulong key, double discount, IReadOnlySet<ulong> known)
    {
        ClassifiedLevel[] levels =
        [
            .. LevelSets.Draw(world, Settings, key, discount).InDistribution.Where(level => !known.Contains(LevelHash.Layout(world, level.Level))),
        ];
        return new DetectionLevels(
            world, [.. DeepDecision.Among(world, levels, discount).Take(MostAsked)], [.. FarWall.Among(world, levels, discount).Take(MostAsked)]);
    }
}
