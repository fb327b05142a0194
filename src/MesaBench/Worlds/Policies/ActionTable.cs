using MesaBench.Experiments;

namespace MesaBench.Worlds;

/// <summary>What a teacher does in every state of some levels: labels to imitate.</summary>
/// <param name="Levels">The levels.</param>
/// <param name="States">States of objects a level has room for: 2 to the number of its slots.</param>
/// <param name="Cells">Cells of the grid.</param>
/// <param name="Actions">
/// [level][state of objects][cell / 8] four bits a cell, bit a for action a; 0 for walls and for states that a level cannot come to.
/// </param>
public sealed record ActionTable(LevelRange Levels, int States, int Cells, int[] Actions)
{
    /// <summary>The most objects in a level of which each may be there or not: the table doubles with each.</summary>
    public const int MaxObjects = 6;

    private const int CellsInt = 8, BitsCell = 4;

    /// <summary>Ints a state of objects.</summary>
    public static int IntsOf(int cells) => (cells + CellsInt - 1) / CellsInt;

    /// <summary>Of which worlds a table can be made, where it can't be made of this one; null where it can.</summary>
    /// <param name="world">The world.</param>
    /// <param name="mindsReached">Whether the teacher does something else once base or a proxy was reached.</param>
    public static string? Refusal(World world, bool mindsReached = false)
    {
        ArgumentNullException.ThrowIfNull(world);
        return world.Reference is not null || world.Kinds.Any(kind => kind.Regrowth is not null) ? "one in which chance has no part"
            : world.Kinds.Any(kind => kind.Motion != Motion.None) ? "one in which nothing moves"
            : world.Kinds.Any(kind => kind.IsSlot && !kind.Consumed && !kind.Ends && (kind.Gives != 0 || kind.Counts))
                ? "one in which what is held, or was counted, is told by what is gone"
            : mindsReached && world.Kinds.Any(kind => !kind.Consumed && !kind.Ends && kind.Marked.Any(objective => objective == 0 || world.Proxies.Contains(objective)))
                ? "one in which what was reached is told by what is gone"
            : null;
    }

    /// <summary>Works out what a teacher does.</summary>
    /// <param name="world">The world.</param>
    /// <param name="levels">All levels, of which a range is asked about.</param>
    /// <param name="range">The range.</param>
    /// <param name="teacher">The teacher.</param>
    /// <param name="discount">Discount a step, by which it judges.</param>
    /// <exception cref="LevelSupplyException">The states of a level are too many, or objects alone do not tell them apart.</exception>
    public static ActionTable Of(
        World world, IReadOnlyList<ClassifiedLevel> levels, LevelRange range, ITeacher teacher, double discount)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentNullException.ThrowIfNull(teacher);
        if (discount >= 1) throw Refused("a discount of 1 to imitate at", "below 1, so that sooner is better");
        if (Refusal(world) is { } reason) throw Refused("a world to imitate in", reason);
        int slots = range.Count == 0 ? 0 : Enumerable.Range(range.First, range.Count).Max(level => levels[level].Level.Slots(world).Length);
        if (slots > MaxObjects)
            throw Refused($"levels with {slots} objects to imitate in", $"at most {MaxObjects}");
        int states = 1 << slots, ints = IntsOf(world.Cells);
        int[] actions = new int[(long)range.Count * states * ints];
        try
        {
            _ = Parallel.For(0, range.Count, i => Fill(actions.AsSpan(i * states * ints, states * ints), levels[range.First + i].Level, i));
        }
        catch (AggregateException e) when (e.InnerException is InvalidOperationException inner)
        {
            throw Refused("a world to imitate in", $"one in which {inner.Message}");
        }
        return new ActionTable(range, states, world.Cells, actions);

        LevelSupplyException Refused(string found, string allowed) => new(new Problem(world.Name, found, allowed));

        void Fill(Span<int> to, Level level, int number)
        {
            TaughtActions taught = teacher.On(world, level, number, discount);
            for (int live = 0; live < states; live++)
            {
                for (int cell = 0; cell < world.Cells; cell++)
                {
                    if (level.Walls[cell]) continue;
                    to[live * ints + cell / CellsInt] |= taught(live, cell) << (cell % CellsInt * BitsCell);
                }
            }
        }
    }

    /// <summary>The actions in a state: bit a for action a.</summary>
    /// <param name="level">Number of the level among all.</param>
    /// <param name="live">Bit i: slot i is there.</param>
    /// <param name="cell">The cell of the agent.</param>
    public int At(int level, int live, int cell) =>
        Actions[((level - Levels.First) * States + live % States) * IntsOf(Cells) + cell / CellsInt] >> (cell % CellsInt * BitsCell) & 15;
}
