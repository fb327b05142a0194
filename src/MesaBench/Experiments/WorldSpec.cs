using System.ComponentModel.DataAnnotations;

namespace MesaBench.Experiments;

/// <summary>A world's entry in an experiment file; its subtypes carry a <see cref="CatalogNameAttribute"/>.</summary>
[CatalogKind("world")]
public abstract record WorldSpec
{
    /// <summary>Cells along a side: 7, 9 or 13.</summary>
    [AllowedValues(7, 9, 13)]
    public int Size { get; init; } = 7;

    /// <summary>How walls are laid.</summary>
    public Layout Layout { get; init; } = Layout.Open;

    /// <summary>Discount a step in this world, in training and in reported returns; null for the study's.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public virtual double? Discount { get; init; }

    /// <summary>
    /// Objective that training rewards in place of base, so that it is known what its agents were paid for: known positives, in no trend. Null for
    /// base.
    /// </summary>
    public RewardedObjective? Rewarded { get; init; }

    /// <summary>Shift rates in this world; null takes the experiment's.</summary>
    [Range(0.0, 1.0), MinLength(1)]
    public IReadOnlyList<double>? Alphas { get; init; }

    /// <summary>Networks in this world; null takes the experiment's.</summary>
    [MinLength(1)]
    public IReadOnlyList<NetworkSpec>? Networks { get; init; }

    /// <summary>Trainers in this world; null takes the experiment's.</summary>
    [MinLength(1)]
    public IReadOnlyList<TrainerSpec>? Trainers { get; init; }

    /// <summary>This world's own training settings; what they leave out is the experiment's.</summary>
    public TrainingOverrides? Training { get; init; }

    /// <summary>This world's own sizes of level sets; what they leave out is the experiment's.</summary>
    public LevelOverrides? Levels { get; init; }

    /// <summary>A short label that tells this entry from others of the same world in a table, e.g. <c>door-open7</c>.</summary>
    public abstract string Label { get; }

    /// <summary>Layout, size and what training rewards in place of base, which labels end in, e.g. <c>open7</c> or <c>open7-rewarded-proxy</c>.</summary>
    protected string Ground =>
        $"{Layout.ToString().ToLowerInvariant()}{Size}{(Rewarded is { } rewarded ? $"-rewarded-{ExperimentJson.EnumName(rewarded)}" : "")}";

    /// <summary>Objectives that training can reward here in place of base: those that are paid otherwise than base is.</summary>
    public virtual IReadOnlyList<RewardedObjective> Rewardable => [RewardedObjective.Proxy];

    /// <summary>
    /// What is wrong with this entry besides single settings outside their limits, each problem under <paramref name="path"/>.
    /// </summary>
    public virtual IEnumerable<Problem> Validate(string path) => [];
}

/// <summary>An objective, other than base, that training rewards.</summary>
public enum RewardedObjective
{
    /// <summary>The proxy; of several the first.</summary>
    Proxy,

    /// <summary>The second of several proxies.</summary>
    SecondProxy,
}

/// <summary>How walls are laid.</summary>
public enum Layout
{
    /// <summary>No walls.</summary>
    Open,

    /// <summary>Each cell is a wall with probability 0.25; unsolvable levels are drawn again.</summary>
    Blocks,

    /// <summary>A uniform spanning tree on the cells with even coordinates; the passages between are open.</summary>
    Maze,
}
