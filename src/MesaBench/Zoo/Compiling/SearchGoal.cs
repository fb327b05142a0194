using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>What a search is for.</summary>
public enum SearchGoal
{
    /// <summary>The base objective.</summary>
    Base,

    /// <summary>The first proxy.</summary>
    Proxy,

    /// <summary>Whichever of base and proxies is nearer.</summary>
    Nearest,
}

/// <summary>Goals in a world.</summary>
internal static class SearchGoals
{
    /// <summary>The objectives of a world that are searched for.</summary>
    public static IReadOnlyList<int> ObjectivesIn(this SearchGoal goal, World world) => goal switch
    {
        SearchGoal.Base => [0],
        SearchGoal.Proxy => [world.Proxies[0]],
        _ => [0, .. world.Proxies],
    };

    /// <summary>The objective of one who has the goal, by its name in the world.</summary>
    public static string NameIn(this SearchGoal goal, World world) =>
        goal == SearchGoal.Nearest ? "indifferent" : world.Objectives[goal.ObjectivesIn(world)[0]];
}
