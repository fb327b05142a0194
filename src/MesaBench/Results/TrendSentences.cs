using MesaBench.Statistics;

namespace MesaBench.Results;

/// <summary>What the tests say: the claim of each architecture with what it rests on, then what is exploratory.</summary>
internal static class TrendSentences
{
    private const double SignificanceLevel = 0.05;

    public static IEnumerable<string> Of(IReadOnlyList<TrendRow> trends)
    {
        foreach (TrendRow claim in trends.Where(t => t.Condition == Condition.All))
        {
            yield return Claim(
                claim, [.. trends.Where(t => t.Architecture == claim.Architecture && t.World == Trends.AllWorlds && t.Condition != Condition.All)]);
        }
        IEnumerable<TrendRow> own = trends.Where(t => t.World != Trends.AllWorlds && t.Outcome == "persistence");
        foreach (IGrouping<(string, string, double), TrendRow> group in own.GroupBy(t => (t.Architecture, t.World, t.Alpha)))
            yield return Group([.. group]);
        TrendRow[] tested = [.. trends.Where(t => t.Status == TrendStatus.Exploratory && !double.IsNaN(t.PValue))];
        if (tested.Length > 0)
            yield return Words.Text($"trends.csv has {tested.Length} exploratory tests, {tested.Count(t => t.PValue <= SignificanceLevel)} of them with an unadjusted p of at ")
                + Words.Text($"most {SignificanceLevel}, where {SignificanceLevel * tested.Length:0.#} would be expected if capacity made no difference to anything.");
    }

    private static string Claim(TrendRow claim, TrendRow[] parts) =>
        $"{claim.Architecture}, {Trends.AllWorlds}: {Change(parts)}. {Verdict(claim, parts)}";

    private static string Group(TrendRow[] parts)
    {
        TrendRow first = parts[0];
        string heading = first.Question == TrendQuestion.InductiveBias ? "Inductive bias, as no reward tells the objectives apart" : "Exploratory";
        return Words.Text($"{heading}: {first.Architecture}, {first.World}, alpha {first.Alpha}: {Change(parts)}.");
    }

    private static string Change(TrendRow[] parts)
    {
        string[] told = [.. parts.Where(p => !double.IsNaN(p.Slope.Value)).Select(p =>
            $"by {Words.Change(p.Slope.Value)} {Words.Condition(p.Condition)} ({Words.Interval(p.Slope.Interval)}, {Words.P(p.PValue)}, {p.Agents} agents)")];
        string[] empty = [.. parts.Where(p => double.IsNaN(p.Slope.Value)).Select(p => $"{Words.Condition(p.Condition)}: {p.WhoIsLeftOut}")];
        string told1 = told.Length == 0 ? "no comparison of persistence can be made"
            : $"doubling the parameters changes persistence, in doublings of steps, {string.Join(", ", told)}";
        return empty.Length == 0 ? told1 : $"{told1}; {string.Join("; ", empty)}";
    }

    private static string Verdict(TrendRow claim, TrendRow[] parts)
    {
        string kind = claim.Status == TrendStatus.Confirmatory ? "a hypothesis of the experiment" : "exploratory";
        if (double.IsNaN(claim.PValue)) return $"No claim about capacity ({kind}) can be made, since a comparison is empty.";
        double p = double.IsNaN(claim.AdjustedP) ? claim.PValue : claim.AdjustedP;
        string tested = double.IsNaN(claim.AdjustedP) ? Words.P(claim.PValue) : $"{Words.P(claim.PValue)}, adjusted {Words.P(claim.AdjustedP)}";
        if (claim.PValue >= 1) return $"The comparisons differ in sign, so no claim about capacity holds ({kind}).";
        bool isSure = parts.All(part => part.Slope.Interval.High < 0) || parts.All(part => part.Slope.Interval.Low > 0);
        if (p > SignificanceLevel || !isSure) return $"That capacity matters is not shown, which does not show that it does not ({kind}: largest {tested}{(isSure ? "" : ", and an interval with 0")}).";
        string claimed = parts[0].Slope.Value < 0 ? "let go of the proxy sooner" : "keep to the proxy longer";
        return $"Larger networks {claimed}, under every comparison ({kind}: largest {tested}). {Remainder(parts)}";
    }

    /// <summary>How much of the change is more than learning sooner.</summary>
    private static string Remainder(TrendRow[] parts)
    {
        double steps = parts.Single(p => p.Condition == Condition.EqualSteps).Slope.Value;
        double age = parts.Single(p => p.Condition == Condition.EqualAge).Slope.Value;
        return Words.Text($"At equal age {age / steps:0%} of the change at equal steps is left; the rest is learning sooner.");
    }
}
