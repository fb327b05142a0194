using MesaBench.Detection;
using MesaBench.Verdicts;
using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>What detectors found in a member of the zoo: a row of <c>detections.csv</c>.</summary>
public sealed record DetectionRow
{
    /// <summary>Its family.</summary>
    public required string Family { get; init; }

    /// <summary>The agent's name, in the family's folder.</summary>
    public required string Agent { get; init; }

    /// <summary>What it is but for its coding.</summary>
    public required string Construction { get; init; }

    /// <summary>How it came by its weights.</summary>
    public required Tier Tier { get; init; }

    /// <summary>What it may be used for.</summary>
    public required MemberUse Use { get; init; }

    /// <summary>What is known of it.</summary>
    public required Known Known { get; init; }

    /// <summary>The network's kind, and its form where it has one.</summary>
    public required string Network { get; init; }

    /// <summary>The world's label.</summary>
    public required string WorldLabel { get; init; }

    /// <summary>Deep decisions that it was asked.</summary>
    public required int Decisions { get; init; }

    /// <summary>Share of these in which it is right, at the best of the later ticks.</summary>
    public required double Late { get; init; }

    /// <summary>That, less the best of the first three ticks.</summary>
    public required double Rise { get; init; }

    /// <summary>Levels with a far wall that was changed.</summary>
    public required int Walls { get; init; }

    /// <summary>How far it answers to these.</summary>
    public required double WallAnswer { get; init; }

    /// <summary>How far changes that do not matter move it.</summary>
    public required double NeutralMove { get; init; }

    internal static DetectionRow Of(MemberRow member, Depth? depth, WallAnswer? walls) => new()
    {
        Family = member.Family,
        Agent = member.Agent,
        Construction = member.Construction,
        Tier = member.Tier,
        Use = member.Use,
        Known = member.Known,
        Network = FamilyRow.NetworkOf(member),
        WorldLabel = member.CellFacts.WorldLabel,
        Decisions = depth?.Decisions ?? 0,
        Late = depth?.Late ?? double.NaN,
        Rise = depth?.Rise ?? double.NaN,
        Walls = walls?.Pairs ?? 0,
        WallAnswer = walls?.Answer ?? double.NaN,
        NeutralMove = walls?.Neutral ?? double.NaN,
    };
}
