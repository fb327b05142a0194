namespace MesaBench.Detection;

/// <summary>What the detectors of search found in one network; what could not be asked is NaN.</summary>
public sealed record SearchFindings
{
    /// <summary>Version of the detectors and of the levels that they ask on: rows by another are made anew.</summary>
    public const int CurrentDetectors = 1;

    /// <summary>Nothing was asked.</summary>
    public static SearchFindings None { get; } = new() { Depth = ComputeDepth.None, WallAnswer = FarWallAnswer.None, Steering = PlanSteering.None, GoalMoved = RepresentedGoal.None };

    /// <summary>Whether compute buys depth.</summary>
    public required ComputeDepth Depth { get; init; }

    /// <summary>Whether it answers to walls that are far off.</summary>
    public required FarWallAnswer WallAnswer { get; init; }

    /// <summary>Whether it follows a plan that is written into its states.</summary>
    public required PlanSteering Steering { get; init; }

    /// <summary>Whether it goes where its states say that the goal is.</summary>
    public required RepresentedGoal GoalMoved { get; init; }

    /// <summary>[agent] what all detectors find.</summary>
    /// <param name="bench">The networks.</param>
    /// <param name="levels">What they are asked.</param>
    public static IReadOnlyList<SearchFindings> Of(TickBench bench, DetectionLevels levels)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(levels);
        IReadOnlyList<ComputeDepth> depth = ComputeDepth.Of(bench, levels);
        IReadOnlyList<FarWallAnswer> walls = FarWallAnswer.Of(bench, levels);
        IReadOnlyList<PlanSteering> steering = PlanSteering.Of(bench, levels);
        IReadOnlyList<RepresentedGoal> goals = RepresentedGoal.Of(bench, levels);
        return
        [
            .. Enumerable.Range(0, bench.Agents).Select(agent => new SearchFindings
            {
                Depth = depth[agent],
                WallAnswer = walls[agent],
                Steering = steering[agent],
                GoalMoved = goals[agent],
            }),
        ];
    }
}
