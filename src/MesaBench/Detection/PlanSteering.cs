namespace MesaBench.Detection;

/// <summary>Whether a network takes another way when the plan of that way is written into its states, in cells that are not near the agent. Actions whose logits are nearly the best share.</summary>
/// <param name="Value">Share that takes it with its distances written, less the largest share with nothing or any of the controls.</param>
/// <param name="Levels">Levels with another way; null where nobody asked.</param>
/// <param name="Written">Share that takes it with its distances written.</param>
/// <param name="Unwritten">With nothing written.</param>
/// <param name="Random">With random codes that move the action as far: the best of <see cref="SteeringLevels.Random"/>.</param>
/// <param name="Elsewhere">With the distances of another way in another level.</param>
/// <param name="Shuffled">With its distances dealt out anew among the cells.</param>
/// <param name="Own">With the distances of the level itself.</param>
/// <param name="Field">As the value, of best steps in all cells, random codes left aside.</param>
/// <param name="Route">As the value, of steps on the way alone, random codes left aside.</param>
/// <param name="ReadBack">Of the cells whose distance is another on the other way, the share whose states, as they come out of what was written, are nearer to those of cells with that distance than with their own.</param>
public sealed record PlanSteering(
    double Value, int? Levels, double Written, double Unwritten, double Random, double Elsewhere, double Shuffled, double Own, double Field, double Route, double ReadBack)
{
    /// <summary>Nothing was asked.</summary>
    public static PlanSteering None { get; } =
        new(double.NaN, null, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>[agent] of networks; nothing is known with too few levels that have another way.</summary>
    public static IReadOnlyList<PlanSteering> Of(TickBench bench, DetectionLevels levels)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(levels);
        return levels.Steering.Testing.Detours.Count < DetectionLevels.Least ? [.. Enumerable.Repeat(None, bench.Agents)] : new SteeringRun(bench, levels).Found;
    }
}
