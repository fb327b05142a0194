using System.Globalization;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Verdicts;

namespace MesaBench.Statistics;

/// <summary>So many agents that are not compared, and why.</summary>
/// <param name="Count">Agents.</param>
/// <param name="What">In words, to be read after the number.</param>
public readonly record struct LeftOut(int Count, string What);

/// <summary>Capacities of one architecture, compared under one condition.</summary>
/// <param name="Points">The agents compared; empty where the comparison is.</param>
/// <param name="LeftOut">Those that are not, by reason.</param>
/// <param name="Empty">Why nobody is compared; an empty text where somebody is.</param>
public sealed record Comparison(IReadOnlyList<SlopePoint> Points, IReadOnlyList<LeftOut> LeftOut, string Empty)
{
    /// <summary>A comparison is empty unless this share of all agents at every capacity reach it: else who is left would be selected.</summary>
    public const double LeastReached = 0.9;

    /// <summary>Why not all agents are compared, in words.</summary>
    public string Why
    {
        get
        {
            string reasons = string.Join("; ", LeftOut.Where(r => r.Count > 0).Select(r => Text($"{r.Count} {r.What}")));
            return Empty.Length == 0 ? reasons : reasons.Length == 0 ? $"empty: {Empty}" : $"empty: {Empty} ({reasons})";
        }
    }

    /// <summary>Compares all agents of a group.</summary>
    /// <param name="group">All agents of an architecture, a world and an alpha.</param>
    /// <param name="outcome">An agent's figure; NaN where it does not exist.</param>
    public static Comparison Of(IReadOnlyList<Subject> group, Func<Subject, double> outcome)
    {
        ArgumentNullException.ThrowIfNull(group);
        return Reached(group, [], outcome, byRate: true);
    }

    /// <summary>Compares each capacity at its learning rate of smallest median clock.</summary>
    public static Comparison AtBestRate(IReadOnlyList<Subject> group, Func<Subject, double> outcome)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (group.Count(s => s.Competent && double.IsNaN(s.AgedClock)) > (1 - LeastReached) * group.Count)
            return new Comparison([], [], "agents were competent at their first checkpoint, so that no rate is the fastest");
        Subject[] best = [.. group.GroupBy(s => s.Cell.Parameters).SelectMany(capacity => capacity
            .GroupBy(s => s.Cell.LearningRate)
            .OrderBy(rate => CapacityTable.MedianClock(rate.Select(s => s.Clock))).ThenBy(rate => rate.Key).First())];
        return best.Length == group.Count
            ? new Comparison([], [], "each capacity was trained at one learning rate")
            : Reached(best, [new LeftOut(group.Count - best.Length, "at other learning rates")], outcome, byRate: false);
    }

    /// <summary>Several groups' comparisons as one, reasons summed up.</summary>
    public static Comparison Pool(IReadOnlyList<Comparison> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        SlopePoint[] points = [.. parts.SelectMany(p => p.Points)];
        LeftOut[] leftOut = [.. parts.SelectMany(p => p.LeftOut).GroupBy(r => r.What).Select(g => new LeftOut(g.Sum(r => r.Count), g.Key))];
        return new Comparison(points, leftOut, points.Length > 0 ? "" : "no group can be compared");
    }

    private static Comparison Reached(
        IReadOnlyList<Subject> agents, IReadOnlyList<LeftOut> others, Func<Subject, double> outcome, bool byRate)
    {
        bool IsReached(Subject s) => s.Competent && !double.IsNaN(outcome(s));
        (int Parameters, double Share)[] shares =
        [
            .. agents.GroupBy(s => s.Cell.Parameters).Select(g => (g.Key, g.Count(IsReached) / (double)g.Count())).OrderBy(g => g.Key),
        ];
        LeftOut[] leftOut = [.. others, .. Reasons([.. agents.Where(s => !IsReached(s))])];
        if (shares.Length < 2) return new Comparison([], leftOut, "one capacity");
        (int parameters, double least) = shares.MinBy(s => s.Share);
        if (least < LeastReached) return new Comparison([], leftOut, Text($"reached by {least:0%} at {parameters} parameters"));
        SlopePoint[] points = [.. agents.Where(IsReached).Select(s => Point(s, outcome(s), byRate))];
        return points.GroupBy(p => (p.Stratum, p.Set)).All(g => g.Select(p => p.X).Distinct().Count() == 1)
            ? new Comparison([], leftOut, "no two capacities share a learning rate and a level set")
            : new Comparison(points, leftOut, "");
    }

    private static SlopePoint Point(Subject subject, double outcome, bool byRate)
    {
        CellFacts cell = subject.Cell;
        string stratum = Text($"{cell.WorldLabel} {cell.Alpha} {(byRate ? cell.LearningRate : 0)}");
        return new SlopePoint(stratum, subject.LevelSet, PortableMath.Log2(cell.Parameters), outcome);
    }

    private static LeftOut[] Reasons(Subject[] missing) =>
    [
        new(missing.Count(s => s.Verdict == Verdict.Diverged), "diverged"),
        new(missing.Count(s => s.Verdict == Verdict.Incompetent), "incompetent"),
        new(missing.Count(s => s.Competent), "without the figure: training too short, or too few decided episodes"),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
