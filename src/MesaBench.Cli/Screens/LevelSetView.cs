using System.Globalization;
using MesaBench.Behaviour;
using MesaBench.Cli.Commands;
using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Cli.Screens;

/// <summary>Shows what the level sets of an agent look like: how many levels, how far things are, what can be earned.</summary>
internal static class LevelSetView
{
    private const int Candidates = 1000;
    private const int FiguresWidth = 48; // columns of the distances' table before its bars
    private const int MostBars = 48;
    private const int PlainWidth = 80;

    private static readonly LevelClass[] Classes =
        [LevelClass.NonDistinguishing, LevelClass.Distinguishing, LevelClass.Between, LevelClass.Unsolvable];

    /// <summary>
    /// Writes what the world has, then for each purpose its levels, their distances and their strata, then what the generator yields, then
    /// what reference agents come to.
    /// </summary>
    public static void Write(Screen screen, ChosenWorld chosen, LevelSets sets, IReadOnlyList<ReferenceOutcome> references)
    {
        World world = sets.World;
        string what = $"{world.Name}, {world.Layout.ToString().ToLowerInvariant()}, size {world.Size}";
        screen.WriteLine($"{what}; base: {world.Objectives[0]}, proxy: {world.Objectives[1]}");
        foreach (LevelClass each in Classes[..2])
            screen.WriteLine($"  {LevelCards.Words(each)}: {Layouts(world.DistinctLayouts(each))}");
        screen.WriteLine(
            $"  purposes share no {sets.NonDistinguishingSplitBy} (non-distinguishing), no {sets.DistinguishingSplitBy} (distinguishing)");
        (string Name, IReadOnlyList<ClassifiedLevel> Levels)[] purposes =
        [
            ("training", sets.Training), ("  distinguishing", sets.TrainingDistinguishing), ("in distribution", sets.InDistribution),
            ("shifted", sets.Shifted), ("probe training", sets.ProbeTraining), ("probe test", sets.ProbeTest),
        ];
        WriteLevels(screen, world, purposes);
        (string Name, IReadOnlyList<ClassifiedLevel> Levels)[] filled = [.. purposes.Where(p => p.Levels.Count > 0)];
        WriteDistances(screen, filled);
        WriteStrata(screen, filled);
        WriteYields(screen, chosen);
        WriteReferences(screen, world, references);
    }

