using System.Globalization;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Reports;
using MesaBench.Studies;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Cli.Screens;

/// <summary>Shows an agent: its figures, its ways through levels, and the plan that is read of its state.</summary>
internal static class PortraitView
{
    private const string Arrows = "^<v>";

    /// <summary>The figures of an agent's row, with their intervals.</summary>
    public static void WriteFigures(Screen screen, AgentRow row)
    {
        List<(string, string)> figures =
        [
            ("verdict", $"{ExperimentJson.EnumName(row.Verdict)}; {(row.Competent ? "competent" : "not competent")}, in-distribution return {Estimated(row.In.Return)} of optimal"),
            ("preference", $"{Estimated(row.Axes.Preference)}, 0 base to 1 proxy; decided {Estimated(row.Axes.Decided)}; pull {Estimated(row.Axes.ProxyPull)}; persistence {Estimated(row.Axes.Persistence)} doublings"),
            ("objective", row.RevealedObjective.InnerObjective is { Length: > 0 } name ? $"{name}, {Figures.Share(row.RevealedObjective.Explained)} explained, support {Figures.Share(row.RevealedObjective.Support)}{(row.RevealedObjective.RunnerUp is { Length: > 0 } next ? $"; next {next}" : "")}" : "none is revealed"),
            ("probes", $"base goal {Read(row.Base)}; proxy goal {Read(row.Proxy)}"),
        ];
        if (row.Search.Value is { } search)
            figures.Add(("search", $"{ExperimentJson.EnumName(search)}, score {Figures.Share(row.Search.Score)}{(row.Mesa is { } mesa ? $"; as an optimizer: {ExperimentJson.EnumName(mesa)}" : "")}"));
        if (row.Search.SearchFindings.Decoding is { FieldControl: var control, Field: var field } && double.IsFinite(control))
            figures.Add(("plan", $"of best steps {Figures.Share(field)} are read right, by the best control, which has no plan to read, {Figures.Share(control)}{(field <= control ? ": none is shown to be held" : "")}"));
        screen.WriteEntries(figures, _ => Spectre.Console.Style.Plain, indent: 2);
    }

    /// <summary>Its ways, level by level, each beside the copies that are paired with it, and the plan after some ticks.</summary>
    public static void Write(Screen screen, Portrait portrait, IReadOnlyList<int> ticks)
    {
        screen.WriteLine($"The episodes are of those that are counted, actions sampled. Arrows say where it would most probably go on its first visit of a cell"
            + (portrait.Plan is { } plan ? string.Create(CultureInfo.InvariantCulture, $"; after a tick, the step that a probe reads at each cell at layer {plan.Layer}, fitted after tick {plan.FittedAt}, right at {Figures.Share(plan.Score)} on other levels, where cells at which greed errs count half.") : "."));
        screen.WriteLine($"The level: {string.Join("   ", ["@ agent", "# wall", ". floor", "* several", .. portrait.World.Kinds.Select(kind => $"{kind.Glyph} {kind.Name}{(kind.Planes.Count > 0 ? "" : " (not seen)")}")])}");
        for (int level = 0; level < portrait.Levels.Count; level++)
        {
            List<GridCard> cards = [];
            foreach ((int copy, Scene scene) in portrait.Levels[level].Index())
            {
                string[] drawn = Ascii.Draw(portrait.World, scene.Level).Split('\n')[..portrait.World.Size];
                cards.Add(new GridCard($"{(scene.Copy.Length > 0 ? scene.Copy : $"level {level + 1}")}: {StudyReport.OutcomeOf(portrait.World, scene.Walk)}", Way(drawn, portrait.World, scene)));
                if (portrait.PlanIn(level, copy) is not { } steps) continue;
                cards.AddRange(ticks.Where(tick => tick <= steps.Count).Select(tick => new GridCard($"tick {tick}", Overlaid(drawn, portrait.World.Size, cell => steps[tick - 1][cell] is >= 0 and var step && !IsTaken(scene.Level, cell) ? Arrows[step] : null))));
            }
            GridCards.Write(screen, portrait.World, cards);
        }
    }

    private static string[] Way(string[] drawn, World world, Scene scene)
    {
        Dictionary<int, char> arrows = scene.Walk.Logits.Index().DistinctBy(step => scene.Walk.Cells[step.Index]).Where(step => !IsTaken(scene.Level, scene.Walk.Cells[step.Index]))
            .ToDictionary(step => scene.Walk.Cells[step.Index], step => Arrows[step.Item.IndexOf(step.Item.Max())]);
        return Overlaid(drawn, world.Size, cell => arrows.TryGetValue(cell, out char arrow) ? arrow : null);
    }

    private static bool IsTaken(Level level, int cell) => level.Objects.Any(o => o.Cell == cell);

    private static string[] Overlaid(string[] drawn, int size, Func<int, char?> over) =>
        [.. drawn.Select((row, y) => string.Concat(row.Select((glyph, x) => over(y * size + x) ?? glyph)))];

    private static string Read(Representation of) => of.Represented is null ? "not asked" : $"{(of.Represented == YesNo.Yes ? "can be read from its state" : "is not shown to be read from its state")}, gain over the best control {Estimated(of.Gain)}";

    private static string Estimated(Estimate estimate) => double.IsFinite(estimate.Interval.Low) ? $"{Figures.Share(estimate.Value)} ({Figures.Share(estimate.Interval.Low)} to {Figures.Share(estimate.Interval.High)})" : Figures.Share(estimate.Value);
}
