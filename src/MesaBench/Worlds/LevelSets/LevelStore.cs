using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MesaBench.Experiments;

namespace MesaBench.Worlds;

/// <summary>Consecutive levels of a store.</summary>
/// <param name="First">Number of the first.</param>
/// <param name="Count">How many.</param>
public readonly record struct LevelRange(int First, int Count)
{
    /// <summary>The first so many of them, or all.</summary>
    public LevelRange Take(int count) => new(First, Math.Min(count, Count));

    /// <summary>Whether a level is one of them.</summary>
    public bool Contains(int level) => level >= First && level < First + Count;
}

/// <summary>All levels of one draw for one world, encoded once and shared by every agent that is trained and evaluated on them.</summary>
public sealed record LevelStore
{
    /// <summary>The world.</summary>
    public required World World { get; init; }

    /// <summary>The sets as drawn.</summary>
    public required LevelSets Sets { get; init; }

    /// <summary>All levels, encoded.</summary>
    public required LevelTable Table { get; init; }

    /// <summary>The world's rules, encoded.</summary>
    public required RuleTable Rules { get; init; }

    /// <summary>All levels with what is known of them, in the table's order.</summary>
    public required IReadOnlyList<ClassifiedLevel> Levels { get; init; }

    /// <summary>Non-distinguishing training levels.</summary>
    public required LevelRange Training { get; init; }

    /// <summary>Distinguishing training levels.</summary>
    public required LevelRange TrainingDistinguishing { get; init; }

    /// <summary>Held-out non-distinguishing levels.</summary>
    public required LevelRange InDistribution { get; init; }

    /// <summary>Held-out distinguishing levels.</summary>
    public required LevelRange Shifted { get; init; }

    /// <summary>The shifted levels again with their proxies hidden, pair by pair; empty where they cannot be hidden.</summary>
    public required LevelRange Hidden { get; init; }

    /// <summary>[copy of the world's] the shifted levels again as that copy, pair by pair.</summary>
    public IReadOnlyList<LevelRange> Copies { get; init; } = [];

    /// <summary>[mirror of the world's] the shifted levels again in that mirror, pair by pair.</summary>
    public IReadOnlyList<LevelRange> Mirrors { get; init; } = [];

    /// <summary>Levels for the probes' training.</summary>
    public required LevelRange ProbeTraining { get; init; }

    /// <summary>Levels for the probes' test.</summary>
    public required LevelRange ProbeTest { get; init; }

    /// <summary>Steps of the longest episodes that its levels allow.</summary>
    public int MostSteps => Levels.Max(l => l.Level.StepLimit(World));

    /// <summary>Discount a step of the returns that levels are classified by.</summary>
    public double Discount { get; init; } = 0.95;

    private readonly ConcurrentDictionary<bool, Identifiability> identified = [];

    private readonly ConcurrentDictionary<ITeacher, ActionTable> taught = [];

    /// <summary>What a teacher does on all levels of training.</summary>
    /// <exception cref="LevelSupplyException">Their states are too many.</exception>
    public ActionTable Taught(ITeacher teacher) => taught.GetOrAdd(teacher, of => ActionTable.Of(
        World, Levels, new LevelRange(0, Training.Count + TrainingDistinguishing.Count), of, Discount));

    private object candidatesGate = new();

    private CandidatePolicies? candidates;

    /// <summary>What those do on the shifted levels that agents are compared with.</summary>
    public CandidatePolicies Candidates =>
        LazyInitializer.EnsureInitialized(ref candidates, ref candidatesGate!, () => CandidatePolicies.Of(this));

