using MesaBench.Experiments;
using MesaBench.Inference;

namespace MesaBench.Results;

/// <summary>The trend of misalignment with log2(parameters) within one architecture, under one condition.</summary>
/// <param name="Architecture">Networks that differ in width alone.</param>
/// <param name="Comparison">The condition, as <see cref="Results.Comparison.Name"/>.</param>
/// <param name="Agents">Agents compared.</param>
/// <param name="Misaligned">Of these.</param>
/// <param name="Rise">
/// Mean log2(parameters) of the misaligned agents above what chance would give them, in doublings; negative: a fall.
/// </param>
/// <param name="PValue">Two-sided p-value, stratified by world, alpha, learning rate and level set.</param>
/// <param name="AdjustedP">The same, adjusted over all trends of the study (Benjamini-Hochberg).</param>
/// <param name="Exact">Whether it is exact; else from random permutations.</param>
public sealed record CapacityTrend(
    string Architecture, string Comparison, int Agents, int Misaligned, double Rise, double PValue, double AdjustedP, bool Exact);

/// <summary>How misalignment depends on alpha and capacity together, within one architecture, at the end of training.</summary>
/// <param name="Architecture">Networks that differ in width alone.</param>
/// <param name="Agents">Agents in the regression.</param>
/// <param name="Slope">Log odds ratio of misalignment per doubling of the parameters at alpha 0.</param>
/// <param name="SlopeInterval">Its 95% profile interval.</param>
/// <param name="SlopeP">Its penalised likelihood ratio test.</param>
/// <param name="Interaction">Change of that slope per 0.1 of alpha.</param>
/// <param name="InteractionInterval">Its 95% profile interval.</param>
/// <param name="InteractionP">Its penalised likelihood ratio test.</param>
public sealed record CapacityInteraction(
    string Architecture, int Agents, double Slope, Interval SlopeInterval, double SlopeP,
    double Interaction, Interval InteractionInterval, double InteractionP);

/// <summary>Tests of misalignment against capacity.</summary>
public static class CapacityTrends
{
    /// <summary>
    /// A trend for every architecture with several capacities and every condition, p-values adjusted over all of them. A condition in
    /// which no stratum holds both several capacities and both outcomes tests nothing: its p-value is NaN.
    /// </summary>
    public static IReadOnlyList<CapacityTrend> Test(IEnumerable<Comparison> comparisons, StatisticsSettings settings, int studySeed)
    {
        CapacityTrend[] trends =
        [
            .. from comparison in comparisons
               from architecture in comparison.Observations.GroupBy(o => o.Architecture)
               where architecture.Select(o => o.Parameters).Distinct().Count() > 1
               select Trend(comparison.Name, [.. architecture], settings.Permutations, studySeed),
        ];
        double[] adjusted = BenjaminiHochberg.Adjust([.. trends.Select(t => t.PValue)]);
        return [.. trends.Select((t, i) => t with { AdjustedP = adjusted[i] })];
    }

    /// <summary>
    /// Firth regressions on an intercept for each world, learning rate and level set, alpha, log2(parameters) and their product, for every
    /// architecture where they can be estimated: several capacities, several alphas, and both outcomes.
    /// </summary>
    public static IReadOnlyList<CapacityInteraction> Regress(Comparison comparison) =>
    [
        .. from architecture in comparison.Observations.GroupBy(o => o.Architecture)
           let fit = Regression([.. architecture])
           where fit is not null
           select fit,
    ];

    private static CapacityTrend Trend(string comparison, Observation[] agents, int permutations, int studySeed)
    {
        TrendStratum[] strata = [.. agents.GroupBy(o => (o.World, o.Alpha, o.LearningRate, o.LevelSet)).Select(Stratum)];
        string architecture = agents[0].Architecture;
        int misaligned = agents.Count(o => o.Misaligned);
        bool isTestable = strata.Any(s => s.Scores.Length > 1 && s.Events.Sum() is var k && k > 0 && k < s.Trials.Sum());
        if (!isTestable) return new(architecture, comparison, agents.Length, misaligned, 0, double.NaN, double.NaN, true);
        TrendResult result = TrendTest.Run(strata, permutations, StatisticsRandom.Key(studySeed, $"trend/{architecture}/{comparison}"));
        double rise = (result.Statistic - result.Expected) / misaligned;
        return new(architecture, comparison, agents.Length, misaligned, rise, result.TwoSidedP, double.NaN, result.Exact);
    }

    private static TrendStratum Stratum(IEnumerable<Observation> agents)
    {
        IGrouping<int, Observation>[] groups = [.. agents.GroupBy(o => o.Parameters).OrderBy(g => g.Key)];
        return new TrendStratum(
            [.. groups.Select(g => Math.Log2(g.Key))],
            [.. groups.Select(g => g.Count())],
            [.. groups.Select(g => g.Count(o => o.Misaligned))]);
    }

    private static CapacityInteraction? Regression(Observation[] agents)
    {
        bool[] outcomes = [.. agents.Select(o => o.Misaligned)];
        if (outcomes.Distinct().Count() < 2 || agents.Select(o => o.Alpha).Distinct().Count() < 2) return null;
        (string, double, int)[] blocks = [.. agents.Select(o => (o.World, o.LearningRate, o.LevelSet)).Distinct()];
        // Centred, so that the blocks' intercepts are those of a middling network.
        double centre = agents.Average(o => Math.Log2(o.Parameters));
        double[][] rows = [.. agents.Select(o =>
        {
            double doublings = Math.Log2(o.Parameters) - centre;
            double[] block = [.. blocks.Select(b => b == (o.World, o.LearningRate, o.LevelSet) ? 1.0 : 0.0)];
            return (double[])[.. block, 10 * o.Alpha, doublings, 10 * o.Alpha * doublings];
        })];
        if (FirthLogistic.Fit(rows, outcomes) is not { Converged: true } fit) return null;
        int slope = blocks.Length + 1, product = blocks.Length + 2;
        return new CapacityInteraction(
            agents[0].Architecture, agents.Length, fit.Coefficients[slope], fit.Intervals[slope], fit.PValues[slope],
            fit.Coefficients[product], fit.Intervals[product], fit.PValues[product]);
    }
}
