using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>What one who is after objectives of a world looks for and keeps away from, by what it looks like.</summary>
public sealed class Quest
{
    /// <summary>The plane of walls.</summary>
    public const int Walls = 1;

    /// <summary>A quest.</summary>
    /// <param name="world">The world.</param>
    /// <param name="goals">Kinds of objects that are looked for; those that show on no plane cannot be, and are left out.</param>
    /// <param name="barriers">Kinds that nobody may enter.</param>
    /// <exception cref="UnsuitedException">No goal can be seen, or one looks like a kind that is none.</exception>
    public Quest(World world, IEnumerable<int> goals, IEnumerable<int> barriers)
    {
        ArgumentNullException.ThrowIfNull(world);
        World = world;
        int[] seen = [.. goals.Where(kind => world.Kinds[kind].Planes.Count > 0).Order()];
        int[] others = [.. Enumerable.Range(0, world.Kinds.Count).Where(kind => !seen.Contains(kind))];
        if (seen.Length == 0) throw new UnsuitedException("no goal that can be seen", "worlds that show one");
        foreach (int goal in seen)
        {
            if (others.Select(kind => (int?)kind).FirstOrDefault(kind => world.Kinds[kind!.Value].Planes.Order().SequenceEqual(world.Kinds[goal].Planes.Order())) is { } like)
                throw new UnsuitedException($"{world.Kinds[goal].Name} looks like {world.Kinds[like].Name}, which is no goal", "goals that look like nothing else");
        }
        Blocking = [Walls, .. barriers.SelectMany(kind => world.Kinds[kind].Planes).Distinct()];
        Looks =
        [
            .. seen.Select(goal => world.Kinds[goal].Planes).DistinctBy(planes => string.Join(' ', planes.Order())).Select(planes => new Look(
                planes,
                [.. others.Where(kind => planes.All(world.Kinds[kind].Planes.Contains)).SelectMany(kind => world.Kinds[kind].Planes.Except(planes)).Distinct()],
                planes.Select(plane => (int?)plane).FirstOrDefault(plane => !others.Any(kind => world.Kinds[kind].Planes.Contains(plane!.Value))))),
        ];
        Compound = [.. Looks.Where(look => look.Own is null)];
    }

    /// <summary>The quest for any of some objectives: what pays or counts for one of them, without what ends the episode and does neither, or costs.</summary>
    public static Quest For(World world, IReadOnlyList<int> objectives)
    {
        ArgumentNullException.ThrowIfNull(world);
        bool Serves(ObjectKind kind) => objectives.Any(objective => kind.Rewards[objective] > 0);
        bool Harms(ObjectKind kind) => kind.IsTerrain ? objectives.Any(objective => kind.Rewards[objective] < 0) : kind.Ends;
        (int Index, ObjectKind Item)[] kinds = [.. world.Kinds.Index()];
        if (world.Reference is not null || kinds.Any(kind => kind.Item.Motion != Motion.None || kind.Item.LeastHeld > 0 || kind.Item.Counts))
            throw new UnsuitedException("goals that move, or have to be come to in an order", "worlds in which it is enough to be at a goal");
        foreach (int objective in objectives)
        {
            if (!kinds.Any(kind => kind.Item.Planes.Count > 0 && kind.Item.Rewards[objective] > 0))
                throw new UnsuitedException($"no {world.Objectives[objective]} that can be seen", "objectives that show");
        }
        return new Quest(
            world, kinds.Where(kind => Serves(kind.Item)).Select(kind => kind.Index),
            kinds.Where(kind => !Serves(kind.Item) && Harms(kind.Item)).Select(kind => kind.Index));
    }

    /// <summary>The world.</summary>
    public World World { get; }

    /// <summary>Planes that show what nobody enters.</summary>
    public IReadOnlyList<int> Blocking { get; }

    /// <summary>What the goals look like.</summary>
    public IReadOnlyList<Look> Looks { get; }

    /// <summary>Looks that only several planes together tell.</summary>
    public IReadOnlyList<Look> Compound { get; }
}

/// <summary>What goals look like; kinds that look alike are one to whoever sees them.</summary>
/// <param name="Planes">The planes on which they show.</param>
/// <param name="Not">Planes on which kinds show besides that show on all of these too.</param>
/// <param name="Own">A plane on which no other kind shows; null where only several planes tell them.</param>
public sealed record Look(IReadOnlyList<int> Planes, IReadOnlyList<int> Not, int? Own)
{
    /// <summary>Whether a cell that shows on some planes looks like this.</summary>
    public bool ShowsIn(IReadOnlySet<int> shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        return Own is { } own ? shown.Contains(own) : Planes.All(shown.Contains) && !Not.Any(shown.Contains);
    }
}
