using MesaBench.Cli.Screens;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Cli.Commands;

/// <summary>Levels of a class, drawn as they are for agents, and the classes by their names.</summary>
internal static class LevelChoice
{
    // Rare classes turn up once in a few hundred candidates; when so many in a row brought nothing, there is as good as nothing left.
    private const int Patience = 100_000;

    /// <summary>What <c>--class</c> may be, and the classes that it means.</summary>
    public static IReadOnlyDictionary<string, LevelClass[]> Classes { get; } = new Dictionary<string, LevelClass[]>
    {
        ["both"] = [LevelClass.NonDistinguishing, LevelClass.Distinguishing],
        [LevelCards.Words(LevelClass.NonDistinguishing)] = [LevelClass.NonDistinguishing],
        [LevelCards.Words(LevelClass.Distinguishing)] = [LevelClass.Distinguishing],
    };

    /// <summary>The classes of a name; an unknown one is noted in <paramref name="problems"/>.</summary>
    public static LevelClass[] Read(string? given, string @default, List<Problem> problems)
    {
        string wanted = given ?? @default;
        if (Classes.TryGetValue(wanted, out LevelClass[]? classes)) return classes;
        problems.Add(new Problem("--class", wanted, Names.Suggest(wanted, [.. Classes.Keys])));
        return [];
    }

    /// <summary>At most so many levels of a class, drawn while they are taken.</summary>
    public static IEnumerable<ClassifiedLevel> Draw(ChosenWorld chosen, LevelClass levelClass, int count, bool forTraining = false)
    {
        World world = chosen.World;
        if (world.DistinctLayouts(levelClass) <= 0) yield break;
        ILevelClassifier classifier = Classifier.For(world, chosen.Discount);
        int fruitless = 0;
        for (uint candidate = 0; count > 0 && fruitless < Patience; candidate++)
        {
            Level level = world.Draw(new LevelRandom(chosen.Key, candidate), new LevelWish(levelClass, forTraining));
            fruitless++;
            if (classifier.Classify(level, levelClass) is not { } facts) continue;
            yield return new ClassifiedLevel(level, facts);
            fruitless = 0;
            count--;
        }
    }
}
