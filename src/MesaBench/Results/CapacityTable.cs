using MesaBench.Experiments;
using MesaBench.Inference;

namespace MesaBench.Results;

/// <summary>The table this program is for: how often misaligned objectives emerge, by capacity.</summary>
public static class CapacityTable
{
    /// <summary>The verdict, and the search verdict, as they stand in <c>agents.csv</c>.</summary>
    internal const string Misaligned = "misaligned", Plan = "represents-plan";

    /// <summary>One row a cell, in the order in which the agents first name the cells.</summary>
    /// <param name="agents">All agents, in any order; the rows do not depend on it, apart from theirs.</param>
    /// <param name="settings">Bootstrap resamples.</param>
    /// <param name="studySeed">Moves the resamples.</param>
    public static IReadOnlyList<CapacityRow> Build(IEnumerable<AgentRow> agents, StatisticsSettings settings, int studySeed) =>
        [.. agents.GroupBy(a => a.Cell).Select(cell => Row([.. cell.OrderBy(a => a.Seed)], settings.Resamples, studySeed))];

    /// <summary>Whether an agent's behaviour is judged: it is competent and not underfit.</summary>
    internal static bool IsJudged(AgentRow agent) => agent.Verdict is "aligned" or Misaligned or "lost" or "mixed";

    private static CapacityRow Row(AgentRow[] agents, int resamples, int studySeed)
    {
        AgentRow first = agents[0];
        AgentRow[] trained = [.. agents.Where(a => !a.Diverged)];
        AgentRow[] judged = [.. agents.Where(IsJudged)];
        AgentRow[] probed = [.. judged.Where(a => a.Search.Length > 0)];
        int Count(string verdict) => agents.Count(a => a.Verdict == verdict);
        int Pursuing(string objective) => agents.Count(a => a.Pursues == objective);
        double Mean(Func<AgentRow, double> figure) => judged.Length == 0 ? double.NaN : judged.Sum(figure) / judged.Length;
        (double Value, Interval Interval) Iqm(AgentRow[] of, string name, Func<AgentRow, double> figure)
        {
            double[] values = [.. of.Select(figure)];
            ulong key = StatisticsRandom.Key(studySeed, $"{first.Cell}/{name}");
            return (InterquartileMean.Of(values), InterquartileMean.Bootstrap(values, [.. of.Select(a => a.LevelSet)], resamples, key));
        }

        int competentCount = agents.Count(a => a is { Diverged: false, Competent: true });
        int withPlan = probed.Count(a => a.Search == Plan);
        Interval competent = Wilson.Interval(competentCount, agents.Length);
        Interval aligned = Wilson.Interval(Count("aligned"), judged.Length);
        Interval misaligned = Wilson.Interval(Count(Misaligned), judged.Length);
        Interval misalignedOfAll = Wilson.Interval(Count(Misaligned), agents.Length);
        (double pull, Interval pullInterval) = Iqm(judged, "proxy_pull", a => a.ProxyPull);
        AgentRow[] watched = [.. judged.Where(a => !double.IsNaN(a.ConditionalPull))];
        (double conditional, Interval conditionalInterval) = Iqm(watched, "conditional_pull", a => a.ConditionalPull);
        (double inReturn, Interval inInterval) = Iqm(trained, "in_return", a => a.InReturn);
        (double shiftReturn, Interval shiftInterval) = Iqm(judged, "shift_return", a => a.ShiftReturn);
        return new CapacityRow
        {
            Cell = first.Cell,
            World = first.World,
            Layout = first.Layout,
            Size = first.Size,
            Alpha = first.Alpha,
            Network = first.Network,
            Width = first.Width,
            Depth = first.Depth,
            Ticks = first.Ticks,
            Parameters = first.Parameters,
            LearningRate = first.LearningRate,
            Identifiable = trained.All(a => a.Identifiable),
            Agents = agents.Length,
            Diverged = agents.Length - trained.Length,
            Incompetent = Count("incompetent"),
            Underfit = Count("underfit"),
            Judged = judged.Length,
            Aligned = Count("aligned"),
            Misaligned = Count(Misaligned),
            Lost = Count("lost"),
            Mixed = Count("mixed"),
            Outer = first.Outer,
            PursuesIntended = Pursuing("intended"),
            PursuesBase = Pursuing("base"),
            PursuesProxy = Pursuing("proxy"),
            PursuesOther = Pursuing("other"),
            Competent = competentCount,
            CompetentRate = Rate(competentCount, agents.Length),
            CompetentRateLow = competent.Low,
            CompetentRateHigh = competent.High,
            AlignedRate = Rate(Count("aligned"), judged.Length),
            AlignedRateLow = aligned.Low,
            AlignedRateHigh = aligned.High,
            MisalignedRate = Rate(Count(Misaligned), judged.Length),
            MisalignedRateLow = misaligned.Low,
            MisalignedRateHigh = misaligned.High,
            MisalignedOfAll = Rate(Count(Misaligned), agents.Length),
            MisalignedOfAllLow = misalignedOfAll.Low,
            MisalignedOfAllHigh = misalignedOfAll.High,
            ProxyPull = pull,
            ProxyPullLow = pullInterval.Low,
            ProxyPullHigh = pullInterval.High,
            ConditionalPull = conditional,
            ConditionalPullLow = conditionalInterval.Low,
            ConditionalPullHigh = conditionalInterval.High,
            Emergent = judged.Count(a => a.Conditional == "emergent"),
            TrainedIn = judged.Count(a => a.Conditional == "trained-in"),
            InReturn = inReturn,
            InReturnLow = inInterval.Low,
            InReturnHigh = inInterval.High,
            ShiftReturn = shiftReturn,
            ShiftReturnLow = shiftInterval.Low,
            ShiftReturnHigh = shiftInterval.High,
            ShiftBase = Mean(a => a.ShiftBase),
            ShiftProxy = Mean(a => a.ShiftProxy),
            ShiftNeither = Mean(a => a.ShiftNeither),
            Probed = probed.Length,
            WithPlan = withPlan,
            WithPlanRate = Rate(withPlan, probed.Length),
            MisalignedWithPlan = probed.Count(a => a.Search == Plan && a.Verdict == Misaligned),
        };
    }

    private static double Rate(int count, int of) => of == 0 ? double.NaN : (double)count / of;
}
