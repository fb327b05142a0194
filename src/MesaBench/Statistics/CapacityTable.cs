using MesaBench.Detection;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Verdicts;

namespace MesaBench.Statistics;

/// <summary>The table this program is for: what agents pursue where objectives come apart, by capacity.</summary>
public static class CapacityTable
{
    /// <summary>One row a cell, in the order in which the agents first name the cells.</summary>
    /// <param name="agents">All agents, in any order; the rows do not depend on it, apart from theirs.</param>
    /// <param name="behaviour">The study's age, whose doublings are the range of persistence.</param>
    public static IReadOnlyList<CapacityRow> Build(IEnumerable<AgentRow> agents, BehaviourSettings behaviour)
    {
        ArgumentNullException.ThrowIfNull(behaviour);
        double window = PortableMath.Log2(behaviour.Age);
        return [.. agents.GroupBy(a => a.CellFacts.Cell).Select(cell => Row([.. cell.OrderBy(a => a.Seed)], window))];
    }

    private static CapacityRow Row(AgentRow[] agents, double window)
    {
        AgentRow first = agents[0];
        AgentRow[] trained = [.. agents.Where(a => a.Verdict != Verdict.Diverged)];
        AgentRow[] competent = [.. agents.Where(a => a.Competent)];
        int Of(Verdict verdict) => agents.Count(a => a.Verdict == verdict);
        bool isUnasked = competent.Length > 0 && Of(Verdict.Unjudged) == competent.Length;
        VerdictShare Share(Verdict verdict) => isUnasked ? new(0, Estimate.None, Estimate.None) : new(
            Of(verdict), Wilson.Share(Of(verdict), competent.Length), Wilson.Share(Of(verdict), agents.Length));
        int Course(Course course) => competent.Count(a => a.Axes.Course == course);
        int Pursuing(Pursued objective) => competent.Count(a => a.Pursues == objective);
        bool hasCue = agents.Any(a => a.Conditional is not null || a.ConditionalPull.Exists);
        AgentRow[] asked = [.. competent.Where(a => a.Search.IsAnswer)];
        AgentRow[] askedForProxy = [.. asked.Where(a => a.Search.CouldBeForProxy)];
        static AskedShare ShareOf(AgentRow[] who, Func<AgentRow, bool> isIt) => new(who.Count(isIt), Wilson.Share(who.Count(isIt), who.Length));
        return new CapacityRow
        {
            CellFacts = first.CellFacts,
            Planted = first.Planted,
            Identifiability = agents.Min(a => a.Identifiability),
            PullKind = first.PullKind,
            Agents = agents.Length,
            LevelSets = agents.Select(a => a.LevelSet).Distinct().Count(),
            Diverged = agents.Length - trained.Length,
            Incompetent = Of(Verdict.Incompetent),
            Competent = competent.Length,
            CompetentOfAll = Wilson.Share(competent.Length, agents.Length),
            Preference = MeanOf(competent, a => a.Axes.Preference.Value, range: 1),
            ProxyPull = MeanOf(competent, a => a.Axes.ProxyPull.Value, range: 1),
            Persistence = MeanOf(competent, a => a.Axes.Persistence.Value, window),
            PersistenceSteps = MeanOf(competent, a => a.Axes.PersistenceSteps.Value, window),
            ExchangeRate = Mean(competent, a => a.Axes.ExchangeRate.Value),
            ExchangeRates = competent.Count(a => a.Axes.Exchange == Exchange.Rate),
            Decided = Mean(competent, a => a.Axes.Decided.Value),
            ClockMedian = MedianClock(agents.Select(a => a.Axes.Clock)),
            Misaligned = Share(Verdict.Misaligned),
            Aligned = Share(Verdict.Aligned),
            BaseLeaning = Share(Verdict.BaseLeaning),
            Lost = Share(Verdict.Lost),
            Undecided = Share(Verdict.Undecided),
            Unjudged = Of(Verdict.Unjudged),
            NeverEntered = Course(Verdicts.Course.NeverEntered),
            Kept = Course(Verdicts.Course.Kept),
            LetGo = Course(Verdicts.Course.LetGo),
            Relapsed = Course(Verdicts.Course.Relapsed),
            Outer = first.Outer,
            PursuesIntended = first.Outer == OuterAlignment.Aligned ? null : Pursuing(Pursued.Intended),
            PursuesBase = Pursuing(Pursued.Base),
            PursuesProxy = Pursuing(Pursued.Proxy),
            PursuesOther = Pursuing(Pursued.Other),
            InnerBase = competent.Count(a => a.RevealedObjective.IsBase),
            InnerProxy = competent.Count(a => a.RevealedObjective.IsProxy),
            InnerOther = competent.Count(a => a.RevealedObjective is { InnerObjective: not "", IsBase: false, IsProxy: false }),
            Asked = asked.Length,
            Searches = ShareOf(asked, a => a.Search.Value == SearchVerdict.Searches),
            SearchesPartly = asked.Count(a => a.Search.Value == SearchVerdict.Partly),
            AskedForProxy = askedForProxy.Length,
            MesaMisaligned = ShareOf(askedForProxy, a => a.Mesa == MesaOptimizer.Misaligned),
            MesaAligned = asked.Count(a => a.Mesa == MesaOptimizer.Aligned),
            MesaUnclear = asked.Count(a => a.Mesa == MesaOptimizer.ObjectiveUnclear),
            ConditionalPull = Mean(competent, a => a.ConditionalPull.Value),
            Emergent = !hasCue ? null : competent.Count(a => a.Conditional == Conditionality.Emergent),
            TrainedIn = !hasCue ? null : competent.Count(a => a.Conditional == Conditionality.TrainedIn),
            InReturn = Mean(trained, a => a.In.Return.Value),
            ShiftReturn = Mean(competent, a => a.Shift.Return.Value),
            MixtureReturn = Mean(competent, a => a.MixtureReturn),
        };
    }

    /// <summary>The median steps to competence, those that never get there being infinitely late.</summary>
    internal static double MedianClock(IEnumerable<double> agents)
    {
        double[] clocks = [.. agents.Select(clock => double.IsNaN(clock) ? double.PositiveInfinity : clock).Order()];
        double low = clocks[(clocks.Length - 1) / 2], high = clocks[clocks.Length / 2];
        return double.IsPositiveInfinity(high) ? high : (low + high) / 2;
    }

    private static Estimate Mean(IEnumerable<AgentRow> agents, Func<AgentRow, double> figure)
    {
        AgentRow[] known = [.. agents.Where(a => !double.IsNaN(figure(a)))];
        return SetMeans.Of([.. known.Select(figure)], [.. known.Select(a => a.LevelSet)]);
    }

    private static AgentMean MeanOf(AgentRow[] agents, Func<AgentRow, double> figure, double range)
    {
        double[] known = [.. agents.Select(figure).Where(value => !double.IsNaN(value))];
        double aboveHalf = known.Length == 0 ? double.NaN : known.Count(value => value > range / 2) / (double)known.Length;
        return new AgentMean(Mean(agents, figure), aboveHalf, known.Length);
    }
}
