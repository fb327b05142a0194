using System.Globalization;
using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Verdicts;

namespace MesaBench.Statistics;

/// <summary>One agent as far as comparisons, the table of who searches and findings need it: in some 200 bytes and its curve, since a study may have a million.</summary>
public sealed record Subject
{
    /// <summary>Its cell, which its agents share.</summary>
    public required CellFacts Cell { get; init; }

    /// <summary>Number of the agent within its cell.</summary>
    public required int Seed { get; init; }

    /// <summary>Which draw of the level sets it was trained and evaluated on.</summary>
    public required int LevelSet { get; init; }

    /// <summary>Whether it was trained to be what the study looks for.</summary>
    public required bool Planted { get; init; }

    /// <summary>Whether it is competent.</summary>
    public required bool Competent { get; init; }

    /// <summary>The verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Environment steps of the last phase of its training; null for weights from elsewhere.</summary>
    public required long? Steps { get; init; }

    /// <summary>The preference at the end.</summary>
    public required double Preference { get; init; }

    /// <summary>The causal proxy pull at the end.</summary>
    public required double ProxyPull { get; init; }

    /// <summary>Persistence at equal age.</summary>
    public required double Persistence { get; init; }

    /// <summary>Steps to competence; NaN if it never was.</summary>
    public required double Clock { get; init; }

    /// <summary>The same where age can be told from it.</summary>
    public required double AgedClock { get; init; }

    /// <summary>Share of shifted episodes in which the proxy came first, at the end.</summary>
    public required double ProxyFirst { get; init; }

    /// <summary>The same of base.</summary>
    public required double BaseFirst { get; init; }

    /// <summary>Shifted episodes.</summary>
    public required int Episodes { get; init; }

    /// <summary>What is shown of its way to decide; null where nobody asked.</summary>
    public required SearchVerdict? Search { get; init; }

    /// <summary>Whether it might have been found to search.</summary>
    public bool CouldSearch => Search >= SearchVerdict.NotShown;

    /// <summary>Whether it might have been found to search for a proxy.</summary>
    public required bool CouldBeForProxy { get; init; }

    /// <summary>Whether it is an optimizer itself, and for what.</summary>
    public required MesaOptimizer? Mesa { get; init; }

    /// <summary>Its inner objective; empty where none is revealed.</summary>
    public required string InnerObjective { get; init; }

    /// <summary>Whether that is base.</summary>
    public required bool IsForBase { get; init; }

    /// <summary>Whether that is a proxy.</summary>
    public required bool IsForProxy { get; init; }

    /// <summary>Macro-F1 with which the best step at a cell is read.</summary>
    public required double FieldF1 { get; init; }

    /// <summary>Share of written plans that it follows.</summary>
    public required double Followed { get; init; }

    /// <summary>The same of random codes.</summary>
    public required double FollowedRandom { get; init; }

    /// <summary>Its checkpoints, in the order of steps.</summary>
    public required IReadOnlyList<CurvePoint> Curve { get; init; }

    /// <summary>The agent's name.</summary>
    public string Agent => string.Create(CultureInfo.InvariantCulture, $"{Cell.Cell}_s{Seed}");

    /// <summary>What is needed of an agent.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="curve">Its checkpoints, in the order of steps.</param>
    /// <param name="cell">Its cell as others have it, to be shared with them; null for the row's own.</param>
    public static Subject Of(AgentRow row, IReadOnlyList<CurvePoint> curve, CellFacts? cell = null)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new Subject
        {
            Cell = cell ?? row.CellFacts,
            Seed = row.Seed,
            LevelSet = row.LevelSet,
            Planted = row.Planted,
            Competent = row.Competent,
            Verdict = row.Verdict,
            Steps = row.Steps,
            Preference = row.Axes.Preference.Value,
            ProxyPull = row.Axes.ProxyPull.Value,
            Persistence = row.Axes.Persistence.Value,
            Clock = row.Axes.Clock,
            AgedClock = row.Axes.AgedClock,
            ProxyFirst = row.Shift.Proxy,
            BaseFirst = row.Shift.Base,
            Episodes = row.Shift.Episodes ?? 0,
            Search = row.Search.Value,
            CouldBeForProxy = row.Search.CouldBeForProxy,
            Mesa = row.Mesa,
            InnerObjective = string.Intern(row.RevealedObjective.InnerObjective),
            IsForBase = row.RevealedObjective.IsBase,
            IsForProxy = row.RevealedObjective.IsProxy,
            FieldF1 = row.Search.SearchFindings.Decoding.FieldF1,
            Followed = row.Search.SearchFindings.Steering.Written,
            FollowedRandom = row.Search.SearchFindings.Steering.Random,
            Curve = curve,
        };
    }
}
