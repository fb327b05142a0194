using System.Globalization;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>
/// What networks are asked to show whether they search: on non-distinguishing levels alone, so that what they pursue makes no difference; on distinguishing ones only whose values
/// their states hold, and whose goal they go to by them. One draw for a world, whoever is asked; no layout is in two of its parts, but for what is made of these by a changed wall or a moved goal.
/// </summary>
public sealed class DetectionLevels
{
    // In mazes one level in eight asks for a plan at once, among blocks one in a hundred.
    private const int PerDraw = 2048, MostDraws = 16, AskedGoals = 96, AskedDeep = 192, AskedWalls = 192;

    /// <summary>Of fewer questions a detector says nothing.</summary>
    public const int Least = 16;

    private const int Fitted = 192, Chosen = 64, Tested = 96, Plain = Fitted + Chosen + Tested, Apart = 160;

    private static readonly LevelSettings Settings = new() { Training = 1, TrainingDistinguishing = 0, HeldOut = PerDraw, ProbeTraining = 2, ProbeTest = 2 };

    private readonly Lazy<OtherGoals> baseGoals, proxyGoals;
    private readonly Lazy<SteeringLevels> steering;
    private readonly Lazy<ErasedLevels?> erased;
    private readonly Lazy<PlanQuestions?> plans;
    private readonly Lazy<ValuedLevels?> valued;

    private DetectionLevels(World world, IReadOnlyList<DeepDecision> deep, IReadOnlyList<(FarWall Mattering, FarWall Neutral)> walls, IReadOnlyList<Level> plain, IReadOnlyList<Level> apart, IReadOnlyList<Level> others, double discount)
    {
        (World, Deep, Walls) = (world, deep, walls);
        OfDeep = new AskedLevels(world, [.. deep.Select(own => own.Level)]);
        OfWalls = new AskedLevels(world, [.. walls.Select(pair => pair.Mattering.Before), .. walls.Select(pair => pair.Mattering.After), .. walls.Select(pair => pair.Neutral.After)]);
        Fitting = new AskedLevels(world, [.. plain.Take(Fitted)]);
        Choosing = new AskedLevels(world, [.. plain.Skip(Fitted).Take(Chosen)]);
        Testing = new AskedLevels(world, [.. plain.Skip(Fitted + Chosen).Take(Tested)]);
        Distinguishing = new AskedLevels(world, apart);
        erased = new(() => ErasedLevels.Of(this, discount));
        valued = new(() => ValuedLevels.Of(Distinguishing, discount, MostTicks));
        plans = new(() => PlanQuestions.Of(this, discount));
        OtherGoals Goals(Toward toward) => OtherGoal.Among(world, others, toward, discount, MostTicks - 1).Take(AskedGoals).ToArray() is var pairs && pairs.Length < Least ? new(world, []) : new(world, pairs);
        (baseGoals, proxyGoals) = (new(() => Goals(Toward.Base)), new(() => Goals(Toward.Proxy)));
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

    /// <summary>Distinguishing levels, on which alone values are told apart that objectives give to cells.</summary>
    public AskedLevels Distinguishing { get; }

    /// <summary>What is asked and erased to show that a plan is needed; null where it cannot be.</summary>
    internal ErasedLevels? Erased => erased.Value;

    /// <summary>What cells are worth to whom; null where that is not known.</summary>
    internal ValuedLevels? Valued => valued.Value;

    /// <summary>What is asked of plans on the plain levels; null where it cannot be told what is best at every cell.</summary>
    internal PlanQuestions? Plans => plans.Value;

    /// <summary>Other distinguishing levels, and other cells in which the goal of the base objective might be; nothing is fitted for these.</summary>
    public OtherGoals BaseGoals => baseGoals.Value;

    /// <summary>The same of the proxies' goal; none where that is a place, which cannot be moved.</summary>
    public OtherGoals ProxyGoals => proxyGoals.Value;

    /// <summary>What is asked to see whether a written plan is followed.</summary>
    internal SteeringLevels Steering => steering.Value;

    /// <summary>Tells these questions from others: 16 hexadecimal digits.</summary>
    public string Hash => new[] { OfDeep, OfWalls, Fitting, Choosing, Testing, Distinguishing, BaseGoals.Asked, ProxyGoals.Asked }.SelectMany(own => own.Levels)
        .Aggregate(0UL, (hash, level) => LevelHash.WithStart(hash ^ LevelHash.Layout(World, level), level.Start)).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Most ticks that networks are given: three times the side of the grid.</summary>
    public int MostTicks => 3 * World.Size;

    /// <summary>Draws them, until there are enough or no more come up; none where what is best is not for a level to tell, as where chance has a part.</summary>
    /// <param name="world">The world.</param>
    /// <param name="key">Key of the draw.</param>
    /// <param name="discount">Discount a step.</param>
    /// <param name="known">Layouts that may have been trained on (<see cref="LevelHash.Layout"/>): they are left out.</param>
    /// <param name="token">Ends the drawing.</param>
    public static DetectionLevels Draw(World world, ulong key, double discount, IReadOnlySet<ulong> known, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (ActionTable.Refusal(world, mindsReached: false) is not null) return new DetectionLevels(world, [], [], [], [], [], discount);
        List<DeepDecision> deep = [];
        List<(FarWall, FarWall)> walls = [];
        HashSet<ulong> seen = [.. known];
        LevelSets Drawn(uint draw, int levels) => LevelSets.Draw(world, Settings with { HeldOut = levels }, LevelHash.Mix(key + draw), discount, token);
        ClassifiedLevel[] New(IReadOnlyList<ClassifiedLevel> levels) => [.. levels.Where(level => seen.Add(LevelHash.Layout(world, level.Level)))];

        List<Level> plain = [];
        List<Level> apart = [], others = [];
        for (uint draw = MostDraws; draw < 2 * MostDraws && (plain.Count < Plain || apart.Count < Apart); draw++)
        {
            LevelSets few = Drawn(draw, Plain);
            plain.AddRange(New(few.InDistribution).Take(Plain - plain.Count).Select(level => level.Level));
            apart.AddRange(New(few.Shifted).Take(Apart - apart.Count).Select(level => level.Level));
        }
        bool moreDeep = true, moreWalls = true;
        for (uint draw = 0; draw < MostDraws && (moreDeep || moreWalls); draw++)
        {
            LevelSets many = Drawn(draw, PerDraw);
            ClassifiedLevel[] levels = New(many.InDistribution);
            others.AddRange(New(many.Shifted).Select(level => level.Level));
            static bool Add<T>(List<T> to, IEnumerable<T> found, int most)
            {
                int before = to.Count;
                to.AddRange(found.Take(most - before));
                return to.Count > before && to.Count < most;
            }

            moreDeep = moreDeep && Add(deep, DeepDecision.Among(world, levels, discount), AskedDeep);
            moreWalls = moreWalls && Add(walls, FarWall.Among(world, levels, discount), AskedWalls);
        }
        return new DetectionLevels(world, deep, walls, plain, apart, others, discount);
    }
}
