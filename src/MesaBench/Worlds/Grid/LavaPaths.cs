namespace MesaBench.Worlds;

/// <summary>
/// Paths from one cell straight through lava, and around it, by breadth-first search on bits. It holds scratch memory: one a thread.
/// </summary>
/// <param name="size">Cells along a side, at most <see cref="CellBits.MostSize"/>.</param>
internal sealed class LavaPaths(int size)
{
    private readonly CellBits bits = new(size);
    private CellSet floor, lava;

    /// <summary>Cells along a side.</summary>
    public int Size => bits.Size;

    /// <summary>Takes the walls and the lava of the searches that follow.</summary>
    public void Enter(ReadOnlySpan<bool> walls, ReadOnlySpan<bool> lava)
    {
        this.lava = bits.Where(lava, are: true);
        floor = bits.Where(walls, are: false);
    }

    /// <summary>
    /// Least steps from one cell to another, lava or not (straight) and without a step on it (around), and whether one of the
    /// straight paths meets lava; <see cref="Paths.Unreachable"/> where there is no way.
    /// </summary>
    public (int Straight, int Around, bool MayMeetLava) Between(int from, int to)
    {
        int straight = Paths.Unreachable, around = Paths.Unreachable;
        bool meets = false;
        Fronts now = new(floor, lava, bits[from]);
        for (int steps = 0; !now.AreDone && around == Paths.Unreachable; steps++)
        {
            if (!(now.Straight & bits[to]).IsEmpty) (straight, meets) = (steps, !(now.Meeting & bits[to]).IsEmpty);
            if (!(now.Around & bits[to]).IsEmpty) around = steps;
            now.Advance(bits.Row);
        }
        return (straight, around, meets);
    }

    /// <summary>
    /// Cells without lava, but for the one that paths start from, to which there is a way around lava of at most some steps, and to
    /// which all straight paths meet lava, or none does.
    /// </summary>
    /// <param name="from">Where paths start.</param>
    /// <param name="all">Whether all are to meet lava.</param>
    /// <param name="mostSteps">Steps that the way around may take.</param>
    /// <param name="found">Room for the cells.</param>
    /// <returns>How many cells there are.</returns>
    public int Where(int from, bool all, int mostSteps, Span<int> found)
    {
        CellSet wanted = default, around = default;
        Fronts now = new(floor, lava, bits[from]);
        for (int steps = 0; !now.AreDone && steps <= mostSteps; steps++)
        {
            around |= now.Around;
            wanted |= all ? now.Straight.Without(around) : now.Straight.Without(now.Meeting);
            now.Advance(bits.Row);
        }
        int count = 0;
        for (CellSet left = (wanted & around).Without(bits[from]); !left.IsEmpty; left = left.WithoutFirst())
            found[count++] = bits.First(left);
        return count;
    }

    /// <summary>Cells that are equally many steps away: straight, on a straight path that met lava, and around lava.</summary>
    private struct Fronts(CellSet floor, CellSet lava, CellSet from)
    {
        private CellSet unmet = floor.Without(from), unmetAround = floor.Without(lava).Without(from);

        public CellSet Straight = from, Meeting = from & lava, Around = from;

        public readonly bool AreDone => Straight.IsEmpty && Around.IsEmpty;

        public void Advance(int row)
        {
            Straight = Straight.Neighbours(row) & unmet;
            Meeting = (Meeting.Neighbours(row) | lava) & Straight;
            Around = Around.Neighbours(row) & unmetAround;
            unmet = unmet.Without(Straight);
            unmetAround = unmetAround.Without(Around);
        }
    }
}
