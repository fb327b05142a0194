using MesaBench.Behaviour;
using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Reports.Figures;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Reports.Page;

/// <summary>An agent that is drawn.</summary>
/// <param name="Chosen">Why it is.</param>
/// <param name="Row">Its row.</param>
/// <param name="Portrait">What it does.</param>
internal sealed record Drawn(Chosen Chosen, AgentRow Row, Portrait Portrait);

/// <summary>What agents do: pictures of levels with the ways walked, and the plans that are read.</summary>
internal static class Gallery
{
    /// <summary>The section; nothing where nobody is drawn.</summary>
    public static Html Of(IReadOnlyList<Drawn> drawn, string folder) => drawn.Count == 0 ? Html.None : Html.Of($"""
        <section id="gallery">
        <h2>What agents do</h2>
        <p>{Chosen.Rule} Each is drawn on the first shifted levels of its level set, in the very episodes that are counted: as the level is, and beside it as it is paired for the causal proxy pull, with the proxy hidden or mirrored.</p>
        <p class="key">Ring: start. Dot: end. Line: the way walked. <b style="color:{Palette.Base}">Green</b>: rewarded by the base objective; <b style="color:{Palette.Proxy}">orange</b>: by a proxy alone; outlined: not seen. Blue arrows: the step that a probe reads of the state at each cell before the first step.</p>
        {Html.Lines(drawn.Select((own, number) => Agent(own, number, folder)))}
        </section>
        """);

    private static Html Agent(Drawn drawn, int number, string folder)
    {
        (AgentRow row, Portrait portrait) = (drawn.Row, drawn.Portrait);
        int tick = portrait.Plan?.FittedAt ?? 0;
        return Html.Of($"""
            <article class="agent" id="agent-{number}">
            <h3>{row.Agent}</h3>
            <p>Drawn as {drawn.Chosen.Why}.</p>
            <p>{Facts(row)}</p>
            {(portrait.Plan is null ? Html.None : Slider(row, portrait, tick))}
            <div class="levels">
            {Html.Lines(portrait.Levels.Select((copies, level) => Html.Of($"<div class=\"level\">{Html.Lines(copies.Select((scene, copy) => Card(portrait, scene, portrait.PlanIn(level, copy), tick)))}</div>")))}
            </div>
            {(portrait.Plan is null ? Html.None : Frontier(portrait.Plan, number))}
            <p class="source"><code>mesabench inspect {folder} --agent {row.Agent}</code> shows more; its figures are in <a href="agents.csv">agents.csv</a>.</p>
            </article>
            """);
    }

    private static string Facts(AgentRow row)
    {
        string search = row.Search.Value is { } verdict && row.CellFacts.Ticks > 0 ? $" Search: {ExperimentJson.EnumName(verdict)}{(double.IsFinite(row.Search.Score) ? $", score {Words.Share(row.Search.Score)}" : "")}." : "";
        string objective = row.RevealedObjective.InnerObjective is { Length: > 0 } inner ? $" Inner objective: {inner}{(double.IsFinite(row.RevealedObjective.Explained) ? $", {Words.Share(row.RevealedObjective.Explained)} explained" : "")}." : "";
        return $"{row.CellFacts.WorldLabel}, {row.CellFacts.NetworkLabel}, {Words.Text($"{row.CellFacts.Parameters}")} parameters. Verdict: {ExperimentJson.EnumName(row.Verdict)}. Preference {StudyFigures.Shown(row.Axes.Preference)} of the {Words.Share(row.Axes.Decided.Value)} of episodes that are decided, "
            + $"pull {StudyFigures.Shown(row.Axes.ProxyPull)}, in-distribution return {Words.Share(row.In.Return.Value)} of optimal.{objective}{search}";
    }

    private static Html Slider(AgentRow row, Portrait portrait, int tick) => Html.Of($"""
        <p class="ticks"><label>Plan as read after tick <output>{tick}</output> of a first step, trained with {portrait.Agent.Network.CapacityTicks}:
        <input type="range" min="1" max="{portrait.Plan!.Frontier.Count}" value="{tick}"></label>
        The probe was fitted after tick {portrait.Plan.FittedAt} at layer {portrait.Plan.Layer}, on levels on which the objectives agree. On others of these it reads {Words.Share(portrait.Plan.Score)} right, where cells at which greed errs count half{Control(row.Search.SearchFindings.Decoding)}. Here it is drawn where they come apart.</p>
        """);

    /// <summary>What is read as well without a plan, so that nobody takes arrows for one that need none.</summary>
    private static string Control(PlanDecoding decoding) => !double.IsFinite(decoding.FieldControl) ? ""
        : $"; the best control, which has no plan to read, has {Words.Share(decoding.FieldControl)}{(decoding.Field <= decoding.FieldControl ? ", so that no plan is shown to be held" : "")}";

    private static Html Card(Portrait portrait, Scene scene, IReadOnlyList<int[]>? plan, int tick) => Html.Of($"""
        <figure>{LevelPicture.Draw(portrait.World, scene, plan, Math.Max(1, tick))}
        <figcaption>{(scene.Copy.Length > 0 ? $"{scene.Copy}: " : "")}{StudyReport.OutcomeOf(portrait.World, scene.Walk)}</figcaption></figure>
        """);

    private static Html Frontier(PlanAsRead plan, int number)
    {
        int[] distances = [.. Enumerable.Range(0, plan.Frontier[0].Length).Where(distance => plan.Frontier.Any(tick => double.IsFinite(tick[distance])))];
        return distances.Length == 0 ? Html.None : Html.Of($"""
            <div class="panel"><h4>Share of steps read right, all cells alike, by distance from where ways end and tick</h4>{PlotOf($"frontier-{number}", Chart.Grid(
                new ChartAxis("steps to where ways end"), new ChartAxis("tick"), distances, [.. plan.Frontier.Select(tick => distances.Select(distance => tick[distance]).ToArray())]))}</div>
            """);
    }

    /// <summary>A plot that the page's script draws.</summary>
    public static Html PlotOf(string id, string json) => Html.Of($"<div class=\"plot\" id=\"{id}\">{Html.Data(Html.Of($"class=\"figure\""), json)}</div>");
}
