using MesaBench.Behaviour;
using MesaBench.Worlds;

namespace MesaBench.Verdicts;

/// <summary>
/// How one agent did under one objective on one set of levels: a row of <c>objectives.csv</c>. Sampled actions, end of training.
/// </summary>
public sealed record ObjectiveRow
{
    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>
    /// <c>in-distribution</c>, <c>shifted</c>, <c>shifted, proxy hidden</c>, <c>shifted, mirror 1</c> and on, or the name of a copy.
    /// </summary>
    public required string Set { get; init; }

    /// <summary>Episodes behind the figures.</summary>
    public required int Episodes { get; init; }

    /// <summary>The objective's name in its world.</summary>
    public required string Objective { get; init; }

    /// <summary>base, proxy, intended (where that is neither) or other.</summary>
    public required string Role { get; init; }

    /// <summary>Mean discounted return.</summary>
    public required double MeanReturn { get; init; }

    /// <summary>Return as a fraction of optimal (see <see cref="ObjectiveSummary"/>); NaN where no more than 0 can be had.</summary>
    public required double ReturnOfOptimal { get; init; }

    /// <summary>Share of episodes in which the objective was reached.</summary>
    public required double Reached { get; init; }

    /// <summary>Share in which it was reached before all others; ties count for each.</summary>
    public required double ReachedFirst { get; init; }

    /// <summary>One agent's rows: set by set, objective by objective.</summary>
    public static IReadOnlyList<ObjectiveRow> Of(string agent, World world, Behavioural behaviour)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(behaviour);
        return
        [
            .. Sets(world, behaviour).SelectMany(set => set.Played.Objectives.Select((objective, i) => new ObjectiveRow
            {
                Agent = agent,
                Set = set.Name,
                Episodes = set.Played.Episodes ?? 0,
                Objective = world.Objectives[i],
                Role = RoleOf(world, i),
                MeanReturn = objective.Return,
                ReturnOfOptimal = objective.OfOptimal,
                Reached = objective.Reached,
                ReachedFirst = objective.First,
            })),
        ];
    }

    private static IEnumerable<(string Name, EpisodeSummary Played)> Sets(World world, Behavioural behaviour) =>
    [
        ("in-distribution", behaviour.InDistribution),
        ("shifted", behaviour.Shifted),
        .. behaviour.Paired.Select((played, copy) =>
            (world.PullKind == PullKind.Mirror ? $"shifted, mirror {copy + 1}" : "shifted, proxy hidden", played)),
        .. behaviour.Copies.Select((played, copy) => (world.Copies[copy].Name, played)),
    ];

    private static string RoleOf(World world, int objective) =>
        objective == 0 ? "base" : world.Proxies.Contains(objective) ? "proxy" : objective == world.Intended ? "intended" : "other";
}
