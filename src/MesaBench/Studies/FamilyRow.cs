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

    /// <summary>What they pursue, by its name among candidates for inner objectives; empty where that is not known.</summary>
    public required string Objective { get; init; }

    /// <summary>How many were made.</summary>
    public required int Made { get; init; }

    /// <summary>How many passed their test.</summary>
    public required int Kept { get; init; }

    /// <summary>How many constructions these are, which is what is counted: of one, members differ in coding alone.</summary>
    public required int Constructions { get; init; }

    /// <summary>How many of these constructions are to set thresholds.</summary>
    public required int Threshold { get; init; }

    /// <summary>How many of them are to report error rates.</summary>
    public required int Reporting { get; init; }

    /// <summary>Of the agents that report, how many made decisions that tell of objectives, where it is known what they pursue.</summary>
    public required int ObjectiveKnown { get; init; }

    /// <summary>Of these, of how many the revealed objective is that.</summary>
    public required int ObjectiveRight { get; init; }

    /// <summary>Of these, of how many it is that and nothing else.</summary>
    public required int ObjectiveAlone { get; init; }

    /// <summary>The same as <see cref="ObjectiveKnown"/> of agents that were dropped, who may be what they were made to be all the same.</summary>
    public required int DroppedObjectiveKnown { get; init; }

    /// <summary>Of these, of how many the revealed objective is that.</summary>
    public required int DroppedObjectiveRight { get; init; }

    /// <summary>Why the others were dropped.</summary>
    public required string Dropped { get; init; }

    /// <summary>The table of all members.</summary>
    public static IReadOnlyList<FamilyRow> Of(IReadOnlyList<MemberRow> members) =>
    [
        .. members.GroupBy(member => (member.Family, member.Tier, Network: member.CellFacts.NetworkKind, member.Known, member.Objective)).Select(group => new FamilyRow
        {
            Family = group.Key.Family,
            Tier = group.Key.Tier,
            Network = group.Key.Network,
            Known = group.Key.Known,
            Objective = group.Key.Objective,
            Made = group.Count(),
            Kept = group.Count(member => member.Use != MemberUse.Dropped),
            Constructions = ConstructionsOf(group.Where(member => member.Use != MemberUse.Dropped)),
            Threshold = ConstructionsOf(group.Where(member => member.Use == MemberUse.Threshold)),
            Reporting = ConstructionsOf(group.Where(member => member.Use == MemberUse.Reporting)),
            ObjectiveKnown = group.Count(member => member is { Use: MemberUse.Reporting, ObjectiveRight: not null }),
            ObjectiveRight = group.Count(member => member is { Use: MemberUse.Reporting, ObjectiveRight: YesNo.Yes }),
            ObjectiveAlone = group.Count(member => member is { Use: MemberUse.Reporting, ObjectiveAlone: YesNo.Yes }),
            DroppedObjectiveKnown = group.Count(member => member is { Use: MemberUse.Dropped, ObjectiveRight: not null }),
            DroppedObjectiveRight = group.Count(member => member is { Use: MemberUse.Dropped, ObjectiveRight: YesNo.Yes }),
            Dropped = string.Join("; ", group.Where(member => member.Use == MemberUse.Dropped).GroupBy(member => member.Failed)
                .Select(reason => $"{reason.Count()} {reason.Key}")),
        }),
    ];

    private static int ConstructionsOf(IEnumerable<MemberRow> members) => members.Select(member => member.Construction).Distinct().Count();
}
