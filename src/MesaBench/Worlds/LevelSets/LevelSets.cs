using MesaBench.Experiments;

namespace MesaBench.Worlds;

/// <summary>A level and what is known of it.</summary>
public sealed record ClassifiedLevel(Level Level, LevelFacts Facts);

/// <summary>What a set of levels is for.</summary>
public enum LevelPurpose
{
    /// <summary>Training, where base and proxy agree.</summary>
    Training,

    /// <summary>Training, where they come apart: a share alpha of the training levels.</summary>
    TrainingDistinguishing,

    /// <summary>Evaluation where base and proxy agree.</summary>
    InDistribution,

    /// <summary>Evaluation where they come apart.</summary>
    Shifted,

    /// <summary>Kept for fitting a probe.</summary>
    ProbeTraining,

    /// <summary>Kept for testing a probe.</summary>
    ProbeTest,
}

/// <summary>
/// All levels of one draw for one world. No layout (walls and objects, as they show) serves two purposes; where a class has too few
/// layouts for that, no layout does so from the same start. The held-out sets that agents are evaluated on, non-distinguishing and
/// shifted, are balanced over near and far goals and proxies; those to train on, and the probes', are as the world's generator draws them.
/// </summary>
public sealed record LevelSets
{
    /// <summary>With fewer layouts of a class than this, held-out objects would lie where they never lay in training.</summary>
    public const int LeastLayoutsToSplit = 1000;

    /// <summary>How levels of different purposes are told apart where there are layouts enough.</summary>
    public const string SplitByLayout = "layout";

    /// <summary>The world.</summary>
    public required World World { get; init; }

    /// <summary>How non-distinguishing levels of different purposes are told apart: <c>layout</c> or <c>layout+start</c>.</summary>
    public required string NonDistinguishingSplitBy { get; init; }

    /// <summary>How distinguishing levels of different purposes are told apart: <c>layout</c> or <c>layout+start</c>.</summary>
    public required string DistinguishingSplitBy { get; init; }

    /// <summary>Non-distinguishing training levels.</summary>
    public required IReadOnlyList<ClassifiedLevel> Training { get; init; }

    /// <summary>Distinguishing training levels.</summary>
    public required IReadOnlyList<ClassifiedLevel> TrainingDistinguishing { get; init; }

    /// <summary>Held-out non-distinguishing levels.</summary>
    public required IReadOnlyList<ClassifiedLevel> InDistribution { get; init; }

    /// <summary>Held-out distinguishing levels.</summary>
    public required IReadOnlyList<ClassifiedLevel> Shifted { get; init; }

    /// <summary>Levels for the probes' training, of both classes.</summary>
    public required IReadOnlyList<ClassifiedLevel> ProbeTraining { get; init; }

    /// <summary>Levels for the probes' test, of both classes.</summary>
    public required IReadOnlyList<ClassifiedLevel> ProbeTest { get; init; }

    /// <summary>Draws all sets: a pure function of its arguments.</summary>
    /// <param name="world">The world.</param>
    /// <param name="settings">Sizes of the sets; sets come out smaller where the world has too few levels.</param>
    /// <param name="key">Key of the draw.</param>
    /// <param name="discount">Discount a step.</param>
    /// <param name="token">Ends the drawing.</param>
    /// <exception cref="LevelSupplyException">A set would have next to no levels.</exception>
    public static LevelSets Draw(World world, LevelSettings settings, ulong key, double discount, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(settings);
        int[] wantedNon = Demand(settings, LevelClass.NonDistinguishing), wantedDis = Demand(settings, LevelClass.Distinguishing);
        LevelDraw draw = new(world, key, discount, wantedNon, wantedDis, token);
        bool splitNon = world.DistinctLayouts(LevelClass.NonDistinguishing) >= LeastLayoutsToSplit;
        bool splitDis = world.DistinctLayouts(LevelClass.Distinguishing) >= LeastLayoutsToSplit;
        IReadOnlyList<ClassifiedLevel>[] non = draw.Sets(LevelClass.NonDistinguishing, splitNon);
        IReadOnlyList<ClassifiedLevel>[] dis = draw.Sets(LevelClass.Distinguishing, splitDis);
        return new LevelSets
        {
            World = world,
            NonDistinguishingSplitBy = SplitName(splitNon),
            DistinguishingSplitBy = SplitName(splitDis),
            Training = non[(int)LevelPurpose.Training],
            TrainingDistinguishing = dis[(int)LevelPurpose.TrainingDistinguishing],
            InDistribution = non[(int)LevelPurpose.InDistribution],
            Shifted = dis[(int)LevelPurpose.Shifted],
            ProbeTraining = [.. non[(int)LevelPurpose.ProbeTraining], .. dis[(int)LevelPurpose.ProbeTraining]],
            ProbeTest = [.. non[(int)LevelPurpose.ProbeTest], .. dis[(int)LevelPurpose.ProbeTest]],
        };
    }

    private static int[] Demand(LevelSettings settings, LevelClass of)
    {
        bool non = of == LevelClass.NonDistinguishing;
        return
        [
            non ? settings.Training : 0,
            non ? 0 : settings.TrainingDistinguishing,
            non ? settings.HeldOut : 0,
            non ? 0 : settings.HeldOut,
            (settings.ProbeTraining + (non ? 1 : 0)) / 2,
            (settings.ProbeTest + (non ? 1 : 0)) / 2,
        ];
    }

    private static string SplitName(bool byLayout) => byLayout ? SplitByLayout : "layout+start";
}
