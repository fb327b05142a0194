using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// A scent that goals give off, that spreads evenly and is lost at what is closed, and whose increase the agent follows. It leads around
/// obstacles as a search does, without a frontier or a plan; whether to call it a search is a matter of taste, so it counts on neither side.
/// <code>
/// S = share (S + S of the neighbours) + goal - many closed, no less than 0 and no more than 1
/// R = slope (S of the neighbour - S), no less than 0 and no more than 1
/// </code>
/// </summary>
public sealed class Diffusion : IAlgorithm
{
    private const double Many = 20;

    private readonly Quest quest;
    private readonly double share, slope;

    /// <summary>The scent.</summary>
    /// <param name="quest">What gives it off.</param>
    /// <param name="share">What a cell gets of the scent in each of the cells around.</param>
    /// <param name="slope">How steep an increase is told from none.</param>
    /// <param name="logit">Logit of a step into an increase that is certain.</param>
    /// <exception cref="UnsuitedException">A goal is told by several planes.</exception>
    public Diffusion(Quest quest, double share, double slope, double logit)
    {
        ArgumentNullException.ThrowIfNull(quest);
        if (quest.Compound.Count > 0) throw new UnsuitedException("goals that several planes tell", "goals with a plane of their own");
        (this.quest, this.share, this.slope) = (quest, (float)share, (float)slope);
        Variable scent = Automaton.New("S", VariableKind.Real);
        _ = scent.Reads(scent, share);
        foreach (int plane in quest.Blocking) _ = scent.Sees(plane, -Many);
        foreach (Look look in quest.Looks) _ = scent.Sees(look.Own!.Value, 1 + Many * quest.Blocking.Count);
        for (int action = 0; action < Paths.Actions; action++)
        {
            _ = scent.Reads(scent, share, Automaton.Towards(action));
            Variable rise = Automaton.New($"R{action}", VariableKind.Real).Reads(scent, slope, Automaton.Towards(action)).Reads(scent, -slope);
            Automaton.Shows(rise, action, logit);
        }
    }

    /// <inheritdoc/>
    public Automaton Automaton { get; } = new();

    /// <inheritdoc/>
    public Picture Picture { get; } = new("a scent that spreads from the goals and is followed where it grows",
        [("9", "as strong as at a goal"), ("8 ... 1", "weaker, by a factor of 3.2 a digit"), ("0", "weaker still; below a millionth it is not drawn")]);

    /// <inheritdoc/>
    public ICourse Begin(Level level) => new Course(share, slope, new Ground(quest, level));

    /// <inheritdoc/>
    public char Glyph(ReadOnlySpan<double> state) => state[0] < 1e-6 ? ' ' : (char)('9' + Math.Max(-9, (int)Math.Floor(Math.Log10(Math.Min(1, state[0])) * 2)));

    private sealed class Course(double share, double slope, Ground ground) : ICourse
    {
        private double[] scent = new double[ground.Cells];

        public double[] Tick(int agent)
        {
            double[] before = scent;
            scent =
            [
                .. before.Select((own, cell) => ground.IsGoal(cell) ? 1 : ground.IsClosed(cell) ? 0
                    : Math.Min(1, share * (own + Around(cell).Where(next => next != cell).Sum(next => before[next])))),
            ];
            int count = 1 + Paths.Actions;
            double[] state = new double[ground.Cells * count];
            for (int cell = 0; cell < ground.Cells; cell++)
            {
                state[cell * count] = scent[cell];
                foreach ((int action, int next) in Around(cell).Index())
                    state[cell * count + 1 + action] = Math.Clamp(slope * ((next == cell ? 0 : before[next]) - before[cell]), 0, 1);
            }
            return state;
        }

        private IEnumerable<int> Around(int cell) => Enumerable.Range(0, Paths.Actions).Select(action => ground.Next(cell, action));
    }
}
