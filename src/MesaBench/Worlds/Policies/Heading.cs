namespace MesaBench.Worlds;

/// <summary>What a rule of thumb heads for.</summary>
public enum Toward
{
    /// <summary>The objects of the base objective.</summary>
    Base,

    /// <summary>Those of the proxies; of the base objective once none is there.</summary>
    Proxy,

    /// <summary>Those of either.</summary>
    Nearest,
}

/// <summary>Where the objects are that are headed for in a level: all that count for the objectives in question, seen or not.</summary>
/// <param name="world">The world.</param>
/// <param name="level">The level.</param>
/// <param name="toward">What is headed for.</param>
internal sealed class Heading(World world, Level level, Toward toward)
{
    /// <summary>All actions: of who has no reason for any.</summary>
    public const int AllActions = (1 << Paths.Actions) - 1;

    private readonly PlacedObject[] slots = level.Slots(world);
    private readonly Dictionary<int, int[]> known = []; // [state of objects]

    /// <summary>Cells of the objects that are headed for; none where nothing is left.</summary>
    /// <param name="live">Bit i: slot i is there.</param>
    public int[] Goals(int live)
    {
        if (known.TryGetValue(live, out int[]? goals)) return goals;
        goals = Of(live, toward == Toward.Base ? [0] : toward == Toward.Proxy ? world.Proxies : [0, .. world.Proxies]);
        return known[live] = goals.Length > 0 ? goals : Of(live, [0]);
    }

    /// <summary>Steps from a cell to the nearest of some, were there no walls.</summary>
    public int Distance(int cell, int[] goals) => goals.Min(goal =>
        Math.Abs(goal / level.Size - cell / level.Size) + Math.Abs(goal % level.Size - cell % level.Size));

    /// <summary>Whether objects of a kind count for any of some objectives.</summary>
    public static bool Counts(ObjectKind kind, IReadOnlyList<int> objectives) => kind.Marked.Concat(kind.LastMarks).Intersect(objectives).Any();

    private int[] Of(int live, IReadOnlyList<int> objectives) =>
    [
        .. slots.Index().Where(slot => (live >> slot.Index & 1) == 1 && Counts(world.Kinds[slot.Item.Kind], objectives)).Select(slot => slot.Item.Cell),
    ];
}
