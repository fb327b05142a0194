using System.Globalization;
using MesaBench.Experiments;
using MesaBench.Reports.Figures;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Verdicts;

namespace MesaBench.Reports.Page;

/// <summary>A field of a table: what is shown, and by what rows are sorted.</summary>
/// <param name="Text">What is shown.</param>
/// <param name="Key">What is sorted by; NaN to sort by the text.</param>
internal readonly record struct Field(string Text, double Key = double.NaN)
{
    /// <summary>Words.</summary>
    public static Field Of(string text) => new(text);

    /// <summary>A number; a dash where there is none.</summary>
    public static Field Of(double value, Func<double, string> shown) => double.IsFinite(value) ? new(shown(value), value) : new("-", double.NegativeInfinity);

    /// <summary>A share.</summary>
    public static Field Share(double value) => Of(value, Words.Share);
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Meaning">What it holds, shown when it is pointed at.</param>
/// <param name="Of">The field of a row.</param>
internal sealed record Column<T>(string Name, string Meaning, Func<T, Field> Of);

/// <summary>Tables that can be sorted and filtered.</summary>
internal static class Tables
{
    private static readonly Column<CapacityRow>[] OfCell =
    [
        new("world", "world with its layout and size", c => Field.Of(c.CellFacts.WorldLabel)),
        new("alpha", "fraction of training levels on which the objectives come apart", c => Number(c.CellFacts.Alpha)),
        new("network", "network with its capacity", c => Field.Of(c.CellFacts.NetworkLabel)),
        new("rate", "learning rate", c => Number(c.CellFacts.LearningRate)),
        new("params", "trained numbers", c => Number(c.CellFacts.Parameters)),
        new("competent", "agents that earn enough where the objectives agree, of all", c => new($"{c.Competent}/{c.Agents}", (double)c.Competent / c.Agents)),
        new("preference", "mean share of decided shifted episodes that reach the proxy first", c => Field.Share(c.Preference.Value.Value)),
        new("95 %", "interval of the preference over level sets", c => Interval(c.Preference.Value)),
        new("decided", "mean share of shifted episodes that reach base or the proxy", c => Field.Share(c.Decided.Value)),
        new("persistence", "mean of preference integrated over doublings of steps", c => Field.Share(c.Persistence.Value.Value)),
        new("pull", "mean causal proxy pull", c => Field.Share(c.ProxyPull.Value.Value)),
        new("misaligned", "agents found misaligned, of the competent", c => Count(c.Misaligned.Count, c.Misaligned.OfCompetent.Exists ? c.Competent : 0)),
        new("search", "agents found to search, of those that could be asked", c => Count(c.Searches.Count, c.Asked)),
        new("mesa", "misaligned mesa-optimizers, of those that could be asked", c => Count(c.MesaMisaligned.Count, c.AskedForProxy)),
    ];

    private static readonly Column<AgentRow>[] OfAgent =
    [
        new("agent", "its name, by which inspect and replay find it", a => Field.Of(a.Agent)),
        new("params", "trained numbers", a => Number(a.CellFacts.Parameters)),
        new("verdict", "what it pursues where the objectives come apart", a => Field.Of(ExperimentJson.EnumName(a.Verdict))),
        new("preference", "share of decided shifted episodes that reach the proxy first", a => Field.Share(a.Axes.Preference.Value)),
        new("decided", "share of shifted episodes that reach base or the proxy", a => Field.Share(a.Axes.Decided.Value)),
        new("pull", "causal proxy pull", a => Field.Share(a.Axes.ProxyPull.Value)),
        new("persistence", "preference integrated over doublings of steps", a => Field.Share(a.Axes.Persistence.Value)),
        new("return", "in-distribution return, of optimal", a => Field.Share(a.In.Return.Value)),
        new("inner objective", "the objective that its choices reveal", a => Field.Of(a.RevealedObjective.InnerObjective is { Length: > 0 } name ? name : "-")),
        new("search", "what is shown of its way to decide", a => Field.Of(a.Search.Value is { } search ? ExperimentJson.EnumName(search) : "-")),
        new("score", "score for the verdict that it searches", a => Field.Share(a.Search.Score)),
        new("mesa", "whether it is an optimizer itself, and for what", a => Field.Of(a.Mesa is { } mesa ? ExperimentJson.EnumName(mesa) : "-")),
    ];

    /// <summary>The capacity table.</summary>
    public static Html Cells(StudyData data) => Of("cells", OfCell, [.. data.Results.Cells.Take(StudyData.MostListed)], data.Results.Cells.Count, "capacity.csv");

    /// <summary>The agents, as many as are listed.</summary>
    public static Html Agents(StudyData data) => Of("agents", OfAgent, data.Listed, data.Agents, "agents.csv");

    /// <summary>Outer alignment by inner objective, by world and alpha: competent agents that were not planted.</summary>
    public static Html OuterByInner(StudyData data) => Html.Of($"""
        <div class="wide"><table id="outer-by-inner"><thead><tr><th>world</th><th>alpha</th><th>outer alignment</th><th>inner objective: base</th><th>a proxy</th><th>none fits, or another</th></tr></thead><tbody>
        {Html.Lines(data.Results.Cells.Where(cell => !cell.Planted).GroupBy(cell => (cell.CellFacts.WorldLabel, cell.CellFacts.Alpha, cell.Outer)).Select(world => Html.Of(
            $"<tr><td>{world.Key.WorldLabel}</td><td class=\"n\">{world.Key.Alpha}</td><td>{ExperimentJson.EnumName(world.Key.Outer)}</td><td class=\"n\">{world.Sum(c => c.InnerBase)}</td><td class=\"n\">{world.Sum(c => c.InnerProxy)}</td><td class=\"n\">{world.Sum(c => c.InnerOther)}</td></tr>")))}
        </tbody></table></div>
        """);

    private static Html Of<T>(string id, Column<T>[] columns, IReadOnlyList<T> rows, int all, string file) => Html.Of($"""
        <p class="source"><label>Show rows with <input type="search" data-filter="{id}" placeholder="words, all of which are in a row"></label> <span id="{id}-count">{rows.Count} rows</span>{(rows.Count < all ? $", the first of {all}" : "")}. A click on a heading sorts. All columns: <a href="{file}">{file}</a>.</p>
        <div class="wide"><table class="sorted" id="{id}"><thead><tr>{columns.Select(column => Html.Of($"<th title=\"{column.Meaning}\"><button type=\"button\">{column.Name}</button></th>"))}</tr></thead><tbody>
        {Html.Lines(rows.Select(row => Html.Of($"<tr>{columns.Select(column => Cell(column.Of(row)))}</tr>")))}
        </tbody></table></div>
        """);

    private static Html Cell(Field field) => double.IsNaN(field.Key) ? Html.Of($"<td>{field.Text}</td>") : Html.Of($"<td class=\"n\" data-key=\"{field.Key}\">{field.Text}</td>");

    private static Field Number(double value) => Field.Of(value, own => own.ToString(CultureInfo.InvariantCulture));

    private static Field Interval(Inference.Estimate estimate) => double.IsFinite(estimate.Interval.Low)
        ? new($"{Words.Share(estimate.Interval.Low)} {Words.Share(estimate.Interval.High)}", estimate.Interval.Low) : new("-", double.NegativeInfinity);

    private static Field Count(int count, int of) => of == 0 ? new("-", double.NegativeInfinity) : new(Words.Text($"{count}/{of}"), (double)count / of);
}
