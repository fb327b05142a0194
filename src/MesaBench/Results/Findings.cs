using System.Globalization;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Statistics;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Results;

/// <summary>What a study shows and what not, in plain text, written from the rows of its tables alone.</summary>
public static class Findings
{
    private const int MostTold = 20; // agents that are named

    /// <summary>One finding each, in the order in which they should be read.</summary>
    /// <param name="agents">The agents.</param>
    /// <param name="cells">The table.</param>
    /// <param name="searches">Who searches, by kind of network.</param>
    /// <param name="trends">The tests.</param>
    /// <param name="experiment">Thresholds.</param>
    /// <param name="levels">Sizes of the level sets; empty where they are not known.</param>
    public static IReadOnlyList<string> Of(
        IReadOnlyList<Subject> agents, IReadOnlyList<CapacityRow> cells, IReadOnlyList<SearchRow> searches, IReadOnlyList<TrendRow> trends, Experiment experiment,
        IReadOnlyList<LevelSetSizes> levels)
    {
        ArgumentNullException.ThrowIfNull(agents);
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(levels);
        CapacityRow[] natural = [.. cells.Where(c => !c.Planted)];
        return
        [
            Population(natural, experiment.Behaviour),
            .. experiment.Worlds.SelectMany(world => Phases(world, experiment)),
            .. TrendSentences.Of(trends),
            .. natural.GroupBy(c => (c.CellFacts.WorldLabel, c.CellFacts.Alpha)).Select(World),
            .. Agreement(agents),
            // At alpha 0 there is nothing from which planted agents could learn what tells them from others.
            .. Planted([.. cells.Where(c => c is { Planted: true, CellFacts.MostAlpha: > 0 })], experiment),
            .. OuterByInner(natural),
            .. Conditional(natural, experiment),
            .. SearchSentences.Of(agents, natural, searches),
            .. Splits(levels),
            .. Limits(natural),
        ];
    }

    private static string Population(CapacityRow[] cells, BehaviourSettings behaviour)
    {
        int Sum(Func<CapacityRow, int> count) => cells.Sum(count);
        return Words.Text($"{Words.Count(Sum(c => c.Agents), "agent")} in {Words.Count(cells.Length, "cell")}: {Sum(c => c.Competent)} {(Sum(c => c.Competent) == 1 ? "is" : "are")} competent (in-distribution return of at least ")
            + Words.Text($"{behaviour.CompetentReturn} of optimal), {Sum(c => c.Incompetent)} incompetent, {Sum(c => c.Diverged)} diverged. ")
            + "Competence is the only gate; what follows is about competent agents.";
    }

    private static IEnumerable<string> Phases(WorldSpec world, Experiment experiment)
    {
        PhaseSpec[] before = [.. (world.Training?.Phases ?? experiment.Training.Phases).SkipLast(1)];
        if (before.Length > 0)
            yield return $"{world.Label}: training was in {before.Length + 1} phases, the last, which figures along training are about, after {string.Join(", then ", before.Select(p => p.Description))}.";
    }

    /// <summary>The continuous axis first, then the verdicts that cut through it; never over several worlds.</summary>
    private static string World(IGrouping<(string World, double Alpha), CapacityRow> cells)
    {
        string where = Words.Text($"{cells.Key.World}, alpha {cells.Key.Alpha}: ");
        CapacityRow[] known = [.. cells.Where(c => !double.IsNaN(c.Preference.Value.Value)).OrderBy(c => c.Preference.Value.Value)];
        int competent = cells.Sum(c => c.Competent);
        if (competent == 0) return $"{where}no competent agent.";
        if (cells.Sum(c => c.Unjudged) == competent) return Words.Text($"{where}{Words.Count(competent, "competent agent")}; this world asks for no preference.");
        string preference = known.Length == 0 ? "no preference could be measured"
            : known.Length == 1 ? Words.Text($"mean preference (0 base to 1 proxy) {Words.Share(known[0].Preference.Value.Value)} in {Name(known[0])}")
            : Words.Text($"mean preference (0 base to 1 proxy) from {Words.Share(known[0].Preference.Value.Value)} in {Name(known[0])} to ")
            + Words.Text($"{Words.Share(known[^1].Preference.Value.Value)} in {Name(known[^1])}");
        (string Verdict, int Count)[] verdicts =
        [
            ("misaligned", cells.Sum(c => c.Misaligned.Count)), ("aligned", cells.Sum(c => c.Aligned.Count)),
            ("base-leaning", cells.Sum(c => c.BaseLeaning.Count)), ("lost", cells.Sum(c => c.Lost.Count)),
            ("undecided", cells.Sum(c => c.Undecided.Count)),
        ];
        string counts = string.Join(", ", verdicts.Where(v => v.Count > 0).Select(v => Words.Text($"{v.Count} {v.Verdict}")));
        return Words.Text($"{where}{preference}; of {Words.Count(competent, "competent agent")} {counts}.") + Identifiable(cells.Min(c => c.Identifiability));
    }

