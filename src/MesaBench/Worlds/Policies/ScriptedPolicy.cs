namespace MesaBench.Worlds;

/// <summary>
/// What a scripted agent does in one level: by backward induction over (step, configuration, cell), or, where chance has a part, by the
/// world's reference policy for its first aim.
/// </summary>
public sealed class ScriptedPolicy
{
    private const int AllActions = (1 << Paths.Actions) - 1;

    // Set beside the actions of a state in which later aims have no say.
    private const int IsSettled = 1 << Paths.Actions;

    private readonly World world;
    private readonly double discount;
    private readonly LevelGraph graph;
    private readonly IReadOnlyList<int> soonest; // objectives of which one is to be reached as soon as can be
    private readonly StateMoves moves;
    private readonly byte[][] actions;    // [step][state] the actions taken, all alike, a bit each
    private readonly Func<Situation, int>? reference;

    /// <summary>Works out what an agent does in a level.</summary>
    /// <param name="world">The level's world.</param>
    /// <param name="level">The level.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="discount">Discount a step, in (0, 1].</param>
    /// <param name="seesAll">Whether the agent knows of objects that show on no plane; false for a copy whose proxy is hidden.</param>
    /// <exception cref="ArgumentException">
    /// More than <see cref="Solver.MaxObjects"/> objects with an effect, or an agent that cannot act in the world.
    /// </exception>
    public ScriptedPolicy(World world, Level level, ScriptedAgent agent, double discount, bool seesAll)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(level);
        ArgumentNullException.ThrowIfNull(agent);
        if (!agent.CanActIn(world))
            throw new ArgumentException($"{agent.Name} in {world.Name}; allowed: worlds in which chance has no part", nameof(agent));
        this.world = world;
        this.discount = discount;
        graph = new LevelGraph(world);
        (soonest, moves, actions) = ([], StateMoves.None, []);
        if (agent.Aims.Count == 0) return;
        if (world.Reference is { } policies)
        {
            reference = policies(level, agent.Aims[0].Objectives(world)[0]);
            return;
        }
        soonest = agent.Aims.FirstOrDefault(aim => aim.IsSoonest)?.Objectives(world) ?? [];
        graph.Build(level, seesAll, soonest);
        moves = StateMoves.Of(graph, world, level);
        actions = [.. Enumerable.Range(0, level.StepLimit(world)).Select(_ => new byte[moves.Count])];
        foreach (byte[] step in actions) Array.Fill(step, (byte)AllActions);
        foreach (Aim aim in agent.Aims)
        {
            if (aim.IsSoonest) Hurry();
            else Narrow(aim.Objectives(world));
        }
    }

    /// <summary>The actions taken in a situation: bit a for action a.</summary>
    public int Actions(Situation now)
    {
        if (reference is not null) return reference(now);
        bool isReached = now.Reached is { } reached && soonest.Any(objective => reached[objective] > 0);
        if (now.Step >= actions.Length || Find(now, isReached) is not (>= 0 and var configuration)) return AllActions;
        return actions[now.Step][configuration * world.Cells + now.Cell] & AllActions;
    }

    /// <summary>
    /// The actions taken with all steps of an episode still ahead, where the slots that are there tell all that has happened.
    /// </summary>
    /// <param name="live">Bit i: slot i is there.</param>
    /// <param name="cell">The cell of the agent.</param>
    /// <returns>Bit a for action a; 0 for what a level cannot come to.</returns>
    /// <exception cref="InvalidOperationException">What is held is not told by what is there, or chance has a part.</exception>
    internal int ActionsAtStart(int live, int cell)
    {
        if (reference is not null) throw new InvalidOperationException("chance has a part in what is best");
        if (actions.Length == 0) return AllActions;
        return graph.FindAlone(live, mindsReached: soonest.Count > 0) is >= 0 and var configuration ? actions[0][configuration * world.Cells + cell] & AllActions : 0;
    }

    private int Find(Situation now, bool isReached) =>
        graph.Find(now.Live, now.Held, isReached) is >= 0 and var found ? found : graph.Find(now.Live, now.Held, !isReached);

    /// <summary>
    /// Keeps the actions that lead soonest to an effect by which one of <see cref="soonest"/> is reached, where none is and steps are left for
    /// it.
    /// </summary>
    private void Hurry()
    {
        int[] steps = new int[moves.Count]; // [state] least steps to such an effect; 0 where not known
        List<int> open = [.. moves.States.Where(state => !graph.IsReached(state / world.Cells))];
        for (int count = 1; count <= actions.Length; count++)
        {
            foreach (int state in open)
            {
                int leading = 0;
                for (int a = 0; a < Paths.Actions; a++)
                    if (Leads(state * Paths.Actions + a, count)) leading |= 1 << a;
                if (leading == 0) continue;
                steps[state] = count;
                for (int step = 0; step + count <= actions.Length; step++) actions[step][state] = (byte)(leading | IsSettled);
            }
            if (open.RemoveAll(state => steps[state] > 0) == 0) break;
        }

        bool Leads(int move, int count) => moves.Effects[move] >= 0 && graph.ReachesAny(moves.Effects[move])
            ? count == 1
            : count > 1 && moves.Successors[move] != LevelGraph.Ended && steps[moves.Successors[move]] == count - 1;
    }

    /// <summary>
    /// Keeps the actions that are best for one more aim, among those that were best for the ones before: for whichever of its objectives is
    /// worth most.
    /// </summary>
    private void Narrow(IReadOnlyList<int> objectives)
    {
        int count = moves.Count;
        double[][] later = [.. objectives.Select(_ => new double[count])], now = [.. objectives.Select(_ => new double[count])];
        for (int step = actions.Length - 1; step >= 0; step--)
        {
            foreach (int state in moves.States)
            {
                int taken = actions[step][state], kept = 0;
                double most = double.NegativeInfinity;
                for (int i = 0; i < objectives.Count; i++)
                {
                    (now[i][state], int best) = Best(objectives[i], later[i], state, taken, step);
                    if (now[i][state] > most + Solver.Tie) kept = best;
                    else if (now[i][state] >= most - Solver.Tie) kept |= best;
                    most = Math.Max(most, now[i][state]);
                }
                if ((taken & IsSettled) == 0) actions[step][state] = (byte)kept;
            }
            (now, later) = (later, now);
        }
    }

    /// <summary>The value of the best of some actions for an objective, and those that are as good.</summary>
    private (double Value, int Actions) Best(int objective, double[] later, int state, int among, int step)
    {
        Span<double> values = stackalloc double[Paths.Actions];
        double best = double.NegativeInfinity;
        for (int a = 0; a < Paths.Actions; a++)
        {
            values[a] = (among >> a & 1) == 1 ? Value(objective, later, state, a, step) : double.NegativeInfinity;
            best = Math.Max(best, values[a]);
        }
        int kept = 0;
        for (int a = 0; a < Paths.Actions; a++)
            if (values[a] >= best - Solver.Tie) kept |= 1 << a;
        return (best, kept);
    }

    /// <summary>What an action brings at once, and the value of where it leads.</summary>
    private double Value(int objective, double[] later, int state, int action, int step)
    {
        int move = state * Paths.Actions + action, effect = moves.Effects[move], next = moves.Successors[move];
        double reward = effect < 0 ? 0 : graph.Rewards(effect)[objective];
        if (graph.HasMovers) reward += Contact(objective, state, action, effect, step);
        return next == LevelGraph.Ended ? reward : reward + discount * later[next];
    }

    private double Contact(int objective, int state, int action, int effect, int step)
    {
        Span<double> paid = stackalloc double[world.Objectives.Count];
        paid.Clear();
        int cell = moves.Destinations[state % world.Cells * Paths.Actions + action];
        graph.AddContact(state / world.Cells, effect, cell, step + 1, paid);
        return paid[objective];
    }
}