    private static void WriteLevels(Screen screen, World world, (string Name, IReadOnlyList<ClassifiedLevel> Levels)[] purposes)
    {
        screen.Text.WriteLine();
        screen.Text.WriteLine("set                levels  layouts  optimal  accident");
        foreach ((string name, IReadOnlyList<ClassifiedLevel> levels) in purposes)
        {
            if (SetSummary.Of(world, levels) is not { } s) screen.Text.WriteLine($"{name,-17} {"none",7}");
            else screen.Text.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-17} {s.Levels,7}  {s.Layouts,7}  {Figures.Share(s.OptimalReturn),7}  {Figures.Share(s.AccidentRate),8}"));
        }
        screen.WriteLine($"optimal: mean {(world.Reference is null ? "optimal base return" : "base return of the reference policy")}; "
            + "accident: proxy reached first by chance");
    }

    private static void WriteDistances(Screen screen, (string Name, IReadOnlyList<ClassifiedLevel> Levels)[] purposes)
    {
        IEnumerable<int> all = purposes.SelectMany(p => p.Levels)
            .SelectMany(l => new[] { l.Facts.BaseDistance, l.Facts.ProxyDistance }).Where(d => d != Paths.Unreachable);
        int width = screen.Rich?.Profile.Width ?? PlainWidth;
        Histogram bars = Histogram.For(all.DefaultIfEmpty(1).Max(), Math.Clamp(width - FiguresWidth - 1, 8, MostBars));
        bool unicode = screen.Rich?.Profile.Capabilities.Unicode ?? false;
        screen.Text.WriteLine();
        screen.Text.WriteLine("steps from start       least median  mean  most");
        foreach ((string name, IReadOnlyList<ClassifiedLevel> levels) in purposes)
        {
            Line(name, [.. levels.Select(l => l.Facts.BaseDistance)], "base");
            Line("", [.. levels.Select(l => l.Facts.ProxyDistance)], "proxy");
        }
        screen.WriteLine(bars.Words);

        void Line(string name, int[] distances, string what)
        {
            int[] reached = [.. distances.Where(d => d != Paths.Unreachable)];
            string missing = reached.Length == distances.Length ? "" : $"  {distances.Length - reached.Length} out of reach";
            string label = $"{name,-16}  {what,-5}";
            if (reached.Length == 0)
            {
                screen.Text.WriteLine($"{label}{missing}");
                return;
            }
            DistanceSpread s = DistanceSpread.Of(reached);
            screen.Text.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{label} {s.Least,4} {s.Median,6} {s.Mean,5:0.0} {s.Greatest,5}  {bars.Draw(reached, unicode)}{missing}"));
        }
    }

    /// <summary>The four combinations of near and far, of which near is at most the set's median.</summary>
    private static void WriteStrata(Screen screen, (string Name, IReadOnlyList<ClassifiedLevel> Levels)[] purposes)
    {
        screen.Text.WriteLine();
        screen.Text.WriteLine("base, proxy       near, near  near, far  far, near  far, far");
        foreach ((string name, IReadOnlyList<ClassifiedLevel> levels) in purposes)
        {
            int[] counts = StrataOf(levels);
            screen.Text.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-16}  {counts[0],10}  {counts[1],9}  {counts[2],9}  {counts[3],8}"));
        }
        screen.WriteLine("near: at most the set's median; held-out sets are balanced about that of the levels they were chosen from");
    }

    /// <summary>[near near, near far, far near, far far] levels of a set.</summary>
    internal static int[] StrataOf(IReadOnlyList<ClassifiedLevel> levels)
    {
        int baseMedian = Median(levels.Select(l => l.Facts.BaseDistance)), proxyMedian = Median(levels.Select(l => l.Facts.ProxyDistance));
        int[] counts = new int[4];
        foreach (ClassifiedLevel level in levels)
            counts[(level.Facts.BaseDistance <= baseMedian ? 0 : 2) + (level.Facts.ProxyDistance <= proxyMedian ? 0 : 1)]++;
        return counts;
    }

    private static int Median(IEnumerable<int> distances) => DistanceSpread.Of([.. distances]).Median;

    private static void WriteYields(Screen screen, ChosenWorld chosen)
    {
        screen.Text.WriteLine();
        screen.Text.WriteLine("candidates for      non-dist.  dist.  between  unsolvable");
        ILevelClassifier classifier = Classifier.For(chosen.World, chosen.Discount);
        foreach (LevelClass asked in Classes[..2])
        {
            string evaluation = Yields(new LevelWish(asked)), training = Yields(new LevelWish(asked, ForTraining: true));
            screen.Text.WriteLine($"{LevelCards.Words(asked),-18}{evaluation}");
            if (training != evaluation) screen.Text.WriteLine($"{"  in training",-18}{training}");
        }
        screen.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"shares of {Candidates} candidates; only those of the wanted class are used"));

        string Yields(LevelWish wish)
        {
            int[] counts = new int[Classes.Length];
            for (uint candidate = 0; candidate < Candidates; candidate++)
            {
                Level level = chosen.World.Draw(new LevelRandom(chosen.Key, candidate), wish);
                counts[Array.IndexOf(Classes, classifier.Classify(level, null)!.Class)]++;
            }
            return string.Create(CultureInfo.InvariantCulture,
                $"  {Share(0),9}  {Share(1),5}  {Share(2),7}  {Share(3),10}");

            string Share(int i) => Figures.Share((double)counts[i] / Candidates);
        }
    }

    private static void WriteReferences(Screen screen, World world, IReadOnlyList<ReferenceOutcome> references)
    {
        if (references.Count == 0) return;
        screen.Text.WriteLine();
        foreach (string line in ReferenceLines(world, references)) screen.Text.WriteLine(line);
        screen.WriteLine("what came first on shifted levels of another draw; q: proxy, of base and proxy; pull: proxy, "
            + world.PullKind switch
            {
                PullKind.Hidden => "less the same with the proxy hidden",
                PullKind.Mirror => "less the same in mirrors",
                _ => "which is measured against nothing here",
            }
            + (world.DistancesCross ? "; exchange: extra steps walked for base" : ""));
    }

    /// <summary>What reference agents come to, as a table: a line of headings, then one an agent.</summary>
    internal static IEnumerable<string> ReferenceLines(World world, IReadOnlyList<ReferenceOutcome> references) =>
    [
        $"reference       base  proxy  both  neither     q   pull{(world.DistancesCross ? "  exchange" : "")}",
        .. references.Select(r => $"{r.Agent.Name,-13}  {Shares(r.Behaviour.Shifted)} "
            + $"{Figures.Share(world.HasPreference ? r.Behaviour.Preference.Value : double.NaN),5}  {Figures.Share(r.Behaviour.ProxyPull.Value),5}"
            + (r.Behaviour.ExchangeRate is { } rate ? $"  {Exchange(rate)}" : "")),
    ];

    private static string Shares(EpisodeSummary s) =>
        $"{Figures.Share(s.Base),5}  {Figures.Share(s.Proxy),5} {Figures.Share(s.Both),5}  {Figures.Share(s.Neither),7}";

    private static string Exchange(IndifferencePoint rate) => rate.Kind switch
    {
        IndifferenceKind.Rate => (Math.Round(rate.Rate.Value, 1) + 0.0).ToString("0.0", CultureInfo.InvariantCulture) + " steps",
        IndifferenceKind.Always => "base-always",
        IndifferenceKind.Never => "proxy-always",
        _ => "flat",
    };

    private static string Layouts(double count) => double.IsPositiveInfinity(count)
        ? "distinct layouts beyond counting"
        : $"{Figures.Short(count)} distinct layouts";
}
