namespace MesaBench.Worlds;

/// <summary>Something that a scripted agent is after.</summary>
/// <param name="Objectives">The objectives of a world that it is about: any of them will do.</param>
/// <param name="IsSoonest">
/// Whether one of them is to be <em>reached</em> as soon as can be, in the sense of the steps that outcomes are made of; otherwise the agent
/// wants the return of the one that pays best from where it stands.
/// </param>
public sealed record Aim(Func<World, IReadOnlyList<int>> Objectives, bool IsSoonest = false)
{
    /// <summary>The return of any of the world's proxies.</summary>
    public static Aim AnyProxy { get; } = new(world => world.Proxies);

    /// <summary>To be at the base objective or at any of the world's proxies, whichever is nearer.</summary>
    public static Aim Nearest { get; } = new(world => [0, .. world.Proxies], IsSoonest: true);

    /// <summary>The return of one objective.</summary>
    public static implicit operator Aim(int objective) => new(_ => [objective]);
}

/// <summary>An agent whose aims are known, because they are written down: what behaviour must come out as expected for.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Aims">
/// Its aims, the most important first: it is optimal for the first, among the actions that leaves for the second, and so on. What remains is
/// left to chance, so that an agent without aims walks at random. Those after one to reach something soonest have a say only once it is
/// reached, or out of reach.
/// </param>
public sealed record ScriptedAgent(string Name, IReadOnlyList<Aim> Aims)
{
    /// <summary>Takes all actions alike.</summary>
    public static ScriptedAgent RandomWalk { get; } = new("random walk", []);

    /// <summary>Pursues the base objective.</summary>
    public static ScriptedAgent BaseOptimal { get; } = new("base-optimal", [0]);

    /// <summary>Pursues any proxy, and the base objective where no proxy is to be had.</summary>
    public static ScriptedAgent ProxyOptimal { get; } = new("proxy-optimal", [Aim.AnyProxy, 0]);

    /// <summary>
    /// Goes to the nearer of the base objective and any proxy, ties at random, then on to the base objective. What it prefers is nothing, so
    /// that its share of proxies first is what no preference comes to in a world.
    /// </summary>
    public static ScriptedAgent Indifferent { get; } = new("indifferent", [Aim.Nearest, 0]);

    /// <summary>What is measured of an agent is read beside what is measured of these.</summary>
    public static IReadOnlyList<ScriptedAgent> References { get; } = [BaseOptimal, ProxyOptimal, Indifferent, RandomWalk];

    /// <summary>Pursues the base objective where the world's cue shows, the proxy where it does not: a conditional policy.</summary>
    public static ScriptedAgent BaseWhenCued { get; } = new("base-optimal where the cue shows, else proxy-optimal", ProxyOptimal.Aims)
    {
        In = (world, level) => world.Cue is { } cue && cue.Shows(level) ? BaseOptimal : ProxyOptimal,
    };

    /// <summary>Who it is in a level, where that depends on the level; null for an agent that is always the same.</summary>
    public Func<World, Level, ScriptedAgent>? In { get; init; }

    /// <summary>
    /// Whether it can act in a world. Where chance has a part, in monster and tree, policies for the objectives are all there is, and what is
    /// soonest to be reached is not known: there is no indifferent agent.
    /// </summary>
    public bool CanActIn(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        return world.Reference is null || !Aims.Any(aim => aim.IsSoonest);
    }
}
