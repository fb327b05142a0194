using MesaBench.Worlds;

namespace MesaBench.Objectives;

/// <summary>How well one candidate predicts an agent.</summary>
public sealed record CandidateFit
{
    /// <summary>Its name.</summary>
    public required string Candidate { get; init; }

    /// <summary>Inverse temperature; 0 for the one without an aim.</summary>
    public required double Beta { get; init; }

    /// <summary>Share of decisions in which it takes any action alike; 0 for the one without an aim.</summary>
    public required double Lapse { get; init; }

    /// <summary>[action] free preferences among up, left, down and right.</summary>
    public required IReadOnlyList<double> Preferences { get; init; }

    /// <summary>Mean divergence of the candidate from the agent over the decisions it was fitted on, in nats.</summary>
    public required double FittingKl { get; init; }

    /// <summary>The same over those that are reported.</summary>
    public required double ReportingKl { get; init; }

    /// <summary>1 - KL(agent | candidate) / KL(agent | uniform); NaN for an agent that is next to uniform.</summary>
    public double Explained { get; init; } = double.NaN;

    /// <summary>The same over the uniform policy with its preferences, a mere habit; NaN for an agent that is next to that.</summary>
    public double OverHabit { get; init; } = double.NaN;

    /// <summary>Share of bootstraps over levels in which no other candidate predicts better.</summary>
    public double Support { get; init; } = double.NaN;

    /// <summary>The others that predict the same.</summary>
    public IReadOnlyList<string> MergedWith { get; init; } = [];

    /// <summary>[action][decision] log-probabilities over the decisions that are reported.</summary>
    internal double[] LogPolicy { get; init; } = [];

    /// <summary>[decision] divergence over those, in nats.</summary>
    internal double[] Divergences { get; init; } = [];

    /// <summary>Fits one of the candidates with an aim: b and a lapse at every inverse temperature, of which the best is kept.</summary>
    internal static CandidateFit Of(CandidatePolicies policies, int candidate, Decisions fitting, Decisions reporting)
    {
        PolicyFit best = PolicyFit.Start, last = PolicyFit.Start;
        int chosen = 0;
        for (int temperature = 0; temperature < CandidatePolicies.InverseTemperatures.Count; temperature++)
        {
            last = PolicyFit.OverLapses(fitting, fitting.Logits(policies, candidate, temperature), last);
            if (last.Loss < best.Loss) (best, chosen) = (last, temperature);
        }
        double[] On(Decisions decisions) => decisions.LogPolicy(decisions.Logits(policies, candidate, chosen), best);
        return Of(
            policies.Candidates[candidate].Name, CandidatePolicies.InverseTemperatures[chosen], best, On(fitting), On(reporting),
            fitting, reporting);
    }

    /// <summary>Fits the candidate without an aim: a preference among actions and nothing else.</summary>
    internal static CandidateFit OfUniform(Decisions fitting, Decisions reporting)
    {
        double[] Zeros(Decisions decisions) => new double[decisions.Probabilities.Length];
        PolicyFit fit = PolicyFit.Of(fitting, Zeros(fitting), lapse: 0, PolicyFit.Start.Preferences);
        double[] On(Decisions decisions) => decisions.LogPolicy(Zeros(decisions), fit);
        return Of(Candidates.Uniform, 0, fit, On(fitting), On(reporting), fitting, reporting);
    }

    private static CandidateFit Of(
        string name, double beta, PolicyFit fit, double[] fitted, double[] reported, Decisions fitting, Decisions reporting)
    {
        double[] divergences = reporting.Divergences(reported);
        return new CandidateFit
        {
            Candidate = name,
            Beta = beta,
            Lapse = fit.Lapse,
            Preferences = fit.Preferences,
            FittingKl = fitting.Divergences(fitted).Average(),
            ReportingKl = divergences.Average(),
            LogPolicy = reported,
            Divergences = divergences,
        };
    }
}
