using MesaBench.Statistics;

namespace MesaBench.Results;

/// <summary>What the tests say: the claim of each architecture with what it rests on, then what is exploratory.</summary>
internal static class TrendSentences
{
    public static IEnumerable<string> Of(IReadOnlyList<TrendRow> trends)
    {
        foreach (TrendRow claim in trends.Where(t => t.Condition == Condition.All))
        {
            yield return ClaimSentence(
                claim, [.. trends.Where(t => t.Architecture == claim.Architecture && t.World == Trends.AllWorlds && t.Condition != Condition.All)]);
        }
        IEnumerable<TrendRow> own = trends.Where(t => t.World != Trends.AllWorlds && t.Outcome == "persistence");
        foreach (IGrouping<(string, string, double), TrendRow> group in own.GroupBy(t => (t.Architecture, t.World, t.Alpha)))
        {
            TrendRow[] parts =
            [
                .. trends.Where(t => (t.Architecture, t.World, t.Alpha).Equals(group.Key) && t.Condition == Condition.EqualAge
                    && t.Outcome.Contains(" first ", StringComparison.Ordinal) && !double.IsNaN(t.Slope.Value)),
            ];
            yield return Group([.. group]) + Parts(parts);
        }
        TrendRow[] tested = [.. trends.Where(t => t.Status == TrendStatus.Exploratory && !double.IsNaN(t.PValue))];
        if (tested.Length > 0)
            yield return Words.Text($"trends.csv has {Words.Count(tested.Length, "exploratory test")}, ")
                + Words.Text($"{tested.Count(t => t.PValue <= Trends.SignificanceLevel)} of them with an unadjusted p of at ")
                + Words.Text($"most {Trends.SignificanceLevel}, where {Trends.SignificanceLevel * tested.Length:0.#} would be expected if capacity made no difference to anything; they share agents and are far from independent.");
    }

    private static string ClaimSentence(TrendRow claim, TrendRow[] parts) =>
        $"{claim.Architecture}, {Trends.AllWorlds}: {Change(parts)}. {Verdict(claim, parts)}";

    private static string Group(TrendRow[] parts)
    {
        TrendRow first = parts[0];
        string heading = first.Question == TrendQuestion.InductiveBias ? "Inductive bias, as no reward tells the objectives apart" : "Exploratory";
        return Words.Text($"{heading}: {first.Architecture}, {first.World}, alpha {first.Alpha}: {Change(parts)}.");
    }

    /// <summary>What a change of preference is made of, which is a ratio.</summary>
    private static string Parts(TrendRow[] parts) => parts.Length == 0 ? ""
        : $" The share of all shifted episodes changes: {string.Join("; ", parts.Select(p =>
            $"{p.Outcome} by {Words.Change(p.Slope.Value)} ({Words.Interval(p.Slope.Interval)})"))}.";

    private static string Change(TrendRow[] parts)
    {
        string[] told = [.. parts.Where(p => !double.IsNaN(p.Slope.Value)).Select(p =>
            $"by {Words.Change(p.Slope.Value)} {Words.Condition(p.Condition)} ({Words.Interval(p.Slope.Interval)}, {Words.P(p.PValue)}, {Words.Count(p.Agents, "agent")})")];
        string[] empty = [.. parts.Where(p => double.IsNaN(p.Slope.Value)).Select(p => $"{Words.Condition(p.Condition)}: {p.WhoIsLeftOut}")];
        string told1 = told.Length == 0 ? "no comparison of persistence can be made"
            : $"doubling the parameters changes persistence, in doublings of steps, {string.Join(", ", told)}";
        return empty.Length == 0 ? told1 : $"{told1}; {string.Join("; ", empty)}";
    }

    private static string Verdict(TrendRow claim, TrendRow[] parts)
    {
        string kind = claim.Status == TrendStatus.Confirmatory ? "a hypothesis of the experiment" : "exploratory";
        string tested = double.IsNaN(claim.AdjustedP) ? $"largest {Words.P(claim.PValue)}"
            : $"largest {Words.P(claim.PValue)}, adjusted {Words.P(claim.AdjustedP)}";
        return claim.Claim switch
        {
            Claim.Empty => $"No claim about capacity ({kind}) can be made, since a comparison is empty.",
            Claim.NotOneSign => $"The comparisons have not one sign, so no claim about capacity holds ({kind}).",
            Claim.NotShown => "That capacity matters is not shown under every comparison, which does not show that it does not "
                + $"({kind}: {tested}{(claim.WhoIsLeftOut.Length == 0 ? "" : $", and {claim.WhoIsLeftOut}")}).",
            Claim.FewSets => $"{Turn(parts)} ({kind}: {tested}), on {claim.LevelSets} level sets, too few for a claim, which needs {Trends.ClaimLevelSets}.",
            _ => $"{Turn(parts)} ({kind}: {tested}).",
        };
    }

    /// <summary>
    /// Preference is a share of decided episodes, which may turn because base comes first more often, or the proxy less: more is not said.
    /// </summary>
    private static string Turn(TrendRow[] parts) =>
        $"In larger networks preference {(parts[0].Slope.Value < 0 ? "turns towards base sooner" : "stays with the proxy longer")}, under every comparison";
}