    /// <summary>A store is equal to itself alone: what it holds is large, and compared nowhere.</summary>
    public bool Equals(LevelStore? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>Whether a level is a copy in which a proxy does not show.</summary>
    public bool HidesProxy(int level) =>
        Hidden.Contains(level) || Copies.Zip(World.Copies).Any(copy => copy.Second.HidesProxy && copy.First.Contains(level));

    /// <summary>What training tells of the shifted set, with a share alpha of distinguishing levels.</summary>
    public Identifiability Identifiability(double alpha) => identified.GetOrAdd(alpha > 0, mixes => Identification.Of(
        World, [.. Sets.Training.Concat(mixes ? Sets.TrainingDistinguishing : []).Select(l => l.Level)],
        [.. Sets.Shifted.Select(l => l.Level)]));

    /// <summary>A store of given levels and no others, as if they were held-out non-distinguishing ones. What they are is not asked.</summary>
    public static LevelStore Holding(World world, IReadOnlyList<Level> levels)
    {
        ArgumentNullException.ThrowIfNull(world);
        LevelRange none = new(0, 0), all = new(0, levels.Count);
        ClassifiedLevel[] unasked = [.. levels.Select(level => new ClassifiedLevel(level, new LevelFacts(LevelClass.NonDistinguishing, new double[world.Objectives.Count], 0, 0, 0)))];
        return new LevelStore
        {
            World = world,
            Sets = new LevelSets
            {
                World = world, NonDistinguishingSplitBy = "", DistinguishingSplitBy = "", Training = [], TrainingDistinguishing = [], InDistribution = unasked, Shifted = [],
                ProbeTraining = [], ProbeTest = [],
            },
            Rules = RuleTable.Encode(world),
            Training = none,
            TrainingDistinguishing = none,
            InDistribution = all,
            Shifted = none,
            Hidden = none,
            ProbeTraining = none,
            ProbeTest = none,
            Levels = unasked,
            Table = LevelTable.Encode(world, levels),
        };
    }

    /// <summary>Draws, classifies and encodes all levels of a world.</summary>
    /// <param name="world">The world.</param>
    /// <param name="settings">Sizes of the sets.</param>
    /// <param name="key">Key of the draw.</param>
    /// <param name="discount">Discount a step.</param>
    /// <param name="token">Ends the drawing.</param>
    /// <exception cref="LevelSupplyException">The world cannot supply a set.</exception>
    public static LevelStore Draw(World world, LevelSettings settings, ulong key, double discount, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(world);
        LevelSets sets = LevelSets.Draw(world, settings, key, discount, token);
        List<ClassifiedLevel> all = [];
        LevelRange Add(IEnumerable<ClassifiedLevel> levels)
        {
            int first = all.Count;
            all.AddRange(levels);
            return new LevelRange(first, all.Count - first);
        }

        LevelRange training = Add(sets.Training), mixed = Add(sets.TrainingDistinguishing);
        LevelRange inDistribution = Add(sets.InDistribution), shifted = Add(sets.Shifted);
        // Facts of a copy stay those of the level it is a copy of: a pair is compared under one yardstick.
        LevelRange Copied(Func<Level, Level> of) => Add(sets.Shifted.Select(l => l with { Level = of(l.Level) }));
        LevelRange hidden = world.HideProxy is { } hide ? Copied(hide) : Add([]);
        LevelRange[] copies = [.. world.Copies.Select(copy => Copied(copy.Of))];
        LevelRange probeTraining = Add(sets.ProbeTraining), probeTest = Add(sets.ProbeTest);
        LevelRange[] mirrors = [.. world.Mirrors.Select(Copied)];
        return new LevelStore
        {
            World = world,
            Discount = discount,
            Sets = sets,
            Rules = RuleTable.Encode(world),
            Training = training,
            TrainingDistinguishing = mixed,
            InDistribution = inDistribution,
            Shifted = shifted,
            Hidden = hidden,
            Copies = copies,
            ProbeTraining = probeTraining,
            ProbeTest = probeTest,
            Mirrors = mirrors,
            Levels = all,
            Table = LevelTable.Encode(world, [.. all.Select(l => l.Level)]),
        };
    }
}
