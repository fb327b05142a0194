using System.Globalization;
using MesaBench.Reports.Figures;
using MesaBench.Results;

namespace MesaBench.Reports.Page;

/// <summary>The report as one file that needs nothing from elsewhere: the same text for the same results.</summary>
internal static class ReportPage
{
    // Nothing may come from anywhere but the file itself, whatever names and descriptions say.
    private const string Policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";

    // As many charts as a browser draws without trouble.
    private const int MostPanels = 60;

    /// <summary>The page.</summary>
    /// <param name="data">The study.</param>
    /// <param name="manifest">How it was run.</param>
    /// <param name="drawn">Agents that are drawn.</param>
    /// <param name="folder">Name of the results folder.</param>
    public static Html Of(StudyData data, Manifest manifest, IReadOnlyList<Drawn> drawn, string folder)
    {
        IReadOnlyList<Figure> figures = [.. StudyFigures.Of(data), .. data.Results.Searches.Count > 0 ? [Calibration.Roc(Calibration.Default)] : (IEnumerable<Figure>)[]];
        (string Id, string Name)[] parts =
        [
            ("answer", "Answer"), .. figures.Select(figure => (figure.Id, figure.Title)), ("outer", "Outer and inner"), .. drawn.Count > 0 ? [("gallery", "What agents do")] : (IEnumerable<(string, string)>)[],
            ("capacity", "Cells"), ("all-agents", "Agents"), ("findings", "Findings"), ("making", "How it was made"),
        ];
        return Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <title>{data.Experiment.Name}: MesaBench report</title>
            <style>{Html.Asset(Assets.Style)}</style>
            </head>
            <body>
            <header><h1>{data.Experiment.Name}</h1><p class="question">{Answer.Question(data)}</p></header>
            <nav><details><summary>Contents</summary><ol>{parts.Select(part => Html.Of($"<li><a href=\"#{part.Id}\">{part.Name}</a></li>"))}</ol></details></nav>
            <main>
            <section id="answer">
            <h2>Answer</h2>
            {Html.Lines(Answer.Of(data).Select(sentence => Html.Of($"<p>{sentence}</p>")))}
            <h3>What this study cannot say</h3>
            <ul>{Html.Lines(Caveats.Of(data).Select(caveat => Html.Of($"<li>{caveat}</li>")))}</ul>
            </section>
            {Html.Lines(figures.Select(figure => FigureOf(figure, folder)))}
            <section id="outer"><h2>Outer alignment by inner objective</h2>
            <p>Competent agents by what their choices reveal, in worlds whose base objective is what was intended (aligned) or not (misaligned).</p>
            {Tables.OuterByInner(data)}
            <p class="source">From <a href="capacity.csv">capacity.csv</a>.</p></section>
            {Gallery.Of(drawn, folder)}
            <section id="capacity"><h2>Cells</h2>{Tables.Cells(data)}</section>
            <section id="all-agents"><h2>Agents</h2>{Tables.Agents(data)}</section>
            <section id="findings"><h2>Findings, in the program's words</h2>{Html.Lines(data.Results.Findings.Select(finding => Html.Of($"<p>{finding}</p>")))}<p class="source">From <a href="findings.txt">findings.txt</a>.</p></section>
            {Making(data, manifest, folder)}
            </main>
            <script>{Html.Asset(Assets.Plotly)}</script>
            <script>{Html.Asset(Assets.Script)}</script>
            </body>
            </html>

            """);
    }

    private static Html FigureOf(Figure figure, string folder) => Html.Of($"""
        <section id="{figure.Id}" class="study-figure">
        <h2>{figure.Title}</h2>
        <p>{figure.Caption}</p>
        {(figure.Legend.Count == 0 ? Html.None : Html.Of($"<p class=\"legend\">{figure.Legend.Select(Entry)}</p>"))}
        <div class="panels">
        {Html.Lines(figure.Panels.Take(MostPanels).Select((panel, i) => Html.Of($"<div class=\"panel\"><h4>{panel.Title}</h4>{Gallery.PlotOf($"{figure.Id}-{i}", panel.Json)}</div>")))}
        </div>
        {(figure.Panels.Count > MostPanels ? Html.Of($"<p class=\"source\">The first {MostPanels} of {figure.Panels.Count} worlds and alphas.</p>") : Html.None)}
        {(figure.File.Length == 0 ? Html.None : Html.Of($"<p class=\"source\">From <a href=\"{figure.File}\">{figure.File}</a>; <code>mesabench report {folder}</code> draws it again.</p>"))}
        </section>
        """);

    private static Html Entry((string Name, string Colour, string Dash) entry) => Html.Of(
        $"<span><svg width=\"26\" height=\"8\" aria-hidden=\"true\"><path d=\"M0 4H26\" stroke=\"{entry.Colour}\" stroke-width=\"3\" stroke-dasharray=\"{Pattern(entry.Dash)}\"/></svg> {entry.Name}</span> ");

    private static string Pattern(string dash) => dash switch { "dash" => "8 4", "dot" => "2 3", "dashdot" => "8 3 2 3", _ => "none" };

    private static Html Making(StudyData data, Manifest manifest, string folder)
    {
        RunRecord[] runs = [.. manifest.Runs];
        return Html.Of($"""
            <section id="making">
            <h2>How it was made</h2>
            <p><code>mesabench run {folder} --out another</code> trains and judges the agents again, by the experiment that this folder holds; <code>mesabench report {folder}</code> makes this page again from the files beside it. The experiment as run, with every default and seed, is in <a href="manifest.json">manifest.json</a>: numerics version {manifest.Numerics}, study seed {manifest.StudySeed}, detectors {manifest.Detectors ?? 0}.</p>
            <ul>{Html.Lines(runs.Select(run => Html.Of($"<li>{run.Started.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, program {run.Version}{(run.Commit is { } commit ? $" ({commit})" : "")}, {run.Device}, {Words.Count(run.Threads, "thread")}: {Words.Count(run.AgentsFinished, "agent")}</li>")))}</ul>
            <p>Charts are drawn by plotly.js 2.28.0, which this file contains (MIT licence, © Plotly, Inc.).</p>
            </section>
            """);
    }
}
