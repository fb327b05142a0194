using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// Dead-end filling, which solves mazes without looking for anything: at every tick each cell with at least three closed sides is filled
/// (<c>E</c>), unless the agent or a goal is there, until only ways between the two are left. <c>O</c>, for each action, says whether the
/// neighbour is open. The agent takes any open way. What is filled stays so by itself, or because the walls around are seen anew at every tick.
/// <code>
/// E = 3 E + 3 closed + E of the neighbours + sides beyond the border - 2 - many (goal + agent)
/// O = there is a neighbour - E of the neighbour
/// </code>
/// </summary>
public sealed class DeadEnds : IAlgorithm
{
    private const double Many = 20;
    private const int Sides = 3;

    private readonly Quest quest;
    private readonly bool remembers;

    /// <summary>The algorithm.</summary>
    /// <param name="quest">Whose goals are not filled.</param>
    /// <param name="logit">Logit of an open way.</param>
    /// <param name="remembers">Whether what is filled stays so by itself: without, the first term is missing.</param>
    /// <exception cref="UnsuitedException">A goal is told by several planes.</exception>
    public DeadEnds(Quest quest, double logit, bool remembers = true)
    {
        ArgumentNullException.ThrowIfNull(quest);
        if (quest.Compound.Count > 0) throw new UnsuitedException("goals that several planes tell", "goals with a plane of their own");
        (this.quest, this.remembers) = (quest, remembers);
        Variable filled = Automaton.New("E", VariableKind.Binary);
        filled.Bias = Paths.Actions + 1 - Sides;
        _ = filled.Sees(0, -Many);
        if (remembers) _ = filled.Reads(filled, Sides);
        foreach (int plane in quest.Blocking) _ = filled.Sees(plane, Sides);
        foreach (Look look in quest.Looks) _ = filled.Sees(look.Own!.Value, -Many);
        for (int action = 0; action < Paths.Actions; action++)
        {
            int there = Automaton.Towards(action);
            _ = filled.Reads(filled, 1, there).Inside(-1, there);
            Automaton.Shows(Automaton.New($"O{action}", VariableKind.Indicator).Inside(1, there).Reads(filled, -1, there), action, logit);
        }
    }

    /// <inheritdoc/>
    public Automaton Automaton { get; } = new();

    /// <inheritdoc/>
    public Picture Picture { get; } = new("dead ends, filled as soon as three sides are closed", [("%", "filled; what is left open in the end leads from the agent to a goal")]);

    /// <inheritdoc/>
    public ICourse Begin(Level level) => new Course(remembers, Automaton.Variables.Count, new Ground(quest, level));

    /// <inheritdoc/>
    public char Glyph(ReadOnlySpan<double> state) => state[0] > 0.5 ? '%' : ' ';

    private sealed class Course(bool remembers, int variables, Ground ground) : ICourse
    {
        private bool[] filled = new bool[ground.Cells];

        public double[] Tick(int agent)
        {
            bool[] before = filled;
            filled = [.. before.Select((was, cell) => cell != agent && !ground.IsGoal(cell) && ((was && remembers) || ground.LooksClosed(cell)
                || Enumerable.Range(0, Paths.Actions).Count(action => !IsOpen(before, cell, action)) >= Sides))];
            double[] state = new double[ground.Cells * variables];
            for (int cell = 0; cell < ground.Cells; cell++)
            {
                state[cell * variables] = filled[cell] ? 1 : 0;
                for (int action = 0; action < Paths.Actions; action++) state[cell * variables + 1 + action] = IsOpen(before, cell, action) ? 1 : 0;
            }
            return state;
        }

        private bool IsOpen(bool[] before, int cell, int action) =>
            ground.Next(cell, action) is int there && there != cell && !before[there];
    }
}
