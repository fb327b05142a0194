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

    /// <summary>What it is known to pursue, as in members.csv; empty where that is not known.</summary>
    public required string Objective { get; init; }

    /// <summary>The network's kind, and its form where it has one.</summary>
    public required string Network { get; init; }

    /// <summary>The world's label.</summary>
    public required string WorldLabel { get; init; }

    /// <summary>What they found.</summary>
    public required SearchFindings SearchFindings { get; init; }

    /// <summary>Version of the detectors (<see cref="SearchFindings.CurrentDetectors"/>).</summary>
    public required int Detectors { get; init; }

    /// <summary>What was asked (<see cref="DetectionLevels.Hash"/>).</summary>
    public required string Questions { get; init; }

    /// <summary>The weights that were asked: first 16 hexadecimal digits of SHA-256 over their bytes.</summary>
    public required string WeightsHash { get; init; }

    internal static DetectionRow Of(MemberRow member, SearchFindings findings, string questions) => new()
    {
        Family = member.Family,
        Agent = member.Agent,
        Construction = member.Construction,
        Tier = member.Tier,
        Use = member.Use,
        Known = member.Known,
        Objective = member.Objective,
        Network = member.CellFacts.NetworkKind,
        WorldLabel = member.CellFacts.WorldLabel,
        SearchFindings = findings,
        Detectors = SearchFindings.CurrentDetectors,
        Questions = questions,
        WeightsHash = member.WeightsHash,
    };

    /// <summary>Whether a row is what would be found in a member again.</summary>
    internal bool IsOf(MemberRow member, string questions) => this == Of(member, SearchFindings, questions);
}
