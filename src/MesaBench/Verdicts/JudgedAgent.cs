using MesaBench.Behaviour;
using MesaBench.Detection;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Networks;
using MesaBench.Objectives;
using MesaBench.Probing;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Verdicts;

/// <summary>All that is known of a finished agent, as rows.</summary>
/// <param name="Row">Its row of agents.csv.</param>
/// <param name="Curves">Its rows of curves.csv, in the order of steps.</param>
/// <param name="Objectives">Its rows of objectives.csv.</param>
/// <param name="ObjectiveFits">Its rows of objective_fit.csv.</param>
public sealed record JudgedAgent(
    AgentRow Row, IReadOnlyList<CurveRow> Curves, IReadOnlyList<ObjectiveRow> Objectives, IReadOnlyList<ObjectiveFitRow> ObjectiveFits)
{
    /// <summary>Judges the agents of a cohort, each by itself.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cohort">The cohort.</param>
    /// <param name="agents">[agent] what was measured.</param>
    /// <param name="objectives">[agent] the objective that its behaviour reveals.</param>
    /// <param name="readings">[agent] what can be read of the objectives' objects.</param>
    /// <param name="found">[agent] what detectors of search found; null where none was let loose.</param>
    public static IReadOnlyList<JudgedAgent> Of(
        Experiment experiment, Cohort cohort, IReadOnlyList<MeasuredAgent> agents, IReadOnlyList<InnerObjective> objectives,
        IReadOnlyList<ObjectReadings> readings, IReadOnlyList<SearchFindings?> found)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(agents);
        ArgumentNullException.ThrowIfNull(objectives);
        return PerAgent.Select(cohort.Agents, (agent, i) =>
        {
            bool diverged = agents[i].Weights.Any(w => !float.IsFinite(w));
            Subject subject = new(
                agent, CellFacts.Of(agent, cohort.Layouts[i].Count), cohort.Stores[cohort.Levels[i].Store], agents[i], objectives[i],
                diverged ? ObjectReadings.None : readings[i], found[i]);
            return diverged ? Diverged(subject) : Judged(subject, experiment);
        });
    }

    /// <summary>The same under another name.</summary>
    public JudgedAgent Named(string name) => new(
        Row with { Agent = name }, [.. Curves.Select(row => row with { Agent = name })], [.. Objectives.Select(row => row with { Agent = name })],
        [.. ObjectiveFits.Select(row => row with { Agent = name })]);

    /// <summary>One agent before it is judged.</summary>
    /// <param name="Agent">Who it is.</param>
    /// <param name="Facts">What is known of its cell.</param>
    /// <param name="Store">Its levels.</param>
    /// <param name="Measured">What was measured.</param>
    /// <param name="Objective">The objective that its behaviour reveals.</param>
    /// <param name="Readings">What can be read of the objectives' objects.</param>
    /// <param name="Found">What detectors of search found.</param>
    private sealed record Subject(
        AgentSpec Agent, CellFacts Facts, LevelStore Store, MeasuredAgent Measured, InnerObjective Objective, ObjectReadings Readings, SearchFindings? Found)
    {
        public Checkpoint? Last => Measured.Course.Count > 0 ? Measured.Course[^1] : null;

        public IReadOnlyList<CurveRow> Curves => [.. Measured.Course.Select(c => CurveRow.Of(Agent.Name, Store.World, c))];
    }

    /// <summary>Weights that are not finite act by no rule, so nothing is said of them but the course until then.</summary>
    private static JudgedAgent Diverged(Subject subject) => new(Known(subject), subject.Curves, [], []);

    private static JudgedAgent Judged(Subject subject, Experiment experiment)
    {
        World world = subject.Store.World;
        BehaviourSettings settings = experiment.Behaviour;
        Behavioural behaviour = subject.Measured.Behaviour;
        IReadOnlyList<CurveRow> curves = subject.Curves;
        bool competent = Judge.IsCompetent(behaviour.InDistribution, settings);
        Pursued? pursued = competent ? Pursuit.Of(world, behaviour.InDistribution, behaviour.Shifted, settings) : null;
        Gaps gaps = Gaps.Of(world, behaviour, pursued ?? Pursued.Other);
        ShownSearch search = ShownSearch.Of(subject.Facts, subject.Found, SearchRuleFile.Default);
        RevealedObjective revealed = RevealedObjective.Of(subject.Objective);
        AgentRow row = Known(subject) with
        {
            Axes = AxesOf(world, behaviour, CurveRow.Before(curves), CurveRow.LastPhase(curves), settings),
            Competent = competent,
            Verdict = Judge.Of(world, behaviour, settings),
            In = behaviour.InDistribution.Columns(),
            InGreedy = behaviour.InDistributionGreedy.Columns(),
            Shift = behaviour.Shifted.Columns(),
            ShiftGreedy = behaviour.ShiftedGreedy.Columns(),
            MixtureReturn = subject.Last?.MixtureReturn ?? double.NaN,
            Pursues = pursued,
            RevealedObjective = revealed,
            Search = search,
            Mesa = competent ? Mesa.Of(search, revealed, SearchRuleFile.Default) : null,
            IntendedGap = gaps.Intended,
            InnerGap = gaps.Inner,
            ConditionalPull = behaviour.Conditional?.Difference ?? Estimate.None,
            ConditionalPullNewShape = behaviour.Conditional?.NewShape ?? double.NaN,
            Conditional = competent ? Verdicts.Conditional.Of(world, behaviour.Conditional, subject.Facts.MostAlpha, settings) : null,
            Base = Representation.Of(subject.Readings.Base, experiment.Probing),
            Proxy = Representation.Of(subject.Readings.Proxy, experiment.Probing),
        };
        return new JudgedAgent(row, curves, ObjectiveRow.Of(row.Agent, world, behaviour), ObjectiveFitRow.Of(row.Agent, subject.Objective));
    }

    /// <summary>What is known of an agent whatever came of it; all else does not exist.</summary>
    private static AgentRow Known(Subject subject) => new()
    {
        Agent = subject.Agent.Name,
        CellFacts = subject.Facts,
        LevelSet = subject.Agent.LevelSet,
        Seed = subject.Agent.Seed,
        Planted = subject.Store.World.Trained != 0,
        Identifiability = subject.Store.Identifiability(subject.Facts.MostAlpha),
        PullKind = subject.Store.World.PullKind,
        Steps = subject.Last?.Steps,
        StepsBefore = subject.Last is not { } last ? null
            : subject.Measured.Course.Where(c => c.Phase < last.Phase).GroupBy(c => c.Phase).Sum(phase => phase.Last().Steps),
        Axes = Axes.None,
        Competent = false,
        Verdict = Verdict.Diverged,
        In = EpisodeSummary.None,
        InGreedy = EpisodeSummary.None,
        Shift = EpisodeSummary.None,
        ShiftGreedy = EpisodeSummary.None,
        MixtureReturn = double.NaN,
        Outer = subject.Store.World.Intended == 0 ? OuterAlignment.Aligned : OuterAlignment.Misaligned,
        Pursues = null,
        RevealedObjective = RevealedObjective.None,
        Search = ShownSearch.None,
        Mesa = null,
        IntendedGap = double.NaN,
        InnerGap = double.NaN,
        ConditionalPull = Estimate.None,
        ConditionalPullNewShape = double.NaN,
        Conditional = null,
        Base = Representation.None,
        Proxy = Representation.None,
        WeightsHash = WeightsHash.Of(subject.Measured.Weights),
    };

    private static Axes AxesOf(World world, Behavioural behaviour, IReadOnlyList<CurvePoint> before, IReadOnlyList<CurvePoint> curve, BehaviourSettings settings)
    {
        Clock? clock = Clock.Of(curve, settings.CompetentReturn);
        Axes axes = new()
        {
            Decided = behaviour.Decided,
            ProxyPull = behaviour.ProxyPull,
            Clock = clock?.Steps ?? double.NaN,
            ClockAfter = clock?.After,
            ClockBy = clock?.By,
        };
        if (!world.HasPreference) return axes;
        axes = axes with
        {
            Preference = behaviour.Preference,
            ExchangeRate = behaviour.ExchangeRate?.Rate ?? Estimate.None,
            Exchange = behaviour.ExchangeRate?.Kind switch
            {
                IndifferenceKind.Rate => Exchange.Rate,
                IndifferenceKind.Always => Exchange.BaseAlways,
                IndifferenceKind.Never => Exchange.ProxyAlways,
                IndifferenceKind.Flat => Exchange.Flat,
                _ => null,
            },
        };
        if (curve.Count == 0) return axes; // nobody trained it, or saw it trained
        PreferenceCourse course = PreferenceCourse.Of([.. before, .. curve], settings.CompetentReturn);
        double end = curve[^1].Steps;
        return axes with
        {
            // Who is competent at the first checkpoint already has no age that could be told.
            Persistence = clock is null or { IsBound: true } ? Estimate.None
                : Persistence.Over(curve, clock.Steps, settings.Age * clock.Steps, settings.LeastDecided),
            PersistenceSteps = Persistence.Over(curve, end / settings.Age, end, settings.LeastDecided),
            Course = course.Course,
            EntrySteps = course.Entry,
            LossAfter = course.LossAfter,
            LossBy = course.LossBy,
        };
    }
}
