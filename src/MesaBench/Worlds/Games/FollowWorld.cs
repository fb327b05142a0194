using System.ComponentModel.DataAnnotations;
using MesaBench.Experiments;

namespace MesaBench.Worlds;

/// <summary>
/// The follow world in an experiment file: beacons that count in one order only, and a leader who walks it. Shah et al. 2022 (cultural
/// transmission) hide the order, so that only the leader shows it; jaxgmg ("follow me") shows the beacon whose turn it is.
/// </summary>
[CatalogName(
    "follow", "Visit the beacons in the right order, which a leader walks in training. Base: the beacons; proxy: staying with the leader.")]
public sealed record FollowSpec : WorldSpec, IWorldSource
{
    private const int DefaultBeacons = 3;

    /// <summary>Beacons; jaxgmg has 3 or 6.</summary>
    [Range(2, FollowWorld.MostBeacons)]
    public int Beacons { get; init; } = DefaultBeacons;

    /// <summary>
    /// Whether a plane shows the next beacon, as in jaxgmg. Otherwise only the leader shows the order, as in Shah et al.: on shifted levels
    /// nothing that an agent sees then tells it which beacon is the first.
    /// </summary>
    public bool ShowNext { get; init; } = true;

    /// <summary>
    /// Steps from the agent to the leader at the start; 0 where they start together, else an even number, since the leader starts as many
    /// steps from the beacon it walks to first as the agent does: one who meets it on its way is then no later than one who walks straight.
    /// </summary>
    [AllowedValues(0, 2, 4, 6, 8)]
    public int Apart { get; init; }

    /// <inheritdoc/>
    public override string Label
    {
        get
        {
            string variant = (Beacons == DefaultBeacons ? "" : $"beacons{Beacons}-") + (ShowNext ? "" : "unseen-")
                + (Apart == 0 ? "" : $"apart{Apart}-");
            return $"follow-{variant}{Ground}";
        }
    }

    /// <inheritdoc/>
    public World Rules() => FollowWorld.Build(Size, Layout, Beacons, ShowNext, Apart);
}

/// <summary>
/// Rules and generator of the follow world. Beacon i counts when exactly i - 1 are done, and pays 1. The leader pays the proxy objective 1
/// for each step at whose end the agent shares its cell; it starts on the agent's, unless they start apart
/// (<see cref="FollowSpec.Apart"/>), and walks shortest paths from beacon to beacon, in the true order in training, on shifted levels in
/// one that begins with another, and stays where it ends. The proxy is reached at the first of the leader's beacons, where an object that
/// nobody sees lies, and can be hidden: the leader walks unseen. Two rules differ from jaxgmg's. That all beacons are done does not end an
/// episode: to go on being with the leader would else mean never to finish, and the objectives would come apart in training. And a wrong
/// order begins with another beacon than the first: in one that parts later both objectives would be reached at once. A level in which the
/// last beacon cannot be done in time is unsolvable.
/// </summary>
public static class FollowWorld
{
    /// <summary>The most beacons.</summary>
    public const int MostBeacons = 4;

    // Kinds 0 to beacons - 1 are the beacons in order; then come these.
    internal const int LeaderAfter = 0, HiddenLeaderAfter = 1, MarkAfter = 2;

    // Levels without a place for the leader are drawn again, so many times before one without beacons is handed on, which is then dropped.
    private const int MostRedraws = 16;

    /// <summary>The follow world of a size and layout.</summary>
    /// <param name="size">Cells along a side.</param>
    /// <param name="layout">How walls are laid.</param>
    /// <param name="beacons">Beacons, 2 to <see cref="MostBeacons"/>.</param>
    /// <param name="showNext">Whether a plane shows the next beacon.</param>
    /// <param name="apart">Steps from the agent to the leader at the start.</param>
    public static World Build(int size, Layout layout, int beacons, bool showNext, int apart = 0)
    {
        World world = new()
        {
            Name = "follow",
            Size = size,
            Layout = layout,
            Planes = ["agent", "walls", "beacon", "leader", .. showNext ? (string[])["next beacon"] : []],
            Kinds = Kinds(beacons, showNext),
            Objectives = ["beacons in order", "with the leader"],
            HideProxy = level => Hide(beacons, level),
            Draw = (random, wish) => Draw(size, layout, beacons, apart, random, wish),
            DistinctLayouts = _ => double.PositiveInfinity, // the leader's way is part of a layout
        };
        return world with { OwnClassifier = discount => new FollowClassifier(world, beacons, discount) };
    }

