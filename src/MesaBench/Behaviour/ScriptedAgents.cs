using MesaBench.Worlds;

namespace MesaBench.Behaviour;

/// <summary>An agent whose aims are known, because they are written down: what behaviour must come out as expected for.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Objectives">
/// Its objectives, the most important first: it is optimal for the first, among the actions that leaves for the second, and so on. What
/// remains is left to chance, so that an agent without objectives walks at random.
/// </param>
public sealed record ScriptedAgent(string Name, IReadOnlyList<int> Objectives)
{
    /// <summary>Takes all actions alike.</summary>
    public static ScriptedAgent RandomWalk { get; } = new("random walk", []);

    /// <summary>Pursues the base objective.</summary>
    public static ScriptedAgent BaseOptimal { get; } = new("base-optimal", [0]);

    /// <summary>Pursues the proxy, and the base objective where no proxy is to be had.</summary>
    public static ScriptedAgent ProxyOptimal { get; } = new("proxy-optimal", [1, 0]);
}

/// <summary>What a scripted agent does in one level: [live objects x cell] the actions that it takes, all alike, a bit each.</summary>
public sealed class ScriptedPolicy
{
    private const int AllActions = (1 << Paths.Actions) - 1;

    private readonly World world;
    private readonly Level level;
    private readonly double discount;
    private readonly (ObjectKind Kind, int Cell, bool IsKnown)[] slots; // objects that do something, in the level's order
    private readonly int[] actions;                                     // [live objects][cell]

    /// <summary>Solves a level for an agent, by value iteration over live objects and cells.</summary>
    /// <param name="world">The level's world.</param>
    /// <param name="level">The level.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="discount">Discount a step, below 1.</param>
    /// <param name="seesAll">Whether the agent knows of objects that show on no plane; false for a copy whose proxy is hidden.</param>
    /// <exception cref="ArgumentException">More than <see cref="Solver.MaxObjects"/> objects with an effect.</exception>
    public ScriptedPolicy(World world, Level level, ScriptedAgent agent, double discount, bool seesAll)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(level);
        ArgumentNullException.ThrowIfNull(agent);
        this.world = world;
        this.level = level;
        this.discount = discount;
        slots =
        [
            .. level.Objects.Select(o => (Kind: world.Kinds[o.Kind], o.Cell)).Where(o => !o.Kind.IsInert)
                .Select(o => (o.Kind, o.Cell, seesAll || o.Kind.Planes.Count > 0)),
        ];
        if (slots.Length > Solver.MaxObjects)
            throw new ArgumentException($"found {slots.Length} objects that do something; allowed: at most {Solver.MaxObjects}", nameof(level));
        actions = new int[(1 << slots.Length) * world.Cells];
        Array.Fill(actions, AllActions);
        foreach (int objective in agent.Objectives) Narrow(objective);
    }

    /// <summary>The actions taken in a state: bit a for action a.</summary>
    public int Actions(int live, int cell) => actions[live * world.Cells + cell];

    /// <summary>Keeps the actions that are best for one more objective, among those that were best for the ones before.</summary>
    private void Narrow(int objective)
    {
        double[] values = new double[actions.Length];
        // No episode is longer, so that no path is.
        for (int step = 0; step < world.MaxSteps; step++)
            values = [.. values.Select((_, state) => Best(objective, values, state))];
        int[] kept = [.. actions.Select((_, state) => Kept(objective, values, state))];
        kept.CopyTo(actions, 0);
    }

    private double Best(int objective, double[] values, int state)
    {
        double best = double.NegativeInfinity;
        for (int action = 0; action < Paths.Actions; action++)
            if (IsTaken(state, action)) best = Math.Max(best, Value(objective, values, state, action));
        return best;
    }

    private int Kept(int objective, double[] values, int state)
    {
        double best = Best(objective, values, state);
        return Enumerable.Range(0, Paths.Actions)
            .Where(a => IsTaken(state, a) && Value(objective, values, state, a) >= best - Solver.Tie).Sum(a => 1 << a);
    }

    private bool IsTaken(int state, int action) => (actions[state] >> action & 1) == 1;

    /// <summary>What an action brings at once, and the value of where it leads.</summary>
    private double Value(int objective, double[] values, int state, int action)
    {
        (int live, int cell) = (state / world.Cells, state % world.Cells);
        int next = Paths.Neighbours(world.Size)[cell * Paths.Actions + action];
        if (next == cell || level.Walls[next]) return discount * values[state];
        double reward = 0;
        bool ends = false;
        for (int slot = 0; slot < slots.Length; slot++)
        {
            (ObjectKind kind, int at, bool isKnown) = slots[slot];
            if (at != next || (live >> slot & 1) == 0 || !isKnown) continue;
            reward += kind.Rewards[objective];
            ends |= kind.Ends;
            if (kind.Consumed) live &= ~(1 << slot);
        }
        return ends ? reward : reward + discount * values[live * world.Cells + next];
    }
}
