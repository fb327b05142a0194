using System.Collections.Concurrent;

namespace MesaBench.Worlds;

/// <summary>
/// Candidates by the actions that they take, where what is best depends on time or chance: an action that a candidate does not take counts as
/// one that loses a step. A state is the actions of all candidates, four bits each.
/// </summary>
internal sealed class ReferencePolicies : CandidatePolicies
{
    private const int AllActions = (1 << Paths.Actions) - 1;

    private readonly LevelStore store;
    private readonly ConcurrentDictionary<int, ScriptedPolicy[]> policies = []; // of a level: [candidate]

    private ReferencePolicies(LevelStore store) => this.store = store;

    /// <summary>The candidates of a store; their policies are worked out level by level, when they are first asked for.</summary>
    public static new ReferencePolicies Of(LevelStore store) => new(store) { Candidates = Worlds.Candidates.In(store.World) };

    /// <inheritdoc/>
    public override int Find(Situation now)
    {
        int state = 0;
        bool differ = false;
        foreach ((int i, ScriptedPolicy policy) in policies.GetOrAdd(now.Level, PoliciesOf).Index())
        {
            int taken = policy.Actions(now);
            differ |= i > 0 && taken != (state & AllActions);
            state |= taken << (i * Paths.Actions);
        }
        return differ ? state : -1;
    }

    /// <inheritdoc/>
    public override void Logits(int level, int state, int candidate, int temperature, Span<double> to)
    {
        double lost = InverseTemperatures[temperature] * (1 - store.Discount);
        int taken = state >> (candidate * Paths.Actions);
        for (int action = 0; action < Paths.Actions; action++) to[action] = (taken >> action & 1) == 1 ? 0 : -lost;
    }

    private ScriptedPolicy[] PoliciesOf(int level) =>
        [.. Candidates.Select(candidate => new ScriptedPolicy(store.World, store.Levels[level].Level, candidate, store.Discount, seesAll: true))];
}
