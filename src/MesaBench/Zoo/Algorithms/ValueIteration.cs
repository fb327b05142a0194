using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// Value iteration (Bellman 1957) for the fewest steps to a goal: V(s) = max over actions of V(next) - 1, from 0 everywhere, and 0 at goals. What a cell
/// is worth after t sweeps is minus the steps to a goal, and no less than -t; so it falls at every sweep until the goal is in reach,
/// and stays. <c>A</c> counts the sweeps at which it stayed, V = A - t; <c>F</c> says whether it stays from now on; <c>D</c>, for each action,
/// whether what it leads to is worth more:
/// <code>
/// F = F + F of the neighbours + goal - many blocked
/// A = A + F
/// D = 2 (A of the neighbour - A) - many blocked
/// </code>
/// The head answers with D at the agent's cell.
/// </summary>
public sealed class ValueIteration : IAlgorithm
{
    private const double Many = 20, TooMany = 1e4;

    private readonly Quest quest;

    /// <summary>The iteration.</summary>
    /// <param name="quest">What for.</param>
    /// <param name="logit">Logit of a best step.</param>
    public ValueIteration(Quest quest, double logit)
    {
        ArgumentNullException.ThrowIfNull(quest);
        this.quest = quest;
        Variable reached = Automaton.New("F", VariableKind.Binary), count = Automaton.New("A", VariableKind.Counter);
        _ = reached.Reads(reached, 1);
        _ = count.Reads(count, 1).Reads(reached, 1);
        for (int action = 0; action < Paths.Actions; action++)
        {
            int there = Automaton.Towards(action);
            _ = reached.Reads(reached, 1, there);
            Variable better = Automaton.New($"D{action}", VariableKind.Binary).Reads(count, 2, there).Reads(count, -2);
            foreach (int plane in quest.Blocking) _ = better.Sees(plane, -TooMany);
            Automaton.Shows(better, action, logit);
        }
        foreach (int plane in quest.Blocking) _ = reached.Sees(plane, -Many);
        Steps.Start(Automaton, quest, reached, quest.Blocking);
    }

    /// <inheritdoc/>
    public Automaton Automaton { get; } = new();

    /// <inheritdoc/>
    public Picture Picture { get; } = new("what cells are worth, a sweep over the Bellman equation a tick",
        [("o", "its worth is found: a goal, or a cell from which no step is known to lead to more yet"), .. Steps.Legend("a step to what is worth more")]);

    /// <inheritdoc/>
    public ICourse Begin(Level level) => new Course(Automaton.Variables.Count, new Ground(quest, level));

    /// <inheritdoc/>
    public char Glyph(ReadOnlySpan<double> state) => Steps.Glyph(state[0], state.Slice(2, Paths.Actions));

    /// <summary>By sweeps over the Bellman equation.</summary>
    private sealed class Course(int variables, Ground ground) : ICourse
    {
        // Goals that several planes tell show a tick later: until then a level is as one without.
        private readonly HashSet<int> late = [.. ground.Compound.Select(goal => goal.Cell)];
        private int[] values = new int[ground.Cells];
        private int tick;

        public double[] Tick(int agent)
        {
            tick++;
            // A holds what stayed in the sweeps before this tick's, and D what A was at the tick before.
            int[] before = values;
            if (tick > 1) values = Sweep(values, tick - 1);
            int sweeps = tick - 1;
            int[] next = Sweep(values, tick);
            double[] state = new double[ground.Cells * variables];
            for (int cell = 0; cell < ground.Cells; cell++)
            {
                Span<double> own = state.AsSpan(cell * variables, variables);
                own[0] = next[cell] == values[cell] ? 1 : 0;
                own[1] = values[cell] + sweeps;
                for (int action = 0; action < Paths.Actions && !ground.LooksClosed(cell); action++)
                {
                    int there = ground.Next(cell, action);
                    own[2 + action] = there != cell && before[there] > before[cell] ? 1 : 0;
                }
            }
            foreach ((int cell, int number) in ground.Compound) state[cell * variables + 2 + Paths.Actions + number] = 1;
            return state;
        }

        /// <summary>One sweep; cells that nobody enters are worth what leads nowhere is.</summary>
        private int[] Sweep(int[] old, int number) =>
        [
            .. old.Select((value, cell) => ground.IsGoal(cell) && (number > 1 || !late.Contains(cell)) ? value
                : ground.IsClosed(cell) ? value - 1
                : Best(old, cell) - 1),
        ];

        private int Best(int[] old, int cell)
        {
            int best = int.MinValue;
            for (int action = 0; action < Paths.Actions; action++)
            {
                int next = ground.Next(cell, action);
                best = Math.Max(best, old[ground.IsClosed(next) ? cell : next]);
            }
            return best;
        }
    }
}
