using System.Runtime.Intrinsics;
using MesaBench.Inference;

namespace MesaBench.Worlds;

/// <summary>What the moves of a level are worth under one aim.</summary>
/// <param name="Rewards">[state][action] what is paid at once.</param>
/// <param name="Successors">[state][action] the next state, or <see cref="LevelGraph.Ended"/> where nothing more is to be had.</param>
internal sealed record Payoff(double[] Rewards, int[] Successors)
{
    /// <summary>The moves of a level under an aim for one objective, or for reaching one of those that the graph keeps track of.</summary>
    public static Payoff Of(LevelGraph graph, StateMoves moves, World world, Aim aim)
    {
        int objective = aim.Objectives(world)[0];
        double[] rewards = new double[moves.Effects.Length];
        int[] successors = [.. moves.Successors];
        for (int move = 0; move < rewards.Length; move++)
        {
            int effect = moves.Effects[move];
            if (effect < 0) continue;
            if (!aim.IsSoonest) rewards[move] = graph.Rewards(effect)[objective];
            else if (graph.ReachesAny(effect)) (rewards[move], successors[move]) = (1, LevelGraph.Ended);
        }
        return new Payoff(rewards, successors);
    }
}

/// <summary>
/// Soft-optimal values at the eight inverse temperatures at once, a lane each, by backward induction over an episode's steps. With so many
/// steps left, an action is worth Q(s, a) = r(s, a) + discount V(s'), and a state V(s) = sum over a of p(a) Q(s, a), p proportional to
/// exp(beta Q): what the objective pays to one who will act as softly ever after.
/// </summary>
internal static class SoftValues
{
    private static readonly Vector512<double> InverseTemperatures = Vector512.Create([.. CandidatePolicies.InverseTemperatures]);

    /// <summary>[state] values with so many steps left; 0 for states that are not asked about, and one more that stands for the end.</summary>
    /// <param name="payoff">The moves.</param>
    /// <param name="states">The states asked about, and all that they lead to.</param>
    /// <param name="discount">Discount a step.</param>
    /// <param name="steps">Steps left.</param>
    public static Vector512<double>[] Of(Payoff payoff, int[] states, double discount, int steps)
    {
        int count = payoff.Rewards.Length / Paths.Actions;
        Vector512<double>[] now = new Vector512<double>[count + 1], later = new Vector512<double>[count + 1];
        for (int step = 0; step < steps; step++)
        {
            foreach (int state in states) now[state] = Value(payoff, later, state, discount);
            (now, later) = (later, now);
        }
        return later;
    }

    /// <summary>What an action is worth, given what states are worth with a step fewer left.</summary>
    public static Vector512<double> Action(Payoff payoff, Vector512<double>[] later, int move, double discount)
    {
        int next = payoff.Successors[move];
        return Vector512.Create(payoff.Rewards[move]) + later[next < 0 ? later.Length - 1 : next] * discount;
    }

    private static Vector512<double> Value(Payoff payoff, Vector512<double>[] later, int state, double discount)
    {
        int move = state * Paths.Actions;
        Vector512<double> q0 = Action(payoff, later, move, discount), q1 = Action(payoff, later, move + 1, discount);
        Vector512<double> q2 = Action(payoff, later, move + 2, discount), q3 = Action(payoff, later, move + 3, discount);
        if (q0 == q1 && q1 == q2 && q2 == q3) return q0; // nothing is to be had: as often as not, with many objects
        Vector512<double> top = Vector512.Max(Vector512.Max(q0, q1), Vector512.Max(q2, q3));
        (q0, q1, q2, q3) = (q0 - top, q1 - top, q2 - top, q3 - top);
        Vector512<double> w0 = Weight(q0), w1 = Weight(q1), w2 = Weight(q2), w3 = Weight(q3);
        return top + (w0 * q0 + w1 * q1 + w2 * q2 + w3 * q3) / (w0 + w1 + w2 + w3);
    }

    private static Vector512<double> Weight(Vector512<double> loss) => LaneMath.Exp(loss * InverseTemperatures);
}