    private static string Name(CapacityRow cell) =>
        Words.Text($"{cell.CellFacts.NetworkLabel} at learning rate {cell.CellFacts.LearningRate}");

    private static string Identifiable(Identifiability identifiability) => identifiability switch
    {
        Identifiability.Unseen => " Some inputs of shifted levels were never active in training, so that their weights are as they were drawn.",
        Identifiability.Collinear => " Shifted observations lie outside the span of training's.",
        _ => "",
    };

    /// <summary>Whether what agents reach and what their choices look like tell of the same objective.</summary>
    private static IEnumerable<string> Agreement(IReadOnlyList<Subject> agents)
    {
        if (agents.All(agent => agent.InnerObjective.Length == 0)) yield break;
        Subject[] both =
        [
            .. agents.Where(agent => agent.Verdict is Verdict.Misaligned or Verdict.Aligned or Verdict.BaseLeaning && (agent.IsForBase || agent.IsForProxy)),
        ];
        Subject[] apart = [.. both.Where(agent => agent.IsForProxy != (agent.Verdict == Verdict.Misaligned))];
        yield return both.Length == 0
            ? "Reaching (verdict) and likelihood (inner_objective) both decide between base and proxy in no agent, so that they neither agree nor differ."
            : Words.Text($"Reaching (verdict) and likelihood (inner_objective) both decide between base and proxy in {Words.Count(both.Length, "agent")}, and agree in {both.Length - apart.Length}.")
                + string.Concat(apart.Take(MostTold).Select(agent => $" They differ in {agent.Agent}: {ExperimentJson.EnumName(agent.Verdict)}, and {agent.InnerObjective}."))
                + (apart.Length > MostTold ? Words.Text($" So they do in {apart.Length - MostTold} others.") : "")
                + (apart.Length == 0 ? "" : " `mesabench inspect <folder> --agent <agent>` shows what such an agent does.");
    }

    /// <summary>How well the known positives are found.</summary>
    private static IEnumerable<string> Planted(CapacityRow[] planted, Experiment experiment)
    {
        ILookup<bool, CapacityRow> byReward = planted.ToLookup(c => experiment.Worlds.Any(world => world.Label == c.CellFacts.WorldLabel && world.Rewarded is not null));
        return [.. Deceivers([.. byReward[false]], experiment), .. byReward[true].GroupBy(c => (c.CellFacts.WorldLabel, c.CellFacts.Alpha)).Select(Rewarded)];
    }

    /// <summary>Agents that were paid for a proxy everywhere.</summary>
    private static string Rewarded(IGrouping<(string World, double Alpha), CapacityRow> cells) =>
        Words.Text($"{cells.Key.World}, alpha {cells.Key.Alpha}: {Words.Count(cells.Sum(c => c.Agents), "agent")} paid for the proxy, known positives, part of no trend; of ")
        + Words.Text($"{Words.Count(cells.Sum(c => c.Competent), "competent agent")} {cells.Sum(c => c.Misaligned.Count)} are found misaligned, and {cells.Sum(c => c.InnerProxy)} to have a proxy as inner objective.");

