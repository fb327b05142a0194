using MesaBench.Objectives;
using MesaBench.Verdicts;

namespace MesaBench.Studies;

/// <summary>What the behaviour of an agent reveals that is written down: a row of <c>scripted.csv</c>.</summary>
public sealed record ScriptedRow
{
    /// <summary>The world's label.</summary>
    public required string WorldLabel { get; init; }

    /// <summary>Which draw of levels.</summary>
    public required int LevelSet { get; init; }

    /// <summary>Who it is.</summary>
    public required string Script { get; init; }

    /// <summary>What it pursues, by its name among candidates for inner objectives; empty where it pursues several things.</summary>
    public required string Objective { get; init; }

    /// <summary>The objective that its behaviour reveals.</summary>
    public required string InnerObjective { get; init; }

    /// <summary>Of its divergence from uniform, the part that this accounts for.</summary>
    public required double Explained { get; init; }

    /// <summary>Share of bootstraps over levels in which one of these predicts best.</summary>
    public required double Support { get; init; }

    /// <summary>The next best.</summary>
    public required string RunnerUp { get; init; }

    /// <summary>Whether it is what it pursues, alone or among others that its decisions do not tell from it; null where that is not one thing.</summary>
    public required YesNo? ObjectiveRight { get; init; }

    internal static ScriptedRow Of(string world, int levelSet, string script, string objective, InnerObjective revealed) => new()
    {
        WorldLabel = world,
        LevelSet = levelSet,
        Script = script,
        Objective = objective,
        InnerObjective = revealed.Name,
        Explained = revealed.Explained,
        Support = revealed.Support,
        RunnerUp = revealed.RunnerUp,
        ObjectiveRight = MemberRow.IsRight(objective, revealed.Name),
    };
}