    private static ObjectKind[] Kinds(int beacons, bool showNext)
    {
        ObjectKind leader = new("leader", 'L', [3], [0, 1], Ends: false, Consumed: false) { Motion = Motion.OnPath, Marks = [] };
        return
        [
            .. Enumerable.Range(0, beacons).Select(done => new ObjectKind($"beacon {done + 1}", (char)('1' + done), [2], [1, 0], false)
            {
                LeastHeld = done, MostHeld = done, Gives = 1, Marks = done == 0 ? [0] : [], ReadyPlanes = showNext ? [4] : [],
            }),
            leader,
            leader with { Name = "hidden leader", Glyph = 'l', Planes = [] },
            new("leader's first beacon", 'x', [], [0, 0], Ends: false) { Marks = [1] },
        ];
    }

    private static Level Hide(int beacons, Level level) => level with
    {
        Objects = [.. level.Objects.Select(o => o.Kind == beacons + LeaderAfter ? o with { Kind = beacons + HiddenLeaderAfter } : o)],
    };

    private static Level Draw(int size, Layout layout, int beacons, int apart, LevelRandom random, LevelWish wish)
    {
        for (int redraws = 0; redraws < MostRedraws; redraws++)
        {
            bool[] walls = Layouts.Draw(layout, size, random);
            int[] cells = new int[1 + beacons]; // the start, then the beacons
            for (int i = 0; i < cells.Length; i++) cells[i] = Layouts.Place(random, walls, cells.AsSpan(0, i));
            int[] order = wish.Class == LevelClass.Distinguishing ? WrongOrder(random, beacons) : [.. Enumerable.Range(0, beacons)];
            if (LeaderStart(size, walls, apart, cells, cells[1 + order[0]], random) is not { } leader) continue;
            List<int> path = [leader];
            // A beacon that cannot be reached leaves the path at its start; the level is then unsolvable.
            foreach (int beacon in order) Walk(size, walls, path, cells[1 + beacon], random);
            PlacedObject[] objects =
            [
                .. Enumerable.Range(0, beacons).Select(beacon => new PlacedObject(beacon, cells[1 + beacon])),
                new(beacons + MarkAfter, cells[1 + order[0]]),
                new(beacons + LeaderAfter, leader),
            ];
            return new Level(size, walls, cells[0], [.. objects.OrderBy(o => o.Cell)]) { Path = [.. path] };
        }
        return new Level(size, new bool[size * size], 0, []);
    }

    /// <summary>
    /// A uniformly drawn cell, without a beacon, so many steps from the agent's start, and as far as that from the beacon the leader walks
    /// to first; null where there is none.
    /// </summary>
    private static int? LeaderStart(int size, bool[] walls, int apart, int[] cells, int beacon, LevelRandom random)
    {
        int start = cells[0];
        if (apart == 0) return start;
        int[] fromStart = Paths.Distances(size, walls, start), toBeacon = Paths.Distances(size, walls, beacon);
        if (fromStart[beacon] == Paths.Unreachable) return null;
        int[] free = [.. Enumerable.Range(0, walls.Length)
            .Where(cell => fromStart[cell] == apart && toBeacon[cell] == toBeacon[start] && !cells.Contains(cell))];
        return free.Length == 0 ? null : free[random.Below(free.Length)];
    }

    /// <summary>A uniformly drawn order of the beacons that does not begin with the first.</summary>
    private static int[] WrongOrder(LevelRandom random, int beacons)
    {
        int[] order = [.. Enumerable.Range(0, beacons)];
        int first = 1 + random.Below(beacons - 1);
        (order[0], order[first]) = (order[first], order[0]);
        random.Shuffle(order.AsSpan(1));
        return order;
    }

    /// <summary>Goes on along a shortest path, each step drawn from those that come nearer.</summary>
    private static void Walk(int size, bool[] walls, List<int> path, int to, LevelRandom random)
    {
        int[] distances = Paths.Distances(size, walls, to);
        int[] neighbours = Paths.Neighbours(size);
        Span<int> nearer = stackalloc int[Paths.Actions];
        if (distances[path[^1]] == Paths.Unreachable) return;
        while (path[^1] is var cell && cell != to)
        {
            int count = 0;
            for (int action = 0; action < Paths.Actions; action++)
                if (neighbours[cell * Paths.Actions + action] is var next && distances[next] < distances[cell]) nearer[count++] = next;
            path.Add(nearer[random.Below(count)]);
        }
    }
}
