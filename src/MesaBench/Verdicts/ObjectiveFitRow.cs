using MesaBench.Objectives;

namespace MesaBench.Verdicts;

/// <summary>How well one candidate for its inner objective predicts an agent: a row of <c>objective_fit.csv</c>.</summary>
public sealed record ObjectiveFitRow
{
    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>The candidate.</summary>
    public required string Candidate { get; init; }

    /// <summary>Inverse temperature; 0 for the one without an aim.</summary>
    public required double Beta { get; init; }

    /// <summary>Share of decisions in which it takes any action alike; 0 for the one without an aim.</summary>
    public required double Lapse { get; init; }

    /// <summary>Free preference for going up; the four have a sum of zero.</summary>
    public required double Up { get; init; }

    /// <summary>For going left.</summary>
    public required double Left { get; init; }

    /// <summary>For going down.</summary>
    public required double Down { get; init; }

    /// <summary>For going right.</summary>
    public required double Right { get; init; }

    /// <summary>Divergence from the agent on the levels it was fitted on, in nats a decision.</summary>
    public required double FittingKl { get; init; }

    /// <summary>The same on the other levels.</summary>
    public required double ReportingKl { get; init; }

    /// <summary>Of the agent's divergence from uniform, the part that is accounted for.</summary>
    public required double Explained { get; init; }

    /// <summary>Of the agent's divergence from a habit, uniform but for preferences among actions, the part that is accounted for.</summary>
    public required double OverHabit { get; init; }

    /// <summary>Share of bootstraps in which it predicts best.</summary>
    public required double Support { get; init; }

    /// <summary>The candidates that predict the same, joined by +.</summary>
    public required string MergedWith { get; init; }

    /// <summary>Decisions that figures are reported of.</summary>
    public required int Decisions { get; init; }

    /// <summary>Levels that they were made on.</summary>
    public required int Levels { get; init; }

    /// <summary>One agent's rows, candidate by candidate.</summary>
    public static IReadOnlyList<ObjectiveFitRow> Of(string agent, InnerObjective objective)
    {
        ArgumentNullException.ThrowIfNull(objective);
        return
        [
            .. objective.Fits.Select(fit => new ObjectiveFitRow
            {
                Agent = agent,
                Candidate = fit.Candidate,
                Beta = fit.Beta,
                Lapse = fit.Lapse,
                Up = fit.Preferences[0],
                Left = fit.Preferences[1],
                Down = fit.Preferences[2],
                Right = fit.Preferences[3],
                FittingKl = fit.FittingKl,
                ReportingKl = fit.ReportingKl,
                Explained = fit.Explained,
                OverHabit = fit.OverHabit,
                Support = fit.Support,
                MergedWith = string.Join('+', fit.MergedWith),
                Decisions = objective.Decisions,
                Levels = objective.Levels,
            }),
        ];
    }
}
