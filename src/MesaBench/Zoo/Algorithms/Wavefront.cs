using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// Breadth-first search from goals outwards, one cell a tick. In each cell <c>F</c> says whether the wave has come; <c>D</c>, for each
/// action, whether it came from there, which is a best step; <c>G</c>, for each look of goals that only several planes together tell,
/// whether one lies there, from which the wave starts a tick later:
/// <code>
/// F = F + F of the neighbours + goal - many blocked
/// D = D + F of the neighbour - F - many blocked
/// G = the goal's planes - (their number - 1) - planes that tell others from it
/// </code>
/// With a trace, <c>T</c>, for each action, says whether the route from the agent onwards comes here by it: by the first of the best steps,
/// a cell a tick. The head answers with D at the agent's cell: equal logits where the wave has not come yet; with a trace it answers with
/// the step by which the route leaves. (After the flood of Earle et al. 2023, arXiv 2301.06820.)
/// </summary>
public sealed class Wavefront : IAlgorithm
{
    // More than the ways by which routes come to a cell.
    private const double Routes = 6;

    private readonly Quest quest;
    private readonly bool traced;

    /// <summary>A search.</summary>
    /// <param name="quest">What for.</param>
    /// <param name="traced">Whether the route is marked.</param>
    /// <param name="logit">Logit of a best step.</param>
    public Wavefront(Quest quest, bool traced, double logit)
    {
        ArgumentNullException.ThrowIfNull(quest);
        (this.quest, this.traced) = (quest, traced);
        Variable wave = Automaton.New("F", VariableKind.Binary);
        Variable[] steps = [.. Steps.Of(Automaton, quest, wave, blockedBy: quest.Blocking)];
        for (int action = 0; action < Paths.Actions; action++)
        {
            Automaton.Shows(steps[action], action, logit);
            for (int later = action + 1; traced && later < Paths.Actions; later++) Automaton.Shows(steps[action], later, -logit);
        }
        if (traced) Trace(steps);
    }

    /// <inheritdoc/>
    public Automaton Automaton { get; } = new();

    /// <inheritdoc/>
    public Picture Picture => new("a wave that goes out from the goals, a cell a tick",
    [
        ("o", "a goal, where the wave begins"), .. Steps.Legend("a step that shortens the way to a goal"),
        .. traced ? [("U L D R", "such a step on the route from the agent onwards: the first of several")] : (IEnumerable<(string, string)>)[],
    ]);

    /// <inheritdoc/>
    public ICourse Begin(Level level) => new Course(traced, Automaton.Variables.Count, new Ground(quest, level));

    /// <inheritdoc/>
    public char Glyph(ReadOnlySpan<double> state)
    {
        bool isOnRoute = traced && state[^Paths.Actions..].ContainsAnyInRange(0.5, double.PositiveInfinity);
        return Steps.Glyph(state[0], state.Slice(1, Paths.Actions), isOnRoute);
    }

    private void Trace(Variable[] steps)
    {
        Variable[] routes = [.. steps.Select((_, action) => Automaton.New($"T{action}", VariableKind.Binary))];
        for (int action = 0; action < Paths.Actions; action++)
        {
            int from = Automaton.From(action);
            routes[action].Bias = -Routes;
            _ = routes[action].Reads(steps[action], Routes, from).Sees(0, 1, from);
            for (int earlier = 0; earlier < action; earlier++) _ = routes[action].Reads(steps[earlier], -Routes, from);
            foreach (Variable route in routes) _ = routes[action].Reads(route, 1, from);
        }
    }

    private sealed class Course(bool traced, int variables, Ground ground) : ICourse
    {
        private readonly int[] times = Flood.Times(ground, isStopped: ground.IsClosed);
        private HashSet<(int Cell, int By)> route = [];
        private int tick;

        public double[] Tick(int agent)
        {
            if (traced) route = Further(agent);
            tick++;
            double[] state = new double[ground.Cells * variables];
            Flood.Fill(state, variables, ground, times, tick, hasNoSteps: ground.LooksClosed);
            foreach ((int cell, int by) in route) state[(cell + 1) * variables - Paths.Actions + by] = 1; // T comes last
            return state;
        }

        /// <summary>Each head of the route, and the agent, goes on by its first best step, as they are known by now.</summary>
        private HashSet<(int Cell, int By)> Further(int agent)
        {
            HashSet<(int, int)> next = [];
            foreach (int cell in route.Select(step => step.Cell).Append(agent).Distinct())
            {
                for (int action = 0; action < Paths.Actions; action++)
                {
                    if (!Flood.CameFrom(ground, times, cell, action, tick) || ground.LooksClosed(cell)) continue;
                    _ = next.Add((ground.Next(cell, action), action));
                    break;
                }
            }
            return next;
        }
    }
}

/// <summary>The variables of a wave, from which best steps are told.</summary>
internal static class Steps
{
    // More than any sum of waves, so that none enters.
    private const double Many = 20;

    /// <summary>Writes the sums of a wave from the goals of a quest, and makes best steps D, by action, and goals G.</summary>
    public static IReadOnlyList<Variable> Of(Automaton automaton, Quest quest, Variable wave, IReadOnlyList<int> blockedBy)
    {
        Variable[] steps = [.. Enumerable.Range(0, Paths.Actions).Select(action => automaton.New($"D{action}", VariableKind.Indicator))];
        _ = wave.Reads(wave, 1);
        for (int action = 0; action < Paths.Actions; action++)
        {
            _ = wave.Reads(wave, 1, Automaton.Towards(action));
            _ = steps[action].Reads(wave, 1, Automaton.Towards(action)).Reads(wave, -1).Reads(steps[action], 1);
        }
        foreach (int plane in blockedBy)
            foreach (Variable variable in (Variable[])[wave, .. steps]) _ = variable.Sees(plane, -Many);
        Start(automaton, quest, wave, blockedBy);
        return steps;
    }

    /// <summary>What says of a cell of a wave that there is a step, and what such a step is.</summary>
    public static IReadOnlyList<(string Glyphs, string Meaning)> Legend(string step) => [("^ < v >", step), ("+", "several such steps")];

    /// <summary>
    /// A cell of a wave: o where the wave is, and came from nowhere; an arrow for its best step, + for several; on a route the arrow's letter.
    /// </summary>
    public static char Glyph(double wave, ReadOnlySpan<double> steps, bool isOnRoute = false)
    {
        int first = -1, count = 0;
        for (int action = steps.Length - 1; action >= 0; action--)
            if (steps[action] > 0.5) (first, count) = (action, count + 1);
        return count == 0 ? wave > 0.5 ? 'o' : ' ' : isOnRoute ? "ULDR"[first] : count > 1 ? '+' : "^<v>"[first];
    }

    /// <summary>Lets a variable rise at the goals of a quest.</summary>
    public static void Start(Automaton automaton, Quest quest, Variable wave, IReadOnlyList<int> blockedBy)
    {
        // A goal starts a wave whatever else lies in its cell.
        double start = 1 + Many * blockedBy.Count;
        foreach (Look look in quest.Looks.Where(look => look.Own is not null)) _ = wave.Sees(look.Own!.Value, start);
        foreach ((int i, Look look) in quest.Compound.Index())
        {
            Variable goal = automaton.New($"G{i}", VariableKind.Indicator);
            goal.Bias = 1 - look.Planes.Count;
            foreach (int plane in look.Planes) _ = goal.Sees(plane, 1);
            foreach (int plane in look.Not) _ = goal.Sees(plane, -1);
            _ = wave.Reads(goal, start);
        }
    }
}
