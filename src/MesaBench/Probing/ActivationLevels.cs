using MesaBench.Worlds;

namespace MesaBench.Probing;

/// <summary>Levels on which an agent's states are written down: none that it may have trained on.</summary>
public static class ActivationLevels
{
    // When so many candidates in a row brought nothing, there is as good as nothing left.
    private const int Patience = 100_000;

    /// <summary>
    /// Levels of an agent: of each class those held out from its training first, in their order, then as many more as are asked for and come up, drawn anew.
    /// </summary>
    /// <param name="own">The agent's levels.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="count">Levels of each class.</param>
    /// <param name="key">Key of what is drawn anew.</param>
    /// <param name="token">Ends the drawing.</param>
    /// <returns>A store of these levels alone, non-distinguishing ones before distinguishing ones.</returns>
    public static LevelStore Of(LevelStore own, IReadOnlyList<LevelClass> classes, int count, ulong key, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(classes);
        ClassifiedLevel[] Levels(LevelClass of, LevelRange heldOut, string splitBy) =>
            !classes.Contains(of) ? [] : [.. Among(own, heldOut.Take(count)), .. Fresh(own, of, count - heldOut.Take(count).Count, splitBy, key, token)];

        ClassifiedLevel[] inside = Levels(LevelClass.NonDistinguishing, own.InDistribution, own.Sets.NonDistinguishingSplitBy);
        ClassifiedLevel[] shifted = Levels(LevelClass.Distinguishing, own.Shifted, own.Sets.DistinguishingSplitBy);
        return LevelStore.Holding(own.World, [.. inside.Concat(shifted).Select(level => level.Level)]) with
        {
            Levels = [.. inside, .. shifted],
            InDistribution = new LevelRange(0, inside.Length),
            Shifted = new LevelRange(inside.Length, shifted.Length),
            Discount = own.Discount,
        };
    }

    private static IEnumerable<ClassifiedLevel> Among(LevelStore store, LevelRange range) => Enumerable.Range(range.First, range.Count).Select(level => store.Levels[level]);

    /// <summary>Levels of a class that show nothing that the agent's own levels do: neither their layout nor, where a class has few, their layout from the same start.</summary>
    private static IEnumerable<ClassifiedLevel> Fresh(LevelStore own, LevelClass of, int count, string splitBy, ulong key, CancellationToken token)
    {
        World world = own.World;
        if (count == 0 || world.DistinctLayouts(of) <= 0) yield break;
        ulong Hash(Level level) => LevelHash.Layout(world, level) is var layout && splitBy == LevelSets.SplitByLayout ? layout : LevelHash.WithStart(layout, level.Start);
        HashSet<ulong> known = [.. own.Levels.Select(level => Hash(level.Level))];
        ILevelClassifier classifier = Classifier.For(world, own.Discount);
        int fruitless = 0;
        for (uint candidate = 0; count > 0 && fruitless++ < Patience; candidate++)
        {
            token.ThrowIfCancellationRequested();
            Level level = world.Draw(new LevelRandom(key, candidate), new LevelWish(of));
            ulong hash = Hash(level);
            if (known.Contains(hash) || classifier.Classify(level, of) is not { } facts) continue;
            _ = known.Add(hash);
            yield return new ClassifiedLevel(level, facts);
            fruitless = 0;
            count--;
        }
    }
}
