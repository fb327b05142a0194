using System.Globalization;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Bench;

/// <summary>Levels per second of the worlds in which nothing moves: drawn, solvable, classified and of the class that was asked for.</summary>
internal static class LevelRates
{
    private const int WarmUpWindows = 5, Windows = 11, CandidatesPerWindow = 20_000;
    private const double Discount = 0.95;

    private static readonly WorldSpec[] Specs =
    [
        .. ((Layout[])[Layout.Open, Layout.Blocks]).SelectMany(layout => (WorldSpec[])
        [
            new CornerSpec { Size = 9, Layout = layout },
            new DoorSpec { Size = 9, Layout = layout },
            new DishSpec { Size = 9, Layout = layout },
            new GemSpec { Size = 9, Layout = layout },
            new CoinSpec { Size = 9, Layout = layout },
            new PileSpec { Size = 9, Layout = layout },
            new LavaSpec { Size = 9, Layout = layout },
            new RugSpec { Size = 9, Layout = layout },
            new KeysSpec { Size = 9, Layout = layout },
        ]),
    ];

    /// <summary>Prints a row for each world and class: the median rate of windows on one core, and the share of candidates that are kept.</summary>
    public static void Print(TextWriter writer)
    {
        foreach (WorldSpec spec in Specs)
            foreach (LevelClass of in (LevelClass[])[LevelClass.NonDistinguishing, LevelClass.Distinguishing])
            {
                World world = spec.Build();
                ILevelClassifier classifier = Classifier.For(world, Discount);
                int kept = 0;
                double[] rates =
                    [.. Enumerable.Range(0, WarmUpWindows + Windows).Select(window => Rate(world, classifier, of, window, out kept))];
                double median = Timing.Median(rates[WarmUpWindows..]), share = (double)kept / CandidatesPerWindow;
                writer.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{spec.Label,-14} {of,-18} {median / 1e3,6:F0} thousand levels per second, {share,4:P0} of the candidates"));
            }
    }

    private static double Rate(World world, ILevelClassifier classifier, LevelClass of, int window, out int kept)
    {
        int found = 0;
        double seconds = Timing.Seconds(() =>
        {
            for (int i = 0; i < CandidatesPerWindow; i++)
            {
                Level level = world.Draw(new LevelRandom((ulong)window, (uint)i), new LevelWish(of));
                if (classifier.Classify(level, of) is not null) found++;
            }
        });
        kept = found;
        return found / seconds;
    }
}
