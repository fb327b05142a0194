using MesaBench.Behaviour;
using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Results;

/// <summary>The rows of <c>objectives.csv</c>.</summary>
internal static class ObjectiveRows
{
    /// <summary>One agent's rows: set by set, objective by objective.</summary>
    public static IReadOnlyList<ObjectiveRow> Of(AgentSpec agent, World world, Behavioural behaviour) =>
    [
        .. Sets(world, behaviour).SelectMany(set => set.Played.Objectives.Select((objective, i) => new ObjectiveRow
        {
            Agent = agent.Name,
            Set = set.Name,
            Objective = world.Objectives[i],
            Role = Role(world, i),
            MeanReturn = objective.Return,
            ReturnOfOptimal = objective.OfOptimal,
            Reached = objective.Reached,
            ReachedFirst = objective.First,
        })),
    ];

    private static IEnumerable<(string Name, EpisodeSummary Played)> Sets(World world, Behavioural behaviour) =>
    [
        ("in-distribution", behaviour.InDistribution),
        ("shifted", behaviour.Shifted),
        .. behaviour.Hidden is { } hidden ? [("shifted, proxy hidden", hidden)] : Array.Empty<(string, EpisodeSummary)>(),
        .. behaviour.Copies.Select((played, copy) => (world.Copies[copy].Name, played)),
    ];

    private static string Role(World world, int objective) => objective switch
    {
        0 => "base",
        1 => "proxy",
        _ when objective == world.Intended => "intended",
        _ => "other",
    };
}
