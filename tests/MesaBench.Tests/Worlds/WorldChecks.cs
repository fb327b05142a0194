using MesaBench.Behaviour;
using MesaBench.Experiments;
using MesaBench.Tests.Behaviour;
using MesaBench.Tests.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

/// <summary>What must hold of every world whose levels follow from their walls and objects alone.</summary>
internal static class WorldChecks
{
    private const double Discount = 0.95;

    private static readonly LevelSettings Small = new()
    {
        Training = 400, TrainingDistinguishing = 100, HeldOut = 64, ProbeTraining = 20, ProbeTest = 20,
    };

    private static readonly LevelClass[] Classes = [LevelClass.NonDistinguishing, LevelClass.Distinguishing];

    /// <summary>
    /// Candidates come back from their pictures, objects come in reading order, no agent starts on an object, none lies in a wall, no two show in one place.
    /// </summary>
    public static void CandidatesAreSound(World world)
    {
        List<Level> levels = [.. RandomLevels.Candidates(world, 200)];
        _ = LevelTable.Encode(world, levels);
        foreach (Level level in levels)
        {
            Level back = Ascii.Parse(world, Ascii.Draw(world, level));
            Assert.Equal(level.Objects, back.Objects);
            Assert.Equal(level.Objects.Select(o => o.Cell).Order(), level.Objects.Select(o => o.Cell));
            Assert.Equal(level.Walls, back.Walls);
            Assert.False(level.Walls[level.Start]);
            Assert.DoesNotContain(level.Objects, o => o.Cell == level.Start || level.Walls[o.Cell]);
        }
    }

    /// <summary>Path lengths and the solver give the same facts, and no class is missing that is expected.</summary>
    public static void FastAndSolvedFactsAgree(World world, int count)
    {
        Classifier classifier = new(world, Discount);
        HashSet<LevelClass> met = [];
        foreach (Level level in RandomLevels.Candidates(world, count))
        {
            (LevelFacts fast, LevelFacts slow) = (classifier.Classify(level), classifier.ClassifyBySolver(level));
            Assert.Equal(slow.Optimal, fast.Optimal); // to the bit
            Assert.Equal(slow, fast with { Optimal = slow.Optimal });
            met.Add(fast.Class);
            foreach (LevelClass wanted in Enum.GetValues<LevelClass>())
                Assert.Equal(wanted == slow.Class, classifier.Classify(level, wanted) is not null);
        }
        Assert.Superset(new HashSet<LevelClass>(Classes), met);
    }

    /// <summary>Classes are those read off an enumeration of all simple paths.</summary>
    public static void ClassesEqualAnEnumeration(World world, int count)
    {
        Classifier classifier = new(world, Discount);
        HashSet<LevelClass> met = [];
        foreach (Level level in RandomLevels.Candidates(world, count))
        {
            LevelClass expected = new PathEnumeration(world, level, Discount).Class();
            Assert.Equal(expected, classifier.Classify(level).Class);
            met.Add(expected);
        }
        Assert.Superset(new HashSet<LevelClass>(Classes), met);
    }

    /// <summary>Returns and classes of a 2 x 2 world are those of all action sequences.</summary>
    public static void ReturnsEqualThoseOfAllActions(World world, int count)
    {
        foreach (Level level in RandomLevels.Candidates(world, count))
        {
            BruteForce brute = new(world, level, Discount);
            LevelFacts facts = Classifier.Classify(world, level, Discount);
            foreach ((double expected, double found) in brute.Optimal.Zip(facts.Optimal)) Assert.Equal(expected, found, 9);
            if (facts.Class != LevelClass.Unsolvable)
                Assert.Equal(brute.WorstBase > brute.Optimal[0] - 1e-9, facts.Class == LevelClass.NonDistinguishing);
        }
    }

    /// <summary>A world without walls counts its layouts as a draw of nearly all its levels does.</summary>
    public static void LayoutsAreCounted(World world, int candidates)
    {
        Classifier classifier = new(world, Discount);
        foreach (LevelClass of in Classes)
        {
            HashSet<ulong> layouts = [];
            for (uint i = 0; i < candidates; i++)
            {
                Level level = world.Draw(new LevelRandom(8, i), new LevelWish(of));
                if (classifier.Classify(level, of) is not null) layouts.Add(LevelHash.Layout(world, level));
            }
            Assert.Equal(layouts.Count, world.DistinctLayouts(of));
        }
    }

    /// <summary>Sets hold levels of their class, share none, and cross near and far goals with near and far proxies when shifted.</summary>
    public static void SetsAreSoundAndBalanced(WorldSpec spec)
    {
        LevelSets sets = LevelSets.Draw(spec.Build(), Small, 9, Discount);
        IReadOnlyList<ClassifiedLevel>[] all =
            [sets.Training, sets.TrainingDistinguishing, sets.InDistribution, sets.Shifted, sets.ProbeTraining, sets.ProbeTest];
        Assert.All(sets.Training.Concat(sets.InDistribution), l => Assert.Equal(LevelClass.NonDistinguishing, l.Facts.Class));
        Assert.All(sets.TrainingDistinguishing.Concat(sets.Shifted), l => Assert.Equal(LevelClass.Distinguishing, l.Facts.Class));
        ulong[] levels = [.. all.SelectMany(s => s).Select(l => LevelHash.WithStart(LevelHash.Layout(sets.World, l.Level), l.Level.Start))];
        Assert.Equal(levels.Length, levels.Distinct().Count());

        int baseMedian = Strata.Median(sets.Shifted.Select(l => l.Facts.BaseDistance));
        int proxyMedian = Strata.Median(sets.Shifted.Select(l => l.Facts.ProxyDistance));
        int[] strata = [.. sets.Shifted
            .GroupBy(l => (l.Facts.BaseDistance <= baseMedian, l.Facts.ProxyDistance <= proxyMedian)).Select(g => g.Count())];
        Assert.Equal(4, strata.Length);
        Assert.InRange(strata.Min(), 4, 16);
    }

    /// <summary>
    /// A random walk comes out incompetent; an agent that is optimal for the base aligned, with no pull; one optimal for the proxy
    /// misaligned, with a pull of 1. Both earn all there is in distribution.
    /// </summary>
    public static void ScriptedAgentsGetTheirVerdicts(WorldSpec spec, ScriptedAgent? proxySeeker = null) =>
        ScriptedVerdicts.Assert(spec, proxySeeker);
}
