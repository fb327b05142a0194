using System.Globalization;
using MesaBench.Inference;
using MesaBench.Statistics;
using MesaBench.Studies;

namespace MesaBench.Cli.Screens;

/// <summary>Results folders side by side: who they are, their cells, and what the marks mean.</summary>
internal static class ComparisonView
{
    private const int MostNamed = 3; // cells

    /// <summary>Writes a comparison.</summary>
    public static void Write(Screen screen, StudyComparison comparison)
    {
        string[] letters = [.. comparison.Studies.Select((_, i) => ((char)('A' + i)).ToString())];
        Dictionary<string, string> letterOf = comparison.Studies.Zip(letters).ToDictionary(pair => pair.First.Folder, pair => pair.Second);
        foreach ((ComparedStudy study, string letter) in comparison.Studies.Zip(letters)) Write(screen, study, letter, comparison);
        screen.Text.WriteLine();
        FittedColumn<ComparedRow>[] columns = [.. Columns(letterOf, comparison.Rows)];
        _ = FittedTable.Write(screen, columns, comparison.Rows, "the file that --out writes");
        screen.WriteLine("figures are those of capacity.csv, of competent agents: preference from 0 base to 1 proxy, persistence in doublings of steps; misaligned of the competent, search of those that could be asked");
        string[] ways = [.. Ways(comparison, letterOf)];
        if (ways.Length == 0) screen.WriteLine("change: less A's; without an interval, for the agents are the same");
        else
        {
            screen.WriteLine("change: less A's, and its 95% interval: were both trained again, with other seeds and levels, 95 of 100 such intervals would hold the true difference. Of many that are read one in twenty misses");
            screen.WriteLine($"intervals of means: {string.Join("; ", ways)}. Of shares: Newcombe's. None below 8 agents or 4 sets, and none of cells in which agents are the same");
        }
    }

    /// <summary>How means are compared, and where.</summary>
    private static IEnumerable<string> Ways(StudyComparison comparison, Dictionary<string, string> letterOf)
    {
        foreach ((Pairing pairing, string way) in (IEnumerable<(Pairing, string)>)[(Pairing.WithinSets, " within level sets, which are A's too (Student's t over the sets' differences)"), (Pairing.Apart, ", whose level sets are not A's (Welch's t over set means)")])
        {
            string[] of = [.. comparison.Rows.Where(row => row.Pairing == pairing).Select(row => letterOf[row.Folder]).Distinct()];
            if (of.Length > 0) yield return $"{string.Join(", ", of)}{way}";
        }
    }

    private static void Write(Screen screen, ComparedStudy study, string letter, StudyComparison comparison)
    {
        ComparedStudy first = comparison.Studies[0];
        string agents = study.Agents < study.AgentsPlanned ? $"{study.Agents} of {Figures.Count(study.AgentsPlanned, "agent")}, not finished" : Figures.Count(study.Agents, "agent");
        screen.WriteLine($"{letter}  {study.Folder}: {study.Experiment}, {agents} in {Figures.Count(study.Cells, "cell")}, numerics {study.Numerics}");
        if (study == first) return;
        if (study.Numerics != first.Numerics) screen.WriteLine($"   other numerics than A's, {first.Numerics}: other bits for the same experiment, and level sets are not taken for the same");
        if (study.Detectors != first.Detectors) screen.WriteLine("   other detectors of search than A's: who is said to search is not the same question");
        int compared = comparison.Rows.Where(row => row.Folder == study.Folder).Sum(row => row.Agents);
        if (study.SameWeights > 0) screen.WriteLine($"   {(study.SameWeights == compared ? $"all {study.SameWeights}" : $"{study.SameWeights} of {compared}")} agents compared have the same weights as in A, bit for bit{(study.SameWeights == compared ? ": whatever differs is how they were measured" : "")}");
        if (study.Difference is { } difference) screen.WriteLine($"   another experiment than A's, first in {difference.Replace("; allowed: ", "; in A: ", StringComparison.Ordinal)}");
        if (study.Alone.Count > 0) screen.WriteLine($"   {Figures.Count(study.Alone.Count, "cell")} not in A: {Named(study.Alone)}");
        if (study.Lacking.Count > 0) screen.WriteLine($"   {Figures.Count(study.Lacking.Count, "cell")} of A not in {letter}: {Named(study.Lacking)}");
    }

    private static string Named(IReadOnlyList<string> cells) => $"{string.Join(", ", cells.Take(MostNamed))}{(cells.Count > MostNamed ? $" and {cells.Count - MostNamed} more" : "")}";

    private static IEnumerable<FittedColumn<ComparedRow>> Columns(Dictionary<string, string> letterOf, IReadOnlyList<ComparedRow> rows)
    {
        yield return new("world", false, 0, row => row.CellFacts.WorldLabel);
        yield return new("alpha", true, 0, row => Number(row.CellFacts.Alpha));
        yield return new("network", false, 0, row => row.CellFacts.NetworkLabel);
        if (Varies(row => row.CellFacts.Trainer)) yield return new("trainer", false, 8, row => row.CellFacts.Trainer);
        if (Varies(row => row.CellFacts.LearningRate)) yield return new("rate", true, 0, row => Number(row.CellFacts.LearningRate));
        yield return new("in", false, 0, row => letterOf[row.Folder]);
        if (Varies(row => row.Steps)) yield return new("steps", true, 7, row => row.Steps is { } steps ? Figures.Short(steps) : "-");
        yield return new("competent", true, 5, row => $"{row.Competent}/{row.Agents}");
        yield return Change("competent", 13, row => row.CompetentDifference);
        yield return new("preference", true, 0, row => Figures.Share(row.Preference.Value));
        yield return Change("preference", 1, row => row.PreferenceDifference);
        yield return new("persistence", true, 4, row => Figures.Share(row.Persistence.Value));
        yield return Change("persistence", 9, row => row.PersistenceDifference);
        yield return new("pull", true, 6, row => Figures.Share(row.ProxyPull.Value));
        yield return Change("pull", 11, row => row.ProxyPullDifference);
        yield return new("misaligned", true, 2, row => row.MisalignedOfCompetent.Exists ? $"{row.Misaligned}/{row.Competent}" : "-");
        yield return Change("misaligned", 10, row => row.MisalignedDifference);
        if (rows.All(row => row.Asked == 0)) yield break;
        yield return new("search", true, 3, row => row.Asked == 0 ? "-" : $"{row.Searches}/{row.Asked}");
        yield return Change("search", 12, row => row.SearchesDifference);

        bool Varies<T>(Func<ComparedRow, T> fact) => rows.Select(fact).Distinct().Count() > 1;
    }

    private static FittedColumn<ComparedRow> Change(string of, int spare, Func<ComparedRow, Estimate> difference) => new($"{of} change", true, spare, row =>
        row.Pairing == Pairing.First ? "" : difference(row) is not { Exists: true } change ? "-"
            : $"{Signed(change.Value)} {(double.IsNaN(change.Interval.Low) ? "" : $"({Signed(change.Interval.Low)} {Signed(change.Interval.High)})")}".TrimEnd());

    private static string Signed(double value) => value.ToString("+.00;-.00;.00", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
