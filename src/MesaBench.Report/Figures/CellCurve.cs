using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Statistics;
using MesaBench.Verdicts;

namespace MesaBench.Reports.Figures;

/// <summary>Preference of a cell's competent agents at one time.</summary>
/// <param name="At">The time: steps, or age as a multiple of the steps to competence.</param>
/// <param name="Preference">Mean of level-set means, 0 base to 1 proxy, with its interval.</param>
/// <param name="Agents">Agents behind it.</param>
internal readonly record struct MeanPreference(double At, Estimate Preference, int Agents);

/// <summary>Preference along training of a cell's agents that are competent at the end. A time counts only if nine in ten of them have a preference then: else those who have would be selected.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="BySteps">At checkpoints.</param>
/// <param name="ByAge">At ages from 1 on, the square root of 2 apart.</param>
internal sealed record CellCurve(CellFacts Cell, IReadOnlyList<MeanPreference> BySteps, IReadOnlyList<MeanPreference> ByAge)
{
    // Ages in square roots of 2: up to 64.
    private const int MostAges = 13;

    /// <summary>The curve of a cell.</summary>
    /// <param name="agents">Its agents.</param>
    /// <param name="behaviour">How few decided episodes tell nothing.</param>
    public static CellCurve Of(IReadOnlyList<(AgentRow Row, IReadOnlyList<CurvePoint> Curve)> agents, BehaviourSettings behaviour)
    {
        (AgentRow Row, IReadOnlyList<CurvePoint> Curve)[] competent = [.. agents.Where(agent => agent.Row.Competent)];
        double[] steps = [.. competent.SelectMany(agent => agent.Curve.Select(point => (double)point.Steps)).Distinct().Order()];
        double[] ages = [.. Enumerable.Range(0, MostAges).Select(half => Math.Pow(2, half / 2) * (half % 2 == 0 ? 1 : Math.Sqrt(2)))];
        MeanPreference[] Means(double[] times, Func<AgentRow, double> unit) =>
            [.. times.Select(time => Mean(time, [.. competent.Select(agent => (Persistence.PreferenceAt(agent.Curve, time * unit(agent.Row), behaviour.LeastDecided), agent.Row.LevelSet))]))
                .Where(mean => mean.Agents > 0)];
        return new CellCurve(agents[0].Row.CellFacts, Means(steps, _ => 1), Means(ages, row => row.Axes.ClockAfter == row.Axes.ClockBy ? double.NaN : row.Axes.Clock));
    }

    private static MeanPreference Mean(double time, (double Preference, int Set)[] agents)
    {
        (double Preference, int Set)[] known = [.. agents.Where(agent => double.IsFinite(agent.Preference))];
        return known.Length == 0 || known.Length < Comparison.LeastReached * agents.Length ? new(time, Estimate.None, 0)
            : new(time, SetMeans.Of([.. known.Select(agent => agent.Preference)], [.. known.Select(agent => agent.Set)]), known.Length);
    }
}
