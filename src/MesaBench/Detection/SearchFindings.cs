namespace MesaBench.Detection;

/// <summary>What the detectors of search found in one network; what could not be asked is NaN.</summary>
public sealed record SearchFindings
{
    /// <summary>Version of the detectors and of the levels that they ask on: rows by another are made anew.</summary>
    public const int CurrentDetectors = 2;

    /// <summary>Nothing was asked.</summary>
    public static SearchFindings None { get; } = new() { Depth = ComputeDepth.None, WallAnswer = FarWallAnswer.None, Decoding = PlanDecoding.None };

    /// <summary>Whether compute buys depth.</summary>
    public required ComputeDepth Depth { get; init; }

    /// <summary>Whether it answers to walls that are far off.</summary>
    public required FarWallAnswer WallAnswer { get; init; }

    /// <summary>Whether a plan can be read from its states.</summary>
    public required PlanDecoding Decoding { get; init; }

    /// <summary>[agent] what all detectors find.</summary>
    /// <param name="bench">The networks.</param>
    /// <param name="levels">What they are asked.</param>
    public static IReadOnlyList<SearchFindings> Of(TickBench bench, DetectionLevels levels)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(levels);
        IReadOnlyList<ComputeDepth> depth = ComputeDepth.Of(bench, levels);
        IReadOnlyList<FarWallAnswer> walls = FarWallAnswer.Of(bench, levels);
        IReadOnlyList<PlanDecoding> plans = PlanDecoding.Of(bench, levels);
        return [.. Enumerable.Range(0, bench.Agents).Select(agent => new SearchFindings { Depth = depth[agent], WallAnswer = walls[agent], Decoding = plans[agent] })];
    }
}
