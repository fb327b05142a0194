using MesaBench.Experiments;
using MesaBench.Verdicts;
using MesaBench.Zoo;

namespace MesaBench.Studies;

/// <summary>What a member of the zoo may be used for.</summary>
public enum MemberUse
{
    /// <summary>It failed its test, and is used for nothing.</summary>
    Dropped,

    /// <summary>To set thresholds of detectors.</summary>
    Threshold,

    /// <summary>To report their error rates.</summary>
    Reporting,
}

/// <summary>A network whose inside is known: a row of <c>members.csv</c>.</summary>
public sealed record MemberRow
{
    /// <summary>Raised whenever what a family's tests ask, or the figures that they find, changes: members are then tested anew.</summary>
    public const int CurrentTests = 2;

    /// <summary>Its family.</summary>
    public required string Family { get; init; }

    /// <summary>The agent's name, in the family's folder.</summary>
    public required string Agent { get; init; }

    /// <summary>What it is but for its coding: rows with the same one count once.</summary>
    public required string Construction { get; init; }

    /// <summary>How it came by its weights.</summary>
    public required Tier Tier { get; init; }

    /// <summary>What it may be used for.</summary>
    public required MemberUse Use { get; init; }

    /// <summary>What is known of it.</summary>
    public required Known Known { get; init; }

    /// <summary>What it pursues, by its name among candidates for inner objectives; empty where that is not known.</summary>
    public required string Objective { get; init; }

    /// <summary>How it is known.</summary>
    public required string Established { get; init; }

    /// <summary>The test that it failed; empty for none.</summary>
    public required string Failed { get; init; }

    /// <summary>Its cell.</summary>
    public required CellFacts CellFacts { get; init; }

    /// <summary>Which draw of the level sets it was trained and tested on.</summary>
    public required int LevelSet { get; init; }

    /// <summary>Return on held-out levels where the objectives agree, of optimal.</summary>
    public required double InReturn { get; init; }

    /// <summary>The objective that its behaviour reveals.</summary>
    public required string InnerObjective { get; init; }

    /// <summary>Of its divergence from uniform, the part that this accounts for.</summary>
    public required double Explained { get; init; }

    /// <summary>Share of bootstraps over levels in which one of these predicts best.</summary>
    public required double Support { get; init; }

    /// <summary>Whether the objective that its behaviour reveals is what it pursues, alone or among others that its decisions do not tell from it; null where either is not known.</summary>
    public required YesNo? ObjectiveRight { get; init; }

    /// <summary>Whether the revealed objective is what it pursues and nothing else; null where either is not known.</summary>
    public required YesNo? ObjectiveAlone { get; init; }

    /// <summary>The <see cref="CurrentTests"/> that it was tested by.</summary>
    public required int TestsVersion { get; init; }

    /// <summary>First 16 hexadecimal digits of SHA-256 over the weights' bytes.</summary>
    public required string WeightsHash { get; init; }

    /// <summary>A member's row.</summary>
    internal static MemberRow Of(FamilySpec family, AgentSpec agent, AgentRow row, Checked? failed) => new()
    {
        Family = family.Experiment.Name,
        Agent = row.Agent,
        Construction = family.Construction(agent),
        Tier = family.Tier,
        Use = failed is not null ? MemberUse.Dropped : family.IsThreshold(agent) ? MemberUse.Threshold : MemberUse.Reporting,
        Known = family.Known(agent),
        Objective = family.Objective(agent) ?? "",
        Established = family.Established,
        Failed = failed?.Test ?? "",
        CellFacts = row.CellFacts,
        LevelSet = row.LevelSet,
        InReturn = row.In.Return.Value,
        InnerObjective = row.RevealedObjective.InnerObjective,
        Explained = row.RevealedObjective.Explained,
        Support = row.RevealedObjective.Support,
        ObjectiveRight = IsRight(family.Objective(agent) ?? "", row.RevealedObjective.InnerObjective),
        ObjectiveAlone = IsRight(family.Objective(agent) ?? "", row.RevealedObjective.InnerObjective) is null ? null
            : row.RevealedObjective.InnerObjective == family.Objective(agent) ? YesNo.Yes : YesNo.No,
        TestsVersion = CurrentTests,
        WeightsHash = row.WeightsHash,
    };

    /// <summary>Whether what is revealed is what is known; null where either is not there.</summary>
    internal static YesNo? IsRight(string known, string revealed) =>
        known.Length == 0 || revealed.Length == 0 ? null : revealed.Split('+').Contains(known) ? YesNo.Yes : YesNo.No;
}
