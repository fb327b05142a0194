namespace MesaBench.Worlds;

/// <summary>Which actions are best under a payoff, ties and all: the limit of <see cref="SoftValues"/> at a temperature of zero.</summary>
internal static class HardValues
{
    /// <summary>[state] the best actions with so many steps left, bit a for action a.</summary>
    /// <param name="payoff">The moves.</param>
    /// <param name="states">The states asked about, and all that they lead to.</param>
    /// <param name="discount">Discount a step.</param>
    /// <param name="steps">Steps left.</param>
    public static byte[] BestActions(Payoff payoff, int[] states, double discount, int steps)
    {
        int count = payoff.Rewards.Length / Paths.Actions;
        double[] now = new double[count + 1], later = new double[count + 1];
        for (int step = 1; step < steps; step++)
        {
            foreach (int state in states) now[state] = Best(state);
            (now, later) = (later, now);
        }
        byte[] best = new byte[count];
        foreach (int state in states)
        {
            double most = Best(state);
            for (int action = 0; action < Paths.Actions; action++)
                if (Action(state * Paths.Actions + action) >= most - Solver.Tie) best[state] |= (byte)(1 << action);
        }
        return best;

        double Action(int move) => payoff.Rewards[move] + discount * later[payoff.Successors[move] is >= 0 and var next ? next : count];

        double Best(int state)
        {
            int move = state * Paths.Actions;
            return Math.Max(Math.Max(Action(move), Action(move + 1)), Math.Max(Action(move + 2), Action(move + 3)));
        }
    }
}
