using System.Runtime.Intrinsics;
using MesaBench.Behaviour;
using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Objectives;

/// <summary>How an agent chose, as distributions: one half of its decisions.</summary>
/// <param name="Choices">The decisions, level by level.</param>
/// <param name="Probabilities">[action][decision] the agent's policy, decisions padded with zeros to whole lanes.</param>
/// <param name="Certainty">[decision] its negative entropy, the sum of p log p, in nats.</param>
internal sealed record Decisions(Choice[] Choices, double[] Probabilities, double[] Certainty)
{
    // Levels are dealt from up to four strata in turn: multiples of the golden ratio deal each of these to both halves.
    private const uint GoldenRatio = 0x9E3779B9;

    /// <summary>How many there are.</summary>
    public int Count => Choices.Length;

    /// <summary>The number of columns in [action][decision].</summary>
    public int Stride => Probabilities.Length / Paths.Actions;

    /// <summary>The decisions on which policies are fitted, and those on which figures are reported: of different levels.</summary>
    /// <param name="choices">An agent's choices.</param>
    /// <param name="shifted">The levels that they were made on.</param>
    public static (Decisions Fitting, Decisions Reporting) Split(IReadOnlyList<Choice> choices, LevelRange shifted)
    {
        ILookup<bool, Choice> halves = choices.OrderBy(choice => choice.Level)
            .ToLookup(choice => IsFitting(choice.Level - shifted.First));
        return (Of([.. halves[true]]), Of([.. halves[false]]));
    }

    /// <summary>Whether a shifted level, numbered from 0, is in the half on which policies are fitted.</summary>
    internal static bool IsFitting(int level) => (uint)level * GoldenRatio < 1u << 31;

    /// <summary>[action][decision] what a candidate makes of the actions, padded with zeros.</summary>
    public double[] Logits(CandidatePolicies policies, int candidate, int temperature)
    {
        double[] logits = new double[Probabilities.Length];
        Span<double> own = stackalloc double[Paths.Actions];
        for (int i = 0; i < Count; i++)
        {
            policies.Logits(Choices[i].Level, Choices[i].State, candidate, temperature, own);
            for (int action = 0; action < Paths.Actions; action++) logits[action * Stride + i] = own[action];
        }
        return logits;
    }

    /// <summary>[action][decision] log-probabilities of a fitted policy.</summary>
    public double[] LogPolicy(double[] logits, PolicyFit fit)
    {
        double[] log = new double[logits.Length];
        Span<double> own = stackalloc double[Paths.Actions];
        for (int i = 0; i < Count; i++)
        {
            for (int action = 0; action < Paths.Actions; action++) own[action] = logits[action * Stride + i] + fit.Preferences[action];
            double normaliser = Normaliser(own);
            for (int action = 0; action < Paths.Actions; action++) log[action * Stride + i] = Lapsing(own[action] - normaliser, fit.Lapse);
        }
        return log;
    }

    /// <summary>[decision] KL(agent | policy), in nats, of a policy's log-probabilities.</summary>
    public double[] Divergences(double[] logPolicy)
    {
        double[] divergences = [.. Certainty];
        for (int action = 0; action < Paths.Actions; action++)
            for (int i = 0; i < Count; i++) divergences[i] -= Probabilities[action * Stride + i] * logPolicy[action * Stride + i];
        return divergences;
    }

    private static Decisions Of(Choice[] choices)
    {
        int stride = (choices.Length + Vector512<double>.Count - 1) / Vector512<double>.Count * Vector512<double>.Count;
        double[] probabilities = new double[Paths.Actions * stride], certainty = new double[choices.Length];
        foreach ((int i, Choice choice) in choices.Index())
        {
            ReadOnlySpan<double> logits = [choice.Up, choice.Left, choice.Down, choice.Right];
            double normaliser = Normaliser(logits);
            for (int action = 0; action < Paths.Actions; action++)
            {
                double log = logits[action] - normaliser, p = PortableMath.Exp(log);
                probabilities[action * stride + i] = p;
                certainty[i] += p * log;
            }
        }
        return new Decisions(choices, probabilities, certainty);
    }

    /// <summary>The log-probability of an action that is as likely as any other in a share of decisions.</summary>
    private static double Lapsing(double log, double lapse) =>
        lapse == 0 ? log : PortableMath.Log((1 - lapse) * PortableMath.Exp(log) + lapse / Paths.Actions);

    /// <summary>What to take off four logits to have log-probabilities.</summary>
    private static double Normaliser(ReadOnlySpan<double> logits)
    {
        double top = Math.Max(Math.Max(logits[0], logits[1]), Math.Max(logits[2], logits[3])), sum = 0;
        foreach (double logit in logits) sum += PortableMath.Exp(logit - top);
        return top + PortableMath.Log(sum);
    }
}
