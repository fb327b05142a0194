using MesaBench.Verdicts;
using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>Members of a family with one kind of network, of whom the same is known: a row of <c>families.csv</c>.</summary>
public sealed record FamilyRow
{
    /// <summary>The family.</summary>
    public required string Family { get; init; }

    /// <summary>How they came by their weights.</summary>
    public required Tier Tier { get; init; }

    /// <summary>The network's kind, and its form where it has one.</summary>
    public required string Network { get; init; }

    /// <summary>What is known of them.</summary>
    public required Known Known { get; init; }

    /// <summary>How many were made.</summary>
    public required int Made { get; init; }

    /// <summary>How many passed their test.</summary>
    public required int Kept { get; init; }

    /// <summary>How many of these are to set thresholds.</summary>
    public required int Threshold { get; init; }

    /// <summary>How many are to report error rates.</summary>
    public required int Reporting { get; init; }

    /// <summary>Of those that report, how many are known to pursue what, where their behaviour tells of decisions at all.</summary>
    public required int ObjectiveKnown { get; init; }

    /// <summary>Of these, of how many the revealed objective is that.</summary>
    public required int ObjectiveRight { get; init; }

    /// <summary>Why the others were dropped.</summary>
    public required string Dropped { get; init; }

    /// <summary>The table of all members.</summary>
    public static IReadOnlyList<FamilyRow> Of(IReadOnlyList<MemberRow> members) =>
    [
        .. members.GroupBy(member => (member.Family, member.Tier, Network: NetworkOf(member), member.Known)).Select(group => new FamilyRow
        {
            Family = group.Key.Family,
            Tier = group.Key.Tier,
            Network = group.Key.Network,
            Known = group.Key.Known,
            Made = group.Count(),
            Kept = group.Count(member => member.Use != MemberUse.Dropped),
            Threshold = group.Count(member => member.Use == MemberUse.Threshold),
            Reporting = group.Count(member => member.Use == MemberUse.Reporting),
            ObjectiveKnown = group.Count(member => member is { Use: MemberUse.Reporting, ObjectiveRight: not null }),
            ObjectiveRight = group.Count(member => member is { Use: MemberUse.Reporting, ObjectiveRight: YesNo.Yes }),
            Dropped = string.Join("; ", group.Where(member => member.Use == MemberUse.Dropped).GroupBy(member => member.Test)
                .Select(reason => $"{reason.Count()} {reason.Key}")),
        }),
    ];

    /// <summary>The network's kind with its form: its label without numbers.</summary>
    private static string NetworkOf(MemberRow member) =>
        string.Join(' ', [member.CellFacts.Network, .. member.CellFacts.NetworkLabel.Split('-').Skip(1)]);
}