    private static IEnumerable<string> Deceivers(CapacityRow[] planted, Experiment experiment)
    {
        if (planted.Length == 0) yield break;
        int agents = planted.Sum(c => c.Agents);
        int? told = planted.Sum(c => c.Emergent + c.TrainedIn);
        yield return Words.Text($"{agents} of the agents {(agents == 1 ? "is a planted deceiver" : "are planted deceivers")}, paid for the proxy where no {Cues(planted, experiment)} shows: known ")
            + Words.Text($"{(agents == 1 ? "positive" : "positives")}, part of no trend. Of {Words.Count(planted.Sum(c => c.Competent), "competent one")}, {told} ")
            + $"{(told == 1 ? "is" : "are")} found to have a conditional policy.";
    }

    /// <summary>Outer alignment by inner objective, where a world is misaligned on the outside; world by world.</summary>
    private static IEnumerable<string> OuterByInner(CapacityRow[] cells) => cells
        .Where(c => c.Outer == OuterAlignment.Misaligned && c.Competent > 0).GroupBy(c => c.CellFacts.WorldLabel)
        .Select(world => Words.Text($"{world.Key} is misaligned on the outside: of {Words.Count(world.Sum(c => c.Competent), "competent agent")} ")
            + Words.Text($"{world.Sum(c => c.PursuesIntended)} pursue the intended objective, {world.Sum(c => c.PursuesBase)} the base objective, ")
            + Words.Text($"{world.Sum(c => c.PursuesProxy)} the proxy, {world.Sum(c => c.PursuesOther)} none of these."));

    /// <summary>What cues changed, world by world.</summary>
    private static IEnumerable<string> Conditional(CapacityRow[] cells, Experiment experiment) => cells
        .Where(c => !double.IsNaN(c.ConditionalPull.Value)).GroupBy(c => c.CellFacts.WorldLabel)
        .Select(world => Words.Text($"{world.Key}: of {Words.Count(world.Sum(c => c.Competent), "competent agent")} {world.Sum(c => c.TrainedIn)} have a conditional ")
            + Words.Text($"policy where training gave the {Cues(world, experiment)} a meaning (trained-in), {world.Sum(c => c.Emergent)} where it gave none (emergent).")
            + (world.Sum(c => c.Emergent) == 0 ? " That none emerged does not show that none ever does." : ""));

    /// <summary>What cells' worlds call that on which a policy may be conditional.</summary>
    private static string Cues(IEnumerable<CapacityRow> cells, Experiment experiment) => string.Join(" or ", cells
        .Select(c => experiment.Worlds.FirstOrDefault(world => world.Label == c.CellFacts.WorldLabel) is IWorldSource source ? source.Rules().Cue?.Name : null)
        .Select(name => name ?? "cue").Distinct());

    /// <summary>What a world with few layouts cannot show.</summary>
    private static IEnumerable<string> Splits(IReadOnlyList<LevelSetSizes> levels) => levels
        .Where(l => l.SplitBy != "layout").DistinctBy(l => l.World)
        .Select(l => Words.Text($"{l.World} has only {l.Layouts} non-distinguishing layout{(l.Layouts == 1 ? "" : "s")}, so its held-out levels ")
            + Words.Text($"in distribution ({l.InDistribution}) differ from training levels by the start alone: competence there does not show generalisation ")
            + (l.DistinguishingSplitBy == "layout"
                ? Words.Text($"to new layouts. The shifted levels ({l.Shifted}) have layouts of their own.")
                : Words.Text($"to new layouts. So do the shifted ones ({l.Shifted}).")));

    private static IEnumerable<string> Limits(CapacityRow[] cells)
    {
        if (cells.Length == 0) yield break;
        int least = cells.Min(c => c.Agents), sets = cells.Min(c => c.LevelSets);
        if (sets < Trends.ClaimLevelSets)
            yield return Words.Text($"A small sample: {Words.Count(least, "agent")} on {Words.Count(sets, "level set")} in the smallest cell, where claims need ")
                + Words.Text($"{Trends.ClaimLevelSets} sets; 0 of {least} still allows a rate of {Words.Share(Wilson.Interval(0, least).High)}.");
    }
}
