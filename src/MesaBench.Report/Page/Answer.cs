using MesaBench.Inference;
using MesaBench.Reports.Figures;
using MesaBench.Results;
using MesaBench.Statistics;

namespace MesaBench.Reports.Page;

/// <summary>What a study answers to the three questions that all of them ask, a sentence or two each, with estimates and intervals.</summary>
internal static class Answer
{
    /// <summary>What is asked.</summary>
    public static string Question(StudyData data) => data.Experiment.Description is { Length: > 0 } own ? own : "How often do misaligned inner objectives emerge, and does that change as capacity grows?";

    /// <summary>How often, whether capacity changes it, and who searches.</summary>
    public static IReadOnlyList<string> Of(StudyData data)
    {
        CapacityRow[] cells = [.. data.Results.Cells.Where(cell => !cell.Planted)];
        return [HowOften(cells), Capacity(data.Results.Trends), Search(data, cells)];
    }

    /// <summary>Nothing is pooled: the cells with the least and the most are told. At alpha 0 nothing in the reward tells the objectives apart, which is another question.</summary>
    private static string HowOften(CapacityRow[] cells)
    {
        string gate = Words.Text($"{cells.Sum(c => c.Competent)} of {Words.Count(cells.Sum(c => c.Agents), "agent")} are competent. ");
        CapacityRow[] judged = [.. cells.Where(cell => cell.Misaligned.OfCompetent.Exists)];
        return judged.Length == 0 ? $"{gate}Of none could be judged what it pursues where the objectives come apart."
            : gate + string.Join(' ', judged.GroupBy(cell => cell.CellFacts.MostAlpha > 0).OrderByDescending(group => group.Key).Select(group => HowOften([.. group], group.Key ? "Where training shows the objectives apart (alpha above 0)" : "At alpha 0, where nothing in the reward tells them apart")));
    }

    private static string HowOften(CapacityRow[] cells, string where)
    {
        CapacityRow[] sorted = [.. cells.OrderBy(cell => cell.Misaligned.OfCompetent.Value)];
        string Told(CapacityRow cell) => Words.Text($"{cell.Misaligned.Count} of {Words.Count(cell.Competent, "competent agent")} ({Share(cell.Misaligned.OfCompetent)})");
        return cells.Length == 1 ? $"{where}, {Told(cells[0])} are found misaligned in the one cell."
            : $"{where}, found misaligned are from {Told(sorted[0])} to {Told(sorted[^1])} in {Words.Count(cells.Length, "cell")}, in half of them {Words.Share(sorted[(cells.Length - 1) / 2].Misaligned.OfCompetent.Value)} or less.";
    }

    private static string Share(Estimate share) => $"{Words.Share(share.Value)}, 95% {Words.Share(share.Interval.Low)} to {Words.Share(share.Interval.High)}";

    /// <summary>What came of the hypotheses, over all worlds in which the reward tells the objectives apart; where nothing could be compared, no more than that.</summary>
    private static string Capacity(IReadOnlyList<TrendRow> trends)
    {
        TrendRow[] own = [.. trends.Where(trend => trend.World == Trends.AllWorlds)];
        string[] compared = [.. own.Where(trend => double.IsFinite(trend.Slope.Value)).Select(trend => trend.Architecture).Distinct()];
        string[] others = [.. own.Select(trend => trend.Architecture).Distinct().Except(compared)];
        IEnumerable<string> told = TrendSentences.Of([.. own.Where(trend => compared.Contains(trend.Architecture))]);
        return string.Join(' ', [.. told, .. Parts(trends), .. others.Length > 0 ? [$"Whether capacity changes how long the proxy is kept to could not be compared over all worlds with alpha above 0 ({string.Join("; ", others)}); trends.csv says why."] : (string[])[],
            .. own.Length == 0 ? ["No capacities were compared over worlds with alpha above 0."] : (string[])[]]);
    }

    /// <summary>Whether it is proxies that agents turn away from: preference is a ratio, which also moves where base is reached more often.</summary>
    private static IEnumerable<string> Parts(IReadOnlyList<TrendRow> trends)
    {
        TrendRow[] parts = [.. trends.Where(trend => trend.World != Trends.AllWorlds && trend.Alpha > 0 && trend.Condition == Condition.EqualAge && trend.Outcome.StartsWith("proxy first", StringComparison.Ordinal) && double.IsFinite(trend.Slope.Value))];
        if (parts.Length == 0) yield break;
        int falls = parts.Count(part => part.Slope.Interval.High < 0), rises = parts.Count(part => part.Slope.Interval.Low > 0);
        yield return $"But preference is a share of decided episodes. Of all shifted ones, at equal age, the share with the proxy first surely falls as networks grow in {falls} of {parts.Length} {(parts.Length == 1 ? "world and alpha" : "worlds and alphas")}, and surely rises in {rises}"
            + $" (exploratory){(falls == 0 ? ": that larger networks turn away from the proxy is not shown" : "")}.";
    }

    private static string Search(StudyData data, CapacityRow[] cells)
    {
        if (data.Results.Searches.Count == 0) return "Whether agents search could not be asked of any: that takes competent networks with ticks, of a kind whose detectors are calibrated.";
        IEnumerable<string> kinds = data.Results.Searches.Select(row => Words.Text($"{row.Searches} of {Words.Count(row.Asked, row.Network + " network")} that could be asked ({Share(row.Found)})"));
        (int searching, int asked, int mesa) = (cells.Sum(c => c.Searches.Count), data.ProxyBySearch.Sum(own => own.AskedForProxy), cells.Sum(c => c.MesaMisaligned.Count));
        return $"Found to search: {string.Join(", ", kinds)}. " + (searching == 0 ? "So there is none of which could be asked what it searches for."
            : Words.Text($"Of these {searching}, {asked} could be asked whether they search for a proxy: {mesa} of them are misaligned mesa-optimizers."));
    }
}
