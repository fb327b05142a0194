using MesaBench.Experiments;

namespace MesaBench.Worlds;

/// <summary>How many levels a draw has for each purpose, and how levels of different purposes are told apart.</summary>
/// <param name="World">The world's label, e.g. <c>corner-open7</c>.</param>
/// <param name="Set">Number of the draw.</param>
/// <param name="Layouts">Distinct non-distinguishing layouts that the world has; null when beyond counting.</param>
/// <param name="DistinguishingLayouts">Distinct distinguishing layouts; null when beyond counting.</param>
/// <param name="SplitBy">What no two purposes share, on non-distinguishing levels: <c>layout</c> or <c>layout+start</c>.</param>
/// <param name="DistinguishingSplitBy">The same on distinguishing levels.</param>
/// <param name="Training">Non-distinguishing training levels.</param>
/// <param name="TrainingDistinguishing">Distinguishing training levels.</param>
/// <param name="InDistribution">Held-out non-distinguishing levels.</param>
/// <param name="Shifted">Held-out distinguishing levels.</param>
/// <param name="ProbeTraining">Levels for the probes' training.</param>
/// <param name="ProbeTest">Levels for the probes' test.</param>
public sealed record LevelSetSizes(
    string World, int Set, double? Layouts, double? DistinguishingLayouts, string SplitBy, string DistinguishingSplitBy, int Training,
    int TrainingDistinguishing, int InDistribution, int Shifted, int ProbeTraining, int ProbeTest)
{
    /// <summary>The sizes of drawn sets.</summary>
    public static LevelSetSizes Of(string world, int set, LevelSets sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        return new LevelSetSizes(
            world, set, Countable(sets, LevelClass.NonDistinguishing), Countable(sets, LevelClass.Distinguishing), sets.NonDistinguishingSplitBy,
            sets.DistinguishingSplitBy, sets.Training.Count, sets.TrainingDistinguishing.Count, sets.InDistribution.Count, sets.Shifted.Count,
            sets.ProbeTraining.Count, sets.ProbeTest.Count);
    }

    private static double? Countable(LevelSets sets, LevelClass of) =>
        sets.World.DistinctLayouts(of) is var count && double.IsFinite(count) ? count : null;
}
