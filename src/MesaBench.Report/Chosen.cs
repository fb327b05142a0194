using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Verdicts;

namespace MesaBench.Reports;

/// <summary>What is compared of an agent to choose who stands for others.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Verdict">What it pursues.</param>
/// <param name="Search">What is shown of its way to decide; null where nobody asked.</param>
/// <param name="Preference">0 base to 1 proxy; NaN where there is none.</param>
/// <param name="Return">In-distribution return, of optimal.</param>
/// <param name="Score">The score for the verdict that it searches; NaN where there is none.</param>
internal sealed record Candidate(string Agent, Verdict Verdict, SearchVerdict? Search, double Preference, double Return, double Score)
{
    /// <summary>Of an agent's row.</summary>
    public static Candidate Of(AgentRow row) => new(row.Agent, row.Verdict, row.Search.Value, row.Axes.Preference.Value, row.In.Return.Value, row.Search.Score);
}

/// <summary>An agent whose portrait stands for others, chosen by rule and not by taste.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Why">For whom it stands.</param>
internal sealed record Chosen(string Agent, string Why)
{
    /// <summary>At most so many portraits, and at most one agent in so many, but always two: agents whose weights were not kept are trained again for theirs.</summary>
    public const int Most = 12, OneIn = 10;

    /// <summary>The rule, in words.</summary>
    public const string Rule = "Of each verdict, and of competent agents of each search verdict, over all worlds, two are drawn as long as there is room, for 12 and for one agent in ten: the typical one, whose preference (its return, where nobody has one) or search score is nearest to the median of its group, and the extreme one, "
        + "whose preference is farthest from it, or whose search score is the highest; the first in agents.csv of those that are alike. Verdicts and search take turns, the strongest search first.";

    /// <summary>Chooses, verdicts and search by turns, as far as there is room.</summary>
    public static IReadOnlyList<Chosen> Among(IReadOnlyList<Candidate> all)
    {
        int most = Math.Clamp(all.Count / OneIn, Math.Min(2, all.Count), Most);
        // Where nobody of a verdict has a preference, as in worlds that ask for none, returns are compared.
        ILookup<bool, Candidate> byPreference = all.GroupBy(own => own.Verdict).SelectMany(group => group.Select(own => (own, group.Any(other => double.IsFinite(other.Preference))))).ToLookup(own => own.Item2, own => own.own);
        Chosen[] verdicts = [.. Groups(byPreference[true], own => own.Verdict, own => own.Preference, "preference", "verdict", isHighest: false)
            .Concat(Groups(byPreference[false], own => own.Verdict, own => own.Return, "return", "verdict", isHighest: false)).OrderBy(group => group.Key <= Verdict.Unjudged).ThenBy(group => group.Key).SelectMany(group => group.Two)];
        Chosen[] search = [.. Groups(all.Where(own => own.Search > SearchVerdict.NotShown && own.Verdict >= Verdict.Unjudged), own => own.Search!.Value, own => own.Score, "score", "search verdict", isHighest: true).OrderByDescending(group => group.Key).SelectMany(group => group.Two)];
        IEnumerable<Chosen> byTurns = Enumerable.Range(0, Math.Max(verdicts.Length, search.Length)).SelectMany(turn => verdicts.Skip(turn).Take(1).Concat(search.Skip(turn).Take(1)));
        return [.. byTurns.GroupBy(own => own.Agent).Select(own => new Chosen(own.Key, string.Join("; ", own.Select(each => each.Why)))).Take(most)];
    }

    private static IEnumerable<(T Key, Chosen[] Two)> Groups<T>(IEnumerable<Candidate> all, Func<Candidate, T> by, Func<Candidate, double> of, string figure, string what, bool isHighest)
        where T : struct, Enum => all.Where(own => double.IsFinite(of(own))).GroupBy(by).Select(group => (group.Key, Two([.. group], $"with {what} {ExperimentJson.EnumName(group.Key)}", of, figure, isHighest)));

    private static Chosen[] Two(Candidate[] group, string name, Func<Candidate, double> of, string figure, bool isHighest)
    {
        double[] sorted = [.. group.Select(of).Order()];
        double median = (sorted[(group.Length - 1) / 2] + sorted[group.Length / 2]) / 2;
        Chosen As(string role, Candidate who) => new(who.Agent, $"{role} of the {Words.Count(group.Length, "agent")} {name} ({figure} {Words.Share(of(who))}, median {Words.Share(median)})");
        Candidate typical = group.MinBy(own => Math.Abs(of(own) - median))!, extreme = isHighest ? group.MaxBy(of)! : group.MaxBy(own => Math.Abs(of(own) - median))!;
        return extreme == typical ? [As("typical", typical)] : [As("typical", typical), As("extreme", extreme)];
    }
}
