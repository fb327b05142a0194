using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// A clockwork: ticks that compute what no goal needs, and the agent goes by it all the same. In each cell, whether walls are odd in number among
/// the next cells beside it, as many as there were ticks, and among those above or below. Each parity P = U - W is the difference of two variables:
/// <code>
/// U = P of the neighbour + its wall              (at least one of the two)
/// W = P of the neighbour + its wall - 1          (both)
/// </code>
/// Of each parity one of two actions follows; the head adds them up.
/// </summary>
public sealed class Parity : IAlgorithm
{
    // By action: up, left, down, right.
    private static readonly string[] Sides = ["above", "to the left", "below", "to the right"], Moves = ["up", "left", "down", "right"];

    private readonly int[] directions; // actions, across and along

    /// <summary>The clockwork.</summary>
    /// <param name="across">Action, left (1) or right (3), to whose side walls are counted.</param>
    /// <param name="along">Action, up (0) or down (2), to whose side they are.</param>
    /// <param name="order">[parity across x 2 + parity along] the action that follows.</param>
    /// <param name="logit">How much the logit of that action stands above those of which one parity speaks for.</param>
    public Parity(int across, int along, IReadOnlyList<int> order, double logit)
    {
        ArgumentNullException.ThrowIfNull(order);
        Picture = new("parities of the numbers of walls in both directions, a cell further a tick", [.. order.Select((action, outcome) => (
            Glyphs: $"{outcome}", Meaning: $"walls {Sides[across]} {Word(outcome >> 1)}, {Sides[along]} {Word(outcome & 1)}: an agent there goes {Moves[action]}"))]);
        directions = [across, along];
        foreach ((int i, int towards) in directions.Index())
        {
            int there = Automaton.Towards(towards);
            Variable either = Automaton.New($"U{i}", VariableKind.Binary), both = Automaton.New($"W{i}", VariableKind.Indicator);
            both.Bias = -1;
            foreach (Variable variable in (Variable[])[either, both])
                _ = variable.Reads(either, 1, there).Reads(both, -1, there).Sees(Quest.Walls, 1, there);
            for (int outcome = 0; outcome < Paths.Actions; outcome++)
            {
                // An action of odd parity gains by it what one of even parity loses.
                double weight = (outcome >> (1 - i) & 1) == 1 ? logit : -logit;
                Automaton.Shows(either, order[outcome], weight);
                Automaton.Shows(both, order[outcome], -weight);
                Automaton.Logits[order[outcome]] -= weight / 2;
            }
        }
    }

    /// <inheritdoc/>
    public Automaton Automaton { get; } = new();

    /// <inheritdoc/>
    public Picture Picture { get; }

    /// <inheritdoc/>
    public ICourse Begin(Level level) => new Course(directions, level);

    /// <inheritdoc/>
    public char Glyph(ReadOnlySpan<double> state) => (char)('0' + (int)Math.Round(2 * (state[0] - state[1]) + state[2] - state[3]));

    private static string Word(int parity) => parity == 1 ? "odd" : "even";

    private sealed class Course(int[] directions, Level level) : ICourse
    {
        private int tick;

        public double[] Tick(int agent)
        {
            tick++;
            double[] state = new double[level.Walls.Length * 2 * directions.Length];
            for (int cell = 0; cell < level.Walls.Length; cell++)
            {
                foreach ((int i, int towards) in directions.Index())
                {
                    (int walls, int beyond, bool isWall) = Count(cell, towards);
                    int at = (cell * directions.Length + i) * 2;
                    state[at] = beyond % 2 == 1 || isWall ? 1 : 0;
                    state[at + 1] = beyond % 2 == 1 && isWall ? 1 : 0;
                    if (state[at] - state[at + 1] != walls % 2) throw new InvalidOperationException("the parity of a sum is that of its parts");
                }
            }
            return state;
        }

        /// <summary>Walls among as many cells as there were ticks, those beyond the first, and whether the first is one.</summary>
        private (int Walls, int Beyond, bool First) Count(int cell, int towards)
        {
            int[] neighbours = Paths.Neighbours(level.Size);
            int walls = 0;
            bool first = false;
            for (int i = 0, at = cell; i < tick; i++)
            {
                int next = neighbours[at * Paths.Actions + towards];
                if (next == at) break;
                at = next;
                if (level.Walls[at]) walls++;
                if (i == 0) first = level.Walls[at];
            }
            return (walls, walls - (first ? 1 : 0), first);
        }
    }
}
