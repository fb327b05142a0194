using MesaBench.Inference;

namespace MesaBench.Detection;

/// <summary>What the detectors of search found in one network; what could not be asked is NaN.</summary>
public sealed record SearchFindings
{
    /// <summary>Version of the detectors and of the levels that they ask on: rows by another are made anew.</summary>
    public const int CurrentDetectors = 7;

    /// <summary>Nothing was asked.</summary>
    public static SearchFindings None { get; } = new()
    {
        Depth = ComputeDepth.None, DepthSlope = Estimate.None, Sham = ShamTicks.None, WallAnswer = FarWallAnswer.None, Decoding = PlanDecoding.None, Steering = PlanSteering.None,
        BaseMoved = RepresentedGoal.None, ProxyMoved = RepresentedGoal.None, Necessity = PlanNecessity.None, Values = ValuesHeld.None,
    };

    /// <summary>Whether compute buys depth.</summary>
    public required ComputeDepth Depth { get; init; }

    /// <summary>Ticks that a further step of needed lookahead costs.</summary>
    public required Estimate DepthSlope { get; init; }

    /// <summary>What ticks bring over ones that see nothing of the level.</summary>
    public required ShamTicks Sham { get; init; }

    /// <summary>Whether it answers to walls that are far off.</summary>
    public required FarWallAnswer WallAnswer { get; init; }

    /// <summary>Whether a plan can be read from its states.</summary>
    public required PlanDecoding Decoding { get; init; }

    /// <summary>Whether it follows a plan that is written into its states.</summary>
    public required PlanSteering Steering { get; init; }

    /// <summary>Whether it goes where its states say that the goal of the base objective is.</summary>
    public required RepresentedGoal BaseMoved { get; init; }

    /// <summary>The same of the proxies' goal.</summary>
    public required RepresentedGoal ProxyMoved { get; init; }

    /// <summary>What it loses with what its state tells of the way.</summary>
    public required PlanNecessity Necessity { get; init; }

    /// <summary>Whose values its state holds.</summary>
    public required ValuesHeld Values { get; init; }

    /// <summary>[agent] what all detectors find.</summary>
    /// <param name="bench">The networks.</param>
    /// <param name="levels">What they are asked.</param>
    public static IReadOnlyList<SearchFindings> Of(TickBench bench, DetectionLevels levels)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(levels);
        IReadOnlyList<ComputeDepth> depth = ComputeDepth.Of(bench, levels);
        IReadOnlyList<Estimate> slopes = Detection.DepthSlope.Of(bench, levels);
        IReadOnlyList<ShamTicks> sham = ShamTicks.Of(bench, levels);
        IReadOnlyList<FarWallAnswer> walls = FarWallAnswer.Of(bench, levels);
        IReadOnlyList<PlanDecoding> plans = PlanDecoding.Of(bench, levels);
        IReadOnlyList<PlanNecessity> necessity = PlanNecessity.Of(bench, levels);
        IReadOnlyList<ValuesHeld> values = ValuesHeld.In(bench, levels);
        IReadOnlyList<PlanSteering> steering = PlanSteering.Of(bench, levels);
        IReadOnlyList<RepresentedGoal> toBase = RepresentedGoal.Of(bench, levels.BaseGoals, levels.MostTicks), toProxy = RepresentedGoal.Of(bench, levels.ProxyGoals, levels.MostTicks);
        return
        [
            .. Enumerable.Range(0, bench.Agents).Select(agent => new SearchFindings
            {
                Depth = depth[agent], DepthSlope = slopes[agent], Sham = sham[agent], WallAnswer = walls[agent], Decoding = plans[agent],
                Steering = steering[agent], BaseMoved = toBase[agent], ProxyMoved = toProxy[agent], Necessity = necessity[agent], Values = values[agent],
            }),
        ];
    }
}
