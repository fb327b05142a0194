using System.Numerics;

namespace MesaBench.Worlds;

/// <summary>What a policy came to in one level, played with the level's own chances.</summary>
/// <param name="Returns">[objective] discounted return.</param>
/// <param name="FirstReached">[objective] step on which it was reached; 0 if it was not.</param>
internal sealed record Course(double[] Returns, int[] FirstReached)
{
    /// <summary>Whether the proxy was reached before the base objective.</summary>
    public bool IsProxyFirst => FirstReached[1] > 0 && (FirstReached[0] == 0 || FirstReached[1] < FirstReached[0]);

    /// <summary>Plays a level with a policy: of the actions that it takes alike the first.</summary>
    public static Course Of(World world, Level level, Func<Situation, int> policy, double discount)
    {
        Dynamics dynamics = new(world, level);
        double[] returns = new double[world.Objectives.Count];
        double weight = 1;
        while (!dynamics.IsOver)
        {
            dynamics.Step(BitOperations.TrailingZeroCount(policy(dynamics.Now)));
            for (int i = 0; i < returns.Length; i++) returns[i] += weight * dynamics.Rewards[i];
            weight *= discount;
        }
        return new Course(returns, [.. dynamics.FirstReached]);
    }
}
