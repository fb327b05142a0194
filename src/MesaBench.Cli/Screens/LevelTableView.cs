using System.Globalization;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Cli.Screens;

/// <summary>Shows the levels of a file, a line each.</summary>
internal static class LevelTableView
{
    /// <summary>Writes the table, and how many levels there are of each class.</summary>
    public static void Write(Screen screen, WorldSpec spec, World world, IReadOnlyList<int> lines, IReadOnlyList<ClassifiedLevel> levels)
    {
        IEnumerable<string> counts = levels.GroupBy(l => l.Facts.Class).OrderBy(g => g.Key)
            .Select(g => $"{g.Count()} {LevelCards.Words(g.Key)}");
        screen.WriteLine($"{LevelFile.Settings(spec)}: {Figures.Levels(levels.Count)}, {string.Join(", ", counts)}");
        // Narrow terminals name objectives by number.
        bool isNarrow = 46 + world.Objectives.Sum(o => Math.Max(5, o.Length) + 2) > (screen.Rich?.Profile.Width ?? int.MaxValue);
        string[] names = isNarrow ? [.. world.Objectives.Select((_, i) => $"[{i + 1}]")] : [.. world.Objectives];
        int[] widths = [.. names.Select(n => Math.Max(5, n.Length))];
        if (isNarrow) screen.WriteLine(string.Join(", ", world.Objectives.Select((o, i) => $"[{i + 1}] {o}")));
        string headings = string.Concat(names.Select((n, i) => "  " + n.PadLeft(widths[i])));
        screen.Text.WriteLine($"{"level",5} {"line",5}  {"class",-18}{headings}  base proxy");
        for (int i = 0; i < levels.Count; i++)
        {
            LevelFacts facts = levels[i].Facts;
            string returns = string.Concat(facts.Optimal.Select((o, k) => "  " + Figures.Share(o).PadLeft(widths[k])));
            string steps = $"{Figures.Steps(facts.BaseDistance),4} {Figures.Steps(facts.ProxyDistance),5}";
            screen.Text.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{i + 1,5} {lines[i],5}  {LevelCards.Words(facts.Class),-18}{returns}  {steps}"));
        }
        screen.WriteLine($"under each objective: {Legend.Optimum(world)}; base, proxy: least steps to it, - where none lead there");
    }
}
