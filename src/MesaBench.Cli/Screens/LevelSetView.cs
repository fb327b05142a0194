using System.Globalization;
using MesaBench.Worlds;

namespace MesaBench.Cli.Screens;

/// <summary>Shows what the level sets of an agent look like: how many levels, how far things are, what can be earned.</summary>
internal static class LevelSetView
{
    /// <summary>Writes a line for each purpose.</summary>
    public static void Write(Screen screen, LevelSets sets)
    {
        World world = sets.World;
        screen.Text.WriteLine($"{world.Name}, {world.Layout.ToString().ToLowerInvariant()}, size {world.Size}");
        foreach (LevelClass each in new[] { LevelClass.NonDistinguishing, LevelClass.Distinguishing })
            screen.Text.WriteLine($"  {LevelCards.Words(each)}: {Layouts(world.DistinctLayouts(each))}");
        screen.Text.WriteLine($"  purposes share no {sets.NonDistinguishingSplitBy} (non-distinguishing), no {sets.DistinguishingSplitBy} (distinguishing)");
        screen.Text.WriteLine();
        screen.Text.WriteLine("set               levels layouts  base steps     proxy steps    optimal accident");
        Line(screen, "training", world, sets.Training);
        Line(screen, "  distinguishing", world, sets.TrainingDistinguishing);
        Line(screen, "in distribution", world, sets.InDistribution);
        Line(screen, "shifted", world, sets.Shifted);
        Line(screen, "probe training", world, sets.ProbeTraining);
        Line(screen, "probe test", world, sets.ProbeTest);
        screen.Text.WriteLine("steps: least, median, greatest; optimal: mean optimal base return; accident: proxy reached first by chance");
    }

    private static void Line(Screen screen, string name, World world, IReadOnlyList<ClassifiedLevel> levels)
    {
        if (SetSummary.Of(world, levels) is not { } s) screen.Text.WriteLine($"{name,-17} none");
        else screen.Text.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-17} {s.Levels,6} {s.Layouts,7}  {Spread(s.BaseDistance)}   {Spread(s.ProxyDistance)}   {Figures.Share(s.OptimalReturn),7} {Figures.Share(s.AccidentRate),8}"));
    }

    private static string Spread(DistanceSpread spread) => spread.Greatest == Paths.Unreachable
        ? string.Create(CultureInfo.InvariantCulture, $"{spread.Least,3} {spread.Median,3}  ...")
        : string.Create(CultureInfo.InvariantCulture, $"{spread.Least,3} {spread.Median,3} {spread.Greatest,4}");

    private static string Layouts(double count) => double.IsPositiveInfinity(count)
        ? "distinct layouts beyond counting"
        : $"{Figures.Short(count)} distinct layouts";
}
