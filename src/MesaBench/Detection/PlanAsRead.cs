using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>What the probe of <see cref="PlanDecoding"/> reads as a network's field of best steps, tick by tick, to be drawn on levels.</summary>
/// <param name="Layer">The layer that it is read at.</param>
/// <param name="FittedAt">The tick whose states the probe was fitted on; others are read by the same.</param>
/// <param name="Score">Share of cells that it reads right on levels by which it is judged, those where greed errs counting half; see <see cref="PlanDecoding.Field"/>.</param>
/// <param name="Frontier">[tick - 1][distance] share of cells of those levels read right, by steps to where ways end; NaN where few cells tell.</param>
/// <param name="Steps">[level][tick - 1][cell] the step that is read; -1 on walls.</param>
public sealed record PlanAsRead(int Layer, int FittedAt, double Score, IReadOnlyList<double[]> Frontier, IReadOnlyList<IReadOnlyList<int[]>> Steps)
{
    /// <summary>[agent] what is read of networks; null where it cannot be told what is best at every cell, so that there is nothing to fit to.</summary>
    /// <param name="bench">The networks.</param>
    /// <param name="levels">Levels on which probes are fitted and judged, all of them non-distinguishing.</param>
    /// <param name="shown">[agent] the levels to draw on.</param>
    public static IReadOnlyList<PlanAsRead?> Of(TickBench bench, DetectionLevels levels, IReadOnlyList<IReadOnlyList<Level>> shown)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentNullException.ThrowIfNull(shown);
        if (levels.Plans is not { } plans) return new PlanAsRead?[bench.Agents];
        (_, PlanReading[][] readings, PlanTest test) = PlanDecoding.Read(bench, levels, plans);
        return [.. readings.Select(own => own[(int)PlanConcept.Field]).Select((field, agent) => new PlanAsRead(
            field.Place.Layer, field.Place.Tick, test.Score(agent, PlanConcept.Field), test.Frontier(agent).Shares,
            On(bench, agent, field, new AskedLevels(levels.World, shown[agent]), levels.MostTicks)))];
    }

    private static int[][][] On(TickBench bench, int agent, PlanReading field, AskedLevels asked, int ticks)
    {
        int[][][] steps = [.. asked.Levels.Select(level => Enumerable.Range(0, ticks).Select(_ => level.Walls.Select(_ => -1).ToArray()).ToArray())];
        _ = bench.Ask(asked, ticks, at =>
        {
            if (!StateRows.IsRead(at) || at.Site.Layer != field.Place.Layer) return;
            double[] state = new double[at.Site.Width];
            for (int level = at.FirstLevel; level < at.FirstLevel + at.Levels; level++)
            {
                for (int cell = 0; cell < steps[level][0].Length; cell++)
                {
                    if (asked.Levels[level].Walls[cell]) continue;
                    StateRows.Copy(at, agent, level, cell, state);
                    // A network that remembers nothing is heard again for each number of ticks, and what comes last counts.
                    steps[level][at.Site.Tick - 1][cell] = PlanScore.Best(field.Plan[state]);
                }
            }
        });
        return steps;
    }
}
