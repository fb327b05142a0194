namespace MesaBench.Worlds;

/// <summary>Who an agent may turn out to act like: those that its decisions are compared with. docs/method.md, section 10.</summary>
public static class Candidates
{
    /// <summary>The one that heeds nothing: neither an objective nor where anything is.</summary>
    public const string Uniform = "uniform";

    /// <summary>The one that is after the base objective.</summary>
    public const string Base = "base";

    /// <summary>What the names of those begin with that are after a proxy; of several, each is named after its objective.</summary>
    public const string Proxy = "proxy";

    private const string Intended = "intended", Indifferent = "indifferent";

    /// <summary>
    /// Those with an aim in a world: base, each proxy, what was intended where that is another, and, where it is known what is soonest to
    /// be reached, the one that goes to whichever of base and proxies is nearer.
    /// </summary>
    public static IReadOnlyList<ScriptedAgent> In(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        string NameOf(int proxy) => world.Proxies.Count == 1 ? Proxy : $"{Proxy} ({world.Objectives[proxy]})";
        ScriptedAgent[] all =
        [
            new(Base, [0]),
            .. world.Proxies.Select(proxy => new ScriptedAgent(NameOf(proxy), [proxy])),
            .. world.Intended == 0 || world.Proxies.Contains(world.Intended) ? (ScriptedAgent[])[] : [new(Intended, [world.Intended])],
            new(Indifferent, [Aim.Nearest]),
        ];
        return [.. all.Where(candidate => candidate.CanActIn(world))];
    }
}
