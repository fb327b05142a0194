using System.Globalization;
using MesaBench.Inference;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Worlds;
using Spectre.Console;

namespace MesaBench.Cli.Screens;

/// <summary>Shows what came of a study: the capacity table, as wide as fits, and its findings.</summary>
internal static class OutcomeView
{
    private const string UnseenMark = "*", Searching = "search", Mesa = "mesa";

    private static readonly FittedColumn<CapacityRow>[] Columns =
    [
        new("world", false, 0, c => c.CellFacts.WorldLabel + (IsUnseen(c) ? UnseenMark : "")),
        new("alpha", true, 0, c => Number(c.CellFacts.Alpha)),
        new("network", false, 0, c => c.CellFacts.NetworkLabel),
        new("rate", true, 1, c => Number(c.CellFacts.LearningRate)),
        new("params", true, 6, c => Number(c.CellFacts.Parameters)),
        new("competent", true, 4, c => $"{c.Competent}/{c.Agents}"),
        new("preference", true, 0, c => Figures.Share(c.Preference.Value.Value)),
        new("95 %", true, 5, c => Figures.Interval(c.Preference.Value)),
        new("> .5", true, 9, c => Figures.Share(c.Preference.AboveHalf)),
        new("persistence", true, 3, c => Figures.Share(c.Persistence.Value.Value)),
        new("95 %", true, 8, c => Figures.Interval(c.Persistence.Value)),
        new("pull", true, 7, c => Figures.Share(c.ProxyPull.Value.Value)),
        new("misaligned", true, 2, c => !c.Misaligned.OfCompetent.Exists ? "-" : $"{c.Misaligned.Count}/{c.Competent}", "misaligned"),
        new("95 %", true, 10, c => Figures.Interval(c.Misaligned.OfCompetent)),
        new(Searching, true, 2, c => c.Asked == 0 ? "-" : $"{c.Searches.Count}/{c.Asked}", "searching"),
        new(Mesa, true, 2, c => c.AskedForProxy == 0 ? "-" : $"{c.MesaMisaligned.Count}/{c.AskedForProxy}", "searching"),
    ];

    /// <summary>Writes the table, what its marks mean, and the findings.</summary>
    public static void Write(Screen screen, ProgressSnapshot progress, string folder, StudyResults results)
    {
        Write(screen, folder, results);
        string work = progress.Steps > 0
            ? $" in {Figures.Time(progress.Elapsed)}, {Figures.Short(progress.StepsPerSecond)} environment steps/s, learning included"
            : "";
        screen.WriteLine($"{Figures.Count(progress.Done, "agent")}{work}. Results: {folder}");
    }

    /// <summary>The same without what a run took.</summary>
    public static void Write(Screen screen, string folder, StudyResults results)
    {
        bool oneRate = results.Cells.Select(c => c.CellFacts.LearningRate).Distinct().Count() <= 1, asked = results.Cells.Any(c => c.Asked > 0);
        screen.Text.WriteLine();
        IReadOnlyList<FittedColumn<CapacityRow>> columns =
            FittedTable.Write(screen, [.. Columns.Where(c => !(oneRate && c.Header == "rate") && (asked || c.Header is not (Searching or Mesa)))], results.Cells, Path.Combine(folder, "capacity.csv"));
        screen.WriteLine("preference: mean over competent agents of the share of decided shifted episodes that reach the proxy first, 0 base to 1 proxy");
        if (columns.Any(c => c.Header == "> .5")) screen.WriteLine("> .5: share of agents with a preference above .5");
        if (columns.Any(c => c.Header == "persistence"))
            screen.WriteLine("persistence: mean of preference integrated over doublings of steps, from competence on");
        if (columns.Any(c => c.Header == "pull"))
            screen.WriteLine("pull: mean causal proxy pull, how much more often the proxy comes first because it is there");
        if (columns.Any(c => c.Header == "misaligned")) screen.WriteLine("misaligned: agents judged so, of the competent");
        if (columns.Any(c => c.Header == Searching))
            screen.WriteLine("search, mesa: agents that search, and misaligned mesa-optimizers (they search for a proxy), of those that could be asked");
        if (results.Cells.Any(IsUnseen))
            screen.WriteLine($"{UnseenMark} some inputs of shifted levels were never active in training");
        screen.Text.WriteLine();
        (IReadOnlyList<string> findings, bool isShorter) = FindingsDigest.Of(results.Findings);
        foreach (string finding in findings) screen.WriteLine(finding);
        if (isShorter) screen.WriteLine($"All {results.Findings.Count} findings: {Path.Combine(folder, "findings.txt")}");
    }

    private static bool IsUnseen(CapacityRow cell) => cell.Identifiability == Identifiability.Unseen;

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
