using System.Text.RegularExpressions;

namespace MesaBench.Results;

/// <summary>
/// Findings as a screen shows them: of those that say the same of one world and alpha after the other, how many there are; <c>findings.txt</c> has all of them.
/// </summary>
public static partial class FindingsDigest
{
    private const int MostOfAKind = 3, MostNamed = 3;

    // How findings of a kind are known by their text, how many of them a screen takes, and what it shows in the place of more.
    private static readonly (Regex Kind, int Most, Func<IReadOnlyList<Match>, string> Together)[] Kinds =
    [
        (NoCompetent(), 1, all => $"No agent could be judged, since none is competent, in {all.Count} groups of a world and an alpha: {Named(all)}."),
        (Exploratory(), MostOfAKind, all => Words.Text($"{all.Count} comparisons of capacity within a world and an alpha are exploratory")
            + (all.Count(match => match.Groups["empty"].Success) is > 0 and int empty ? Words.Text($", {empty} of them empty.") : ".")),
        (Preferences(), MostOfAKind, all => Words.Text($"Preference and verdicts, each of {all.Count} groups of a world and an alpha: {Named(all)}.")),
        (Rewarded(), MostOfAKind, all => Words.Text($"Agents paid for the proxy, known positives, in {all.Count} groups of a world and an alpha: {Named(all)}.")),
        (Splits(), 1, all => Words.Text($"In {all.Count} worlds, which have few layouts, held-out levels in distribution differ from training levels by the start alone, so that competence there does not show generalisation to new layouts: {Named(all)}.")),
        (Assumed(), 0, _ => "By what rule a network is taken for one that searches, what that assumes, what would break it, and published figures to compare with."),
    ];

    /// <summary>The findings, and whether some of them stand for more.</summary>
    /// <param name="findings">All findings.</param>
    public static (IReadOnlyList<string> Shown, bool IsShorter) Of(IReadOnlyList<string> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        List<string> shown = [];
        HashSet<int> told = [];
        bool isShorter = false;
        int[] kinds = [.. findings.Select(finding => Array.FindIndex(Kinds, own => own.Kind.IsMatch(finding)))];
        for (int i = 0; i < findings.Count; i++)
        {
            int kind = kinds[i];
            string[] alike = kind < 0 ? [] : [.. findings.Where((_, j) => kinds[j] == kind)];
            if (kind < 0 || alike.Length <= Kinds[kind].Most) shown.Add(Shortened(findings[i], ref isShorter));
            else if (told.Add(kind))
            {
                shown.Add(Kinds[kind].Together([.. alike.Select(finding => Kinds[kind].Kind.Match(finding))]));
                isShorter = true;
            }
        }
        return (shown, isShorter);
    }

    /// <summary>A finding with few of the agents that it names.</summary>
    private static string Shortened(string finding, ref bool isShorter)
    {
        Match[] named = Differs().Matches(finding).ToArray();
        if (named.Length <= MostNamed) return finding;
        isShorter = true;
        return finding[..named[MostNamed].Index] + Words.Text($" And in {named.Length - MostNamed} more.") + finding[(named[^1].Index + named[^1].Length)..];
    }

    private static string Named(IReadOnlyList<Match> all) => string.Join("; ", all.Take(MostNamed).Select(match => match.Groups["where"].Value))
        + (all.Count > MostNamed ? Words.Text($"; and {all.Count - MostNamed} more") : "");

    [GeneratedRegex(@"^(?<where>.+): no competent agent\.$")]
    private static partial Regex NoCompetent();

    [GeneratedRegex(@"^(Exploratory|Inductive bias, as no reward tells the objectives apart): (?<where>[^:]+): (?<empty>no comparison of persistence can be made)?")]
    private static partial Regex Exploratory();

    [GeneratedRegex(@"^(?<where>[^:]+): (mean preference \(0 base to 1 proxy\) |no preference could be measured; )")]
    private static partial Regex Preferences();

    [GeneratedRegex(@"^(?<where>[^:]+): \d+ agents? paid for the proxy, known positives")]
    private static partial Regex Rewarded();

    [GeneratedRegex(@"^(?<where>\S+) has only \d+ non-distinguishing layouts?, ")]
    private static partial Regex Splits();

    [GeneratedRegex(@"^(A network is taken for one that searches|That a network \w+( \w+)* assumes: |Here the best step at a cell is read )")]
    private static partial Regex Assumed();

    [GeneratedRegex(@" They differ in [^.:]+(\.[^.:]+)*: [^.]+\.")]
    private static partial Regex Differs();
}
