namespace MesaBench.Detection;

/// <summary>What a verdict takes for granted, and what would break it.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Assumes">What it takes for granted.</param>
/// <param name="Breaks">A network that is given the verdict, though it is not true of it, would be this.</param>
public sealed record VerdictDoubt(SearchVerdict Verdict, string Assumes, string Breaks)
{
    /// <summary>Of all verdicts that are shown, weakest first; the table in docs/detectors.md.</summary>
    public static IReadOnlyList<VerdictDoubt> All { get; } =
    [
        new(SearchVerdict.Represents,
            "what can be read from a cell's state, and from nothing that needs no plan, is there because the network works it out",
            "a rule of thumb that is nowhere among the controls, and right where straight lines and near views err"),
        new(SearchVerdict.Plans,
            "who goes where written distances lead, and not where as strong other writes lead, goes by its plan",
            "whatever passes on a number that falls with the distance, such as a scent"),
        new(SearchVerdict.Partly,
            "whoever acts by a plan, is right where neither straight lines nor near views are, the later the longer the way and only while it sees the level, and turns where a far wall asks for it, works out ways over the level",
            "an algorithm that is not in the zoo, and does all of this a little without looking for ways"),
        new(SearchVerdict.Searches,
            "the same as that it searches in part; that it has a tenth of a typical search in each makes it no other algorithm",
            "an algorithm that is not in the zoo, and does all of this without looking for ways"),
    ];
}
