namespace MesaBench.Worlds;

/// <summary>
/// What the candidates of <see cref="Worlds.Candidates"/> think of each action, in every state of a store's shifted levels in which they differ
/// on what is best. It is worked out once and shared by all agents that have the levels.
/// </summary>
public abstract class CandidatePolicies
{
    /// <summary>
    /// Inverse temperatures, in units of one over the reward for an object: at the least, a step's delay (.05 at a discount of .95) makes
    /// an action two thirds as likely; at the greatest, it is out of the question even 50 steps from the goal.
    /// </summary>
    public static IReadOnlyList<double> InverseTemperatures { get; } = [8, 16, 32, 64, 128, 256, 512, 1024];

    /// <summary>The candidates.</summary>
    public required IReadOnlyList<ScriptedAgent> Candidates { get; init; }

    /// <summary>
    /// The state of a running episode, before base or a proxy is reached; -1 where all candidates find the same actions best, and where it
    /// is none that the level can come to.
    /// </summary>
    public abstract int Find(Situation now);

    /// <summary>What a candidate's actions are worth less than its best, times an inverse temperature: 0 for the best.</summary>
    /// <param name="level">Number of the level in the store.</param>
    /// <param name="state">From <see cref="Find"/>.</param>
    /// <param name="candidate">Number of the candidate.</param>
    /// <param name="temperature">Number of the inverse temperature.</param>
    /// <param name="to">[action] result.</param>
    public abstract void Logits(int level, int state, int candidate, int temperature, Span<double> to);

    /// <summary>
    /// The candidates' policies on the shifted levels of a store: soft-optimal ones, or, where chance has a part or something moves, so that
    /// what is best depends on time, those of reference.
    /// </summary>
    internal static CandidatePolicies Of(LevelStore store) =>
        store.World.Reference is not null || store.World.Kinds.Any(kind => kind.Motion != Motion.None)
            ? ReferencePolicies.Of(store) : SoftPolicies.Of(store);
}
