using System.Globalization;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Verdicts;

namespace MesaBench.Statistics;

/// <summary>One agent with its course of training, as far as comparisons need it.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Curve">Its checkpoints, in the order of steps.</param>
public sealed record Subject(AgentRow Row, IReadOnlyList<CurvePoint> Curve);

/// <summary>The capacities of one architecture in one world at one alpha, compared under one condition.</summary>
/// <param name="Points">The agents compared; empty where the comparison is.</param>
/// <param name="LeftOut">Agents that are not.</param>
/// <param name="Why">Why they are not, or why nobody is; empty when all are.</param>
public sealed record Comparison(IReadOnlyList<SlopePoint> Points, int LeftOut, string Why)
{
    /// <summary>A comparison is empty unless this share of all agents at every capacity reach it: else who is left would be selected.</summary>
    public const double LeastReached = 0.9;

    /// <summary>Compares all agents of a group.</summary>
    /// <param name="group">All agents of an architecture, a world and an alpha.</param>
    /// <param name="outcome">An agent's figure; NaN where it does not exist.</param>
    public static Comparison Of(IReadOnlyList<Subject> group, Func<Subject, double> outcome) =>
        Reached(group, group.Count, outcome, byRate: true);

    /// <summary>Compares each capacity at its learning rate of smallest median clock.</summary>
    public static Comparison AtBestRate(IReadOnlyList<Subject> group, Func<Subject, double> outcome)
    {
        ArgumentNullException.ThrowIfNull(group);
        Subject[] best = [.. group.GroupBy(s => s.Row.CellFacts.Parameters).SelectMany(capacity => capacity
            .GroupBy(s => s.Row.CellFacts.LearningRate)
            .OrderBy(rate => CapacityTable.MedianClock([.. rate.Select(s => s.Row)])).ThenBy(rate => rate.Key).First())];
        return best.Length == group.Count
            ? new Comparison([], group.Count, "empty: each capacity was trained at one learning rate")
            : Reached(best, group.Count, outcome, byRate: false);
    }

    private static Comparison Reached(IReadOnlyList<Subject> agents, int all, Func<Subject, double> outcome, bool byRate)
    {
        bool IsReached(Subject s) => s.Row.Competent && !double.IsNaN(outcome(s));
        (int Parameters, double Share)[] shares =
        [
            .. agents.GroupBy(s => s.Row.CellFacts.Parameters).Select(g => (g.Key, g.Count(IsReached) / (double)g.Count())).OrderBy(g => g.Key),
        ];
        string why = Reasons(agents, IsReached, all - agents.Count);
        if (shares.Length < 2) return new Comparison([], all, "empty: one capacity");
        (int parameters, double least) = shares.MinBy(s => s.Share);
        if (least < LeastReached)
            return new Comparison([], all, Text($"empty: reached by {least:0%} at {parameters} parameters ({why})"));
        SlopePoint[] points = [.. agents.Where(IsReached).Select(s => Point(s, outcome(s), byRate))];
        return new Comparison(points, all - points.Length, why);
    }

    private static SlopePoint Point(Subject subject, double outcome, bool byRate)
    {
        CellFacts cell = subject.Row.CellFacts;
        string stratum = Text($"{cell.WorldLabel} {cell.Alpha} {(byRate ? cell.LearningRate : 0)}");
        return new SlopePoint(stratum, subject.Row.LevelSet, PortableMath.Log2(cell.Parameters), outcome);
    }

    private static string Reasons(IReadOnlyList<Subject> agents, Func<Subject, bool> isReached, int otherRates)
    {
        Subject[] missing = [.. agents.Where(s => !isReached(s))];
        (int Count, string What)[] reasons =
        [
            (otherRates, "at other learning rates"),
            (missing.Count(s => s.Row.Verdict == Verdict.Diverged), "diverged"),
            (missing.Count(s => s.Row.Verdict == Verdict.Incompetent), "incompetent"),
            (missing.Count(s => s.Row.Competent), "without the figure: training too short, or too few decided episodes"),
        ];
        return string.Join("; ", reasons.Where(r => r.Count > 0).Select(r => Text($"{r.Count} {r.What}")));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
