using MesaBench.Experiments;

namespace MesaBench.Worlds;

/// <summary>How walls are laid.</summary>
public static class Layouts
{
    /// <summary>Probability that a cell of the blocks layout is a wall.</summary>
    public const double WallShare = 0.25;

    // A start and two objects must find room.
    private const int LeastFloor = 3;

    /// <summary>
    /// Draws the walls of one level. Blocks may cut the floor into pieces: whoever draws the level drops it when it is unsolvable.
    /// </summary>
    /// <param name="layout">Which layout.</param>
    /// <param name="size">Cells along a side; odd for a maze.</param>
    /// <param name="random">The candidate's random numbers.</param>
    /// <param name="clear">A cell that is floor whatever is drawn, or -1.</param>
    /// <returns>[cell] walls.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A maze of even size, or a grid too small for three things.</exception>
    public static bool[] Draw(Layout layout, int size, LevelRandom random, int clear = -1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 2);
        return layout switch
        {
            Layout.Open => new bool[size * size],
            Layout.Blocks => Blocks(size, random, clear),
            Layout.Maze => Maze(size, random),
            _ => throw new ArgumentOutOfRangeException(nameof(layout), layout, "no such layout"),
        };
    }

    /// <summary>
    /// How many ways there are to lay the walls. Mazes: the spanning trees of a k x k grid by Kirchhoff's theorem,
    /// prod (4 - 2 cos(pi i / k) - 2 cos(pi j / k)) / k^2 over all (i, j) but (0, 0). Blocks are beyond counting.
    /// </summary>
    public static double Count(Layout layout, int size)
    {
        if (layout != Layout.Maze) return layout == Layout.Open ? 1 : double.PositiveInfinity;
        int k = (size + 1) / 2;
        double trees = 1.0 / (k * k);
        for (int i = 0; i < k; i++)
            for (int j = 0; j < k; j++)
                if (i + j > 0) trees *= 4 - 2 * Math.Cos(Math.PI * i / k) - 2 * Math.Cos(Math.PI * j / k);
        return Math.Round(trees);
    }

    /// <summary>Cells that are floor in every drawing of a layout; of blocks there may be more or fewer, and the count is the mean.</summary>
    internal static double Floor(Layout layout, int size)
    {
        int rooms = (size + 1) / 2 * ((size + 1) / 2);
        return layout switch { Layout.Open => size * size, Layout.Maze => 2 * rooms - 1, _ => (1 - WallShare) * size * size };
    }

    /// <summary>A uniformly drawn floor cell that is none of <paramref name="taken"/>; at least one such cell must exist.</summary>
    public static int Place(LevelRandom random, ReadOnlySpan<bool> walls, params ReadOnlySpan<int> taken)
    {
        int cell;
        do cell = random.Below(walls.Length);
        while (walls[cell] || taken.Contains(cell));
        return cell;
    }

    /// <summary>32 bits, each set with probability <see cref="WallShare"/>: where two random words have it.</summary>
    internal static uint Quarter(LevelRandom random) => random.Next() & random.Next();

    /// <summary>The cells that can be reached from a cell, without itself, in a uniformly drawn order.</summary>
    public static int[] Reachable(LevelRandom random, int size, ReadOnlySpan<bool> walls, int from)
    {
        int[] cells = new int[walls.Length];
        int reached = Paths.Distances(size, walls, from, [], new int[walls.Length], cells);
        cells = cells[1..reached];
        random.Shuffle(cells);
        return cells;
    }

    private static bool[] Blocks(int size, LevelRandom random, int clear)
    {
        bool[] walls = new bool[size * size];
        int floor;
        do
        {
            floor = 0;
            uint drawn = 0; // a bit a cell, set where it is a wall
            for (int cell = 0; cell < walls.Length; cell++)
            {
                drawn = cell % 32 == 0 ? Quarter(random) : drawn >> 1;
                walls[cell] = (drawn & 1) == 1 && cell != clear;
                if (!walls[cell]) floor++;
            }
        }
        while (floor < LeastFloor);
        return walls;
    }

    /// <summary>
    /// A uniformly drawn spanning tree on the cells with even coordinates (Wilson, "Generating random spanning trees more quickly than
    /// the cover time", STOC 1996): random walks from each room until they meet the tree, whose loops are forgotten.
    /// </summary>
    private static bool[] Maze(int size, LevelRandom random)
    {
        if (size % 2 == 0) throw new ArgumentOutOfRangeException(nameof(size), size, "a maze needs an odd size");
        int side = (size + 1) / 2;
        int[] neighbours = Paths.Neighbours(side);
        bool[] inTree = new bool[side * side];
        int[] exit = new int[side * side]; // the room to which the walk last left a room; later exits overwrite loops
        bool[] walls = new bool[size * size];
        Array.Fill(walls, true);

        inTree[0] = true;
        walls[0] = false;
        for (int first = 1; first < inTree.Length; first++)
        {
            for (int room = first; !inTree[room]; room = exit[room])
                exit[room] = Leave(room, neighbours, random);
            for (int room = first; !inTree[room]; room = exit[room])
            {
                inTree[room] = true;
                walls[Cell(room)] = false;
                walls[(Cell(room) + Cell(exit[room])) / 2] = false;
            }
        }
        return walls;

        int Cell(int room) => room / side * 2 * size + room % side * 2;
    }

    private static int Leave(int room, int[] neighbours, LevelRandom random)
    {
        int next;
        do next = neighbours[room * Paths.Actions + random.Below(Paths.Actions)];
        while (next == room);
        return next;
    }
}
