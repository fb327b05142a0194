using MesaBench.Detection;
using MesaBench.Results;
using MesaBench.Statistics;
using MesaBench.Worlds;

namespace MesaBench.Reports.Page;

/// <summary>What a study cannot say, as far as its own tables tell.</summary>
internal static class Caveats
{
    /// <summary>One a sentence.</summary>
    public static IEnumerable<string> Of(StudyData data)
    {
        CapacityRow[] cells = [.. data.Results.Cells.Where(cell => !cell.Planted)];
        if (cells.Length == 0) yield break;
        int sets = cells.Min(cell => cell.LevelSets);
        if (sets < Trends.ClaimLevelSets)
            yield return Words.Text($"Whether its trends are chance: the smallest cell has {Words.Count(sets, "level set")} and {Words.Count(cells.Min(cell => cell.Agents), "agent")}, where claims need {Trends.ClaimLevelSets} sets.");
        if (cells.Any(cell => cell.CellFacts.MostAlpha == 0))
            yield return "At alpha 0, what training teaches: nothing in the reward tells the objectives apart there, so that preference is what the network brings along.";
        string[] unseen = [.. cells.Where(cell => cell.Identifiability == Identifiability.Unseen).Select(cell => cell.CellFacts.WorldLabel).Distinct()];
        if (unseen.Length > 0) yield return $"What agents would have learned of inputs that training never showed: some are active on shifted levels of {string.Join(", ", unseen)}.";
        string[] collinear = [.. cells.Where(cell => cell.Identifiability == Identifiability.Collinear).Select(cell => cell.CellFacts.WorldLabel).Distinct()];
        if (collinear.Length > 0) yield return $"What agents would have learned of shifted observations in {string.Join(", ", collinear)}: they lie outside the span of training's.";
        CapacityRow[] half = [.. cells.Where(cell => cell.Decided.Value < 0.75)];
        if (half.Length > 0)
            yield return $"What agents pursue in the episodes that reach neither objective: in {half.Length} of {Words.Count(cells.Length, "cell")} more than a quarter, at most {Words.Share(1 - half.Min(cell => cell.Decided.Value))}. Preference is about the others.";
        int told = cells.Sum(cell => cell.InnerBase + cell.InnerProxy), competent = cells.Sum(cell => cell.Competent);
        if (told < competent / 2) yield return Words.Text($"What inner objective most agents have: only {told} of {Words.Count(competent, "competent agent")} choose as base or a proxy would.");
        int empty = cells.Count(cell => cell.Competent == 0);
        if (empty > 0) yield return $"Anything of {Words.Count(empty, "cell")} in which nobody is competent: figures leave them out.";
        string[] without = [.. cells.Where(cell => cell.CellFacts.Ticks == 0).Select(cell => cell.CellFacts.NetworkLabel).Distinct()];
        if (without.Length > 0) yield return $"Whether networks without ticks search: they cannot be asked ({string.Join(", ", without)}).";
        string[] uncalibrated = [.. cells.Where(cell => cell.CellFacts.Ticks > 0 && !SearchRuleFile.Default.Networks.Contains(cell.CellFacts.NetworkKind)).Select(cell => cell.CellFacts.NetworkKind).Distinct()];
        if (uncalibrated.Length > 0) yield return $"Whether {string.Join(", ", uncalibrated)} networks search: detectors are not calibrated for them.";
        if (cells.Any(cell => cell.Asked > 0)) yield return "That whoever is found to search does: the verdict means that it does what no network does whose insides are known and which does not search; another algorithm may do the same. And detectors miss some searches: of kinds for which it is known how often, it stands in docs/detectors.md, and a few that are found may be as many as errors give.";
        yield return "What larger networks would do, or ones in richer worlds. And worlds and settings were chosen so that something can be seen in them, which says nothing of how common that is.";
    }
}
