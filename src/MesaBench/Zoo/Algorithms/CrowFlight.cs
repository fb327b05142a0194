using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// Greed in a straight line, and no search: the wave of a <see cref="Wavefront"/> that goes through walls as if there were none, so that
/// it tells how far goals are as the crow flies. The agent takes a step that brings it nearer, if the next cell is not closed; where all of those
/// are, it has no preference. News of the goal travels a cell a tick, as it does in a search.
/// </summary>
public sealed class CrowFlight : IAlgorithm
{
    private const double Many = 20;

    private readonly Quest quest;

    /// <summary>The heuristic.</summary>
    /// <param name="quest">What for.</param>
    /// <param name="logit">Logit of a step that is taken.</param>
    public CrowFlight(Quest quest, double logit)
    {
        ArgumentNullException.ThrowIfNull(quest);
        this.quest = quest;
        Variable wave = Automaton.New("F", VariableKind.Binary);
        IReadOnlyList<Variable> steps = Steps.Of(Automaton, quest, wave, blockedBy: []);
        for (int action = 0; action < Paths.Actions; action++)
        {
            foreach (int plane in quest.Blocking) _ = steps[action].Sees(plane, -Many, Automaton.Towards(action));
            Automaton.Shows(steps[action], action, logit);
        }
    }

    /// <inheritdoc/>
    public Automaton Automaton { get; } = new();

    /// <inheritdoc/>
    public Picture Picture { get; } = new("a wave that goes out from the goals, a cell a tick, and through walls",
        [("o", "the wave has come: a goal, or a cell from which all steps nearer are closed"), .. Steps.Legend("an open step nearer to a goal, as the crow flies")]);

    /// <inheritdoc/>
    public ICourse Begin(Level level) => new Course(Automaton.Variables.Count, new Ground(quest, level));

    /// <inheritdoc/>
    public char Glyph(ReadOnlySpan<double> state) => Steps.Glyph(state[0], state.Slice(1, Paths.Actions));

    private sealed class Course(int variables, Ground ground) : ICourse
    {
        private readonly int[] times = Flood.Times(ground, isStopped: _ => false);
        private int tick;

        public double[] Tick(int agent)
        {
            tick++;
            double[] state = new double[ground.Cells * variables];
            Flood.Fill(state, variables, ground, times, tick, hasNoSteps: _ => false);
            for (int cell = 0; cell < ground.Cells; cell++)
            {
                for (int action = 0; action < Paths.Actions; action++)
                    if (ground.LooksClosed(ground.Next(cell, action))) state[cell * variables + 1 + action] = 0;
            }
            return state;
        }
    }
}
