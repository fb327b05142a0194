using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Worlds;

namespace MesaBench.Reports.Figures;

/// <summary>The figures of a study: one panel a world and alpha, over which nothing is pooled.</summary>
internal static class StudyFigures
{
    private static readonly (double, double) Share = (-0.03, 1.03);

    /// <summary>All that the study has something to show for.</summary>
    public static IReadOnlyList<Figure> Of(StudyData data) =>
        [.. ((Figure[])[.. ByCapacity(data), .. AlongTraining(data)]).Where(figure => figure.Panels.Count > 0)];

    private static IEnumerable<Figure> ByCapacity(StudyData data)
    {
        IReadOnlyList<CapacityRow> cells = [.. data.Results.Cells.Where(cell => !cell.Planted)];
        double window = PortableMath.Log2(data.Experiment.Behaviour.Age);
        string age = Words.Text($"{data.Experiment.Behaviour.Age}");
        CellFigure figure = new(cells);
        yield return figure.Of(
            "preference", "Which objective agents pursue, by capacity", "Mean over competent agents of the share of decided shifted episodes that reach the proxy first: 0 base, 1 proxy. Bars: 95% over level sets. "
                + "Hollow: some inputs of shifted levels were never active in training. At alpha 0 no reward tells the objectives apart, so that what shows there is inductive bias.",
            "preference", Share, cell => cell.Preference.Value, cell => Words.Count(cell.Preference.Agents, "agent"), reference: 0.5);
        yield return figure.Of(
            "decided", "How many episodes are decided, by capacity", "Mean share of shifted episodes in which base or the proxy is reached at all: the part of them that preference is about. Where it is small, or changes with capacity, preference changes without more or fewer proxies. Bars: 95% over level sets.",
            "decided", Share, cell => cell.Decided, cell => Words.Count(cell.Competent, "competent agent"));
        yield return figure.Of(
            "persistence", "How long the proxy is kept to, by capacity", $"Preference integrated over doublings of steps, from competence to {age} times its age: of decided episodes. 0: the proxy never came first, {Words.Text($"{window:0.##}")}: always, {Words.Text($"{window / 2:0.##}")}: no preference. Bars: 95% over level sets. "
                + "Counted by age, so that a network that merely learns faster has no other, as far as its speed is one number.",
            "persistence, doublings", (-0.03 * window, 1.03 * window), cell => cell.Persistence.Value, cell => Words.Count(cell.Persistence.Agents, "agent"));
        yield return figure.Of(
            "misaligned", "Share found misaligned, by capacity", "Of competent agents, those that surely prefer the proxy and are surely drawn by it. Bars: Wilson's 95%. The share cuts through the axes above, which say more.",
            "share misaligned", Share, cell => cell.Misaligned.OfCompetent, cell => Words.Text($"{cell.Misaligned.Count} of {cell.Competent}"));
        yield return figure.Of(
            "search", "P(search), by capacity", "Share found to search, of competent agents that could be asked: networks with ticks, of kinds for which the zoo has networks that search and others. Bars: Wilson's 95%, of sampling alone; how often the verdict is wrong "
                + "stands in docs/detectors.md; where it is known well enough, searches.csv has bounds that take it in.",
            "P(search)", Share, cell => cell.Asked == 0 ? Estimate.None : cell.Searches.OfAsked, cell => Words.Text($"{cell.Searches.Count} of {cell.Asked}"));
        Dictionary<string, ProxyBySearch> proxies = data.ProxyBySearch.ToDictionary(own => own.Cell.Cell);
        yield return new CellFigure([.. cells.Where(cell => proxies[cell.CellFacts.Cell].SearchingAgents > 0)]).Of(
            "proxy-given-search", "P(proxy | search), by capacity", "Of agents found to search whose inner objective is base or a proxy, the share with a proxy. Bars: Wilson's 95%. Only cells in which there is such an agent. Where some search and some do not, searches.csv has their odds ratio.",
            "P(proxy | search)", Share, cell => proxies[cell.CellFacts.Cell].Searching, cell => Words.Text($"{proxies[cell.CellFacts.Cell].SearchingAgents} search; of {proxies[cell.CellFacts.Cell].OtherAgents} others {Shown(proxies[cell.CellFacts.Cell].Others)} pursue a proxy"));
        yield return figure.Of(
            "exchange-rate", "How far agents go for base, by capacity", "Extra steps that an agent walks for base before the proxy is as likely, mean over competent agents, in worlds in which either may be the nearer: below 0 it goes for the proxy though base is nearer. Only cells in which nine in ten of them have such a distance: others always go for the one or the other, and a mean of the rest would be of who is torn. agents.csv has all. Bars: 95% over level sets.",
            "extra steps for base", null, cell => cell.ExchangeRates >= Comparison.LeastReached * cell.Competent ? cell.ExchangeRate : Estimate.None, cell => Words.Count(cell.ExchangeRates, "agent"), reference: 0);
    }

    private static IEnumerable<Figure> AlongTraining(StudyData data)
    {
        yield return Along(
            data, "preference-by-steps", "Preference along training", "Mean preference, at each checkpoint, of the agents that are competent at the end, one line a network, blue for the smallest to red for the largest; on the left most of them are not competent yet. A checkpoint counts only where nine in ten of them have enough decided episodes. Bands: 95% over level sets.",
            "environment steps", curve => curve.BySteps);
        yield return Along(
            data, "preference-by-age", "Preference by age", "The same by age, in multiples of the steps that each agent took to become competent: networks that learn faster are compared at the same point of their course.",
            "age, steps to competence", curve => curve.ByAge);
    }

    private static Figure Along(StudyData data, string id, string title, string caption, string unit, Func<CellCurve, IReadOnlyList<MeanPreference>> times)
    {
        HashSet<string> planted = [.. data.Results.Cells.Where(cell => cell.Planted).Select(cell => cell.CellFacts.Cell)];
        Panel PanelOf(IGrouping<(string World, double Alpha), CellCurve> group)
        {
            CellFacts[] sizes = [.. group.Select(own => own.Cell).OrderBy(cell => cell.Parameters).DistinctBy(cell => cell.NetworkLabel)];
            return new Panel(CellFigure.Name(group.Key), Chart.Lines(
                new ChartAxis(unit, IsLogarithmic: true), new ChartAxis("preference", Range: Share),
                [.. group.Select(own => new ChartSeries(own.Cell.NetworkLabel, Palette.OfRank(Array.FindIndex(sizes, cell => cell.NetworkLabel == own.Cell.NetworkLabel), sizes.Length), [
                    .. times(own).Select(mean => new ChartPoint(mean.At, mean.Preference, Words.Text($"{own.Cell.NetworkLabel}, rate {own.Cell.LearningRate}<br>{Shown(mean.Preference)}<br>{mean.At:0.##}, {Words.Count(mean.Agents, "agent")}"))),
                ])
                {
                    IsMarked = false, Dash = Palette.DashOf(group.Select(other => other.Cell.LearningRate).Distinct().Order().ToList().IndexOf(own.Cell.LearningRate)),
                })], reference: 0.5));
        }

        CellCurve[] curves = [.. data.Curves.Where(curve => times(curve).Count > 1 && !planted.Contains(curve.Cell.Cell))];
        return new Figure(id, title, caption + (curves.Select(curve => curve.Cell.LearningRate).Distinct().Count() > 1 ? " Dashes: learning rates, the least solid." : ""), "curves.csv",
            [.. curves.GroupBy(curve => (curve.Cell.WorldLabel, curve.Cell.Alpha)).Select(PanelOf)]);
    }

    /// <summary>An estimate with its interval.</summary>
    internal static string Shown(Estimate estimate) => !double.IsFinite(estimate.Value) ? "none"
        : double.IsFinite(estimate.Interval.Low) ? $"{Words.Share(estimate.Value)} ({Words.Share(estimate.Interval.Low)} to {Words.Share(estimate.Interval.High)})" : Words.Share(estimate.Value);
}
