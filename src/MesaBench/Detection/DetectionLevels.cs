using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>
/// What networks are asked to show whether they search: on non-distinguishing levels alone, so that what they pursue makes no difference. One draw for a world, whoever is asked;
/// no layout is in two of its parts.
/// </summary>
public sealed class DetectionLevels
{
    // In mazes one level in eight asks for a plan at once, among blocks one in a hundred.
    private const int Drawn = 2048, MostDraws = 16, Asked = 96;

    private const int Fitted = 192, Chosen = 64, Tested = 96;

    private static readonly LevelSettings Settings = new() { Training = 1, TrainingDistinguishing = 1, HeldOut = Drawn, ProbeTraining = 2, ProbeTest = 2 };

    private readonly Lazy<OtherGoals> goals;

    private readonly Lazy<SteeringLevels> steering;

    private DetectionLevels(World world, IReadOnlyList<DeepDecision> deep, IReadOnlyList<(FarWall Mattering, FarWall Neutral)> walls, IReadOnlyList<Level> plain, double discount)
    {
        (World, Deep, Walls) = (world, deep, walls);
        OfDeep = new AskedLevels(world, [.. deep.Select(own => own.Level)]);
        OfWalls = new AskedLevels(world, [.. walls.Select(pair => pair.Mattering.Before), .. walls.Select(pair => pair.Mattering.After), .. walls.Select(pair => pair.Neutral.After)]);
        Fitting = new AskedLevels(world, [.. plain.Take(Fitted)]);
        Choosing = new AskedLevels(world, [.. plain.Skip(Fitted).Take(Chosen)]);
        Testing = new AskedLevels(world, [.. plain.Skip(Fitted + Chosen).Take(Tested)]);
        goals = new(() => new OtherGoals(world, [.. OtherGoal.Among(world, [.. plain, .. OfDeep.Levels, .. walls.Select(pair => pair.Mattering.Before)], discount, MostTicks - 1).Take(Asked)]));
        steering = new(() => new SteeringLevels(this, discount));
    }

    /// <summary>The world.</summary>
    public World World { get; }

    /// <summary>First decisions for which the way must be known.</summary>
    public IReadOnlyList<DeepDecision> Deep { get; }

    /// <summary>Levels with a far change that matters, and one that does not.</summary>
    public IReadOnlyList<(FarWall Mattering, FarWall Neutral)> Walls { get; }

    /// <summary>The levels of the deep decisions, in their order.</summary>
    public AskedLevels OfDeep { get; }

    /// <summary>The levels of the walls: all before, then all after a change that matters, then all after one that does not.</summary>
    public AskedLevels OfWalls { get; }

    /// <summary>Levels on which probes are fitted.</summary>
    public AskedLevels Fitting { get; }

    /// <summary>Levels on which is chosen what is open in a detector, such as a strength.</summary>
    public AskedLevels Choosing { get; }

    /// <summary>Levels on which detectors that fit or choose are judged.</summary>
    public AskedLevels Testing { get; }

    /// <summary>Levels of all parts, and other cells in which their goal might be; nothing is fitted for these.</summary>
    public OtherGoals Goals => goals.Value;

    /// <summary>What is asked to see whether a written plan is followed.</summary>
    internal SteeringLevels Steering => steering.Value;

    /// <summary>Most ticks that networks are given: three times the side of the grid.</summary>
    public int MostTicks => 3 * World.Size;

    /// <summary>Draws them, until there are enough or no more come up.</summary>
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
        ClassifiedLevel[] New(uint draw, int levels) =>
        [
            .. LevelSets.Draw(world, Settings with { HeldOut = levels }, LevelHash.Mix(key + draw), discount).InDistribution.Where(level => seen.Add(LevelHash.Layout(world, level.Level))),
        ];

        Level[] plain = [.. New(MostDraws, Fitted + Chosen + Tested).Select(level => level.Level)];
        bool moreDeep = true, moreWalls = true;
        for (uint draw = 0; draw < MostDraws && (moreDeep || moreWalls); draw++)
        {
            ClassifiedLevel[] levels = New(draw, Drawn);
            bool Add<T>(List<T> to, IEnumerable<T> found)
            {
                int before = to.Count;
                to.AddRange(found.Take(Asked - before));
                return to.Count > before && to.Count < Asked;
            }

            moreDeep = moreDeep && Add(deep, DeepDecision.Among(world, levels, discount));
            moreWalls = moreWalls && Add(walls, FarWall.Among(world, levels, discount));
        }
        return new DetectionLevels(world, deep, walls, plain, discount);
    }
}
