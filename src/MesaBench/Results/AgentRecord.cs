using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Probing;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Results;

/// <summary>All rows of one finished agent, and its weights.</summary>
/// <param name="Row">Its row of agents.csv.</param>
/// <param name="Curves">Its rows of curves.csv.</param>
/// <param name="Probes">Its rows of probes.csv.</param>
/// <param name="Objectives">Its rows of objectives.csv.</param>
/// <param name="Layout">How its parameters lie in the vector.</param>
/// <param name="Vector">Its parameter vector.</param>
public sealed record AgentRecord(
    AgentRow Row, IReadOnlyList<CurveRow> Curves, IReadOnlyList<ProbeRow> Probes, IReadOnlyList<ObjectiveRow> Objectives,
    ParameterLayout Layout, float[] Vector)
{
    /// <summary>The records of a cohort.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cohort">The cohort.</param>
    /// <param name="course">Its training.</param>
    /// <param name="probes">[agent] its probes; empty when not probed.</param>
    public static IReadOnlyList<AgentRecord> Of(
        Experiment experiment, Cohort cohort, TrainingCourse course, IReadOnlyList<IReadOnlyList<ProbeResult>> probes) =>
        PerAgent.Select(cohort.Agents, (agent, i) =>
        {
            bool diverged = course.Weights[i].Any(w => !float.IsFinite(w));
            IReadOnlyList<ProbeResult> own = diverged ? [] : probes[i];
            LevelStore store = cohort.Stores[cohort.Levels[i].Store];
            AgentRow row = RowOf(
                experiment, cohort, cohort.Layouts[i], agent, store, course.Checkpoints[i][^1], own, course.Weights[i], diverged);
            return new AgentRecord(
                row, [.. course.Checkpoints[i].Select(c => Curve(agent, c))], [.. own.Select(p => Probe(agent, p))],
                diverged ? [] : ObjectiveRows.Of(agent, store.World, course.Checkpoints[i][^1].Behaviour),
                cohort.Layouts[i], course.Weights[i]);
        });

    /// <summary>Its rows of the CSV files.</summary>
    public FinishedAgent Rows => new(Row, Curves, Probes, Objectives);

    /// <summary>The weights as a safetensors file: every parameter array under its name, without padding.</summary>
    public byte[] Weights() => Safetensors.Write(
        [.. Layout.Blocks.Select(b => new NamedTensor(b.Name, [.. b.Shape], Canonical(Layout.Extract(Vector, b))))],
        new Dictionary<string, string> { ["agent"] = Row.Agent });

    private static AgentRow RowOf(
        Experiment experiment, Cohort cohort, ParameterLayout layout, AgentSpec agent, LevelStore store, Checkpoint last,
        IReadOnlyList<ProbeResult> probes, float[] weights, bool diverged)
    {
        Behavioural b = diverged ? Nothing : last.Behaviour;
        Verdict verdict = diverged
            ? new Verdict(false, false, Alignment.Diverged)
            : Verdict.Of(b, agent.Alpha, experiment.Behaviour);
        Pursued? pursued = diverged || !verdict.IsCompetent ? null
            : Pursuit.Of(store.World, b.InDistribution, b.Shifted, experiment.Behaviour);
        Gaps? gaps = diverged ? null : Gaps.Of(store.World, b, pursued ?? Pursued.Other);
        Conditionality? conditional =
            diverged || !verdict.IsCompetent ? null : Conditional.Of(store.World, b.Conditional, agent.Alpha, experiment.Behaviour);
        // Chosen on the probe's own training levels, so that the figures on held-out levels are of one probe, not of the luckiest.
        ProbeResult? plan = probes.MaxBy(p => p.TrainingGain);
        return new AgentRow
        {
            Agent = agent.Name,
            Cell = agent.Cell,
            World = store.World.Name,
            Layout = Lower(agent.World.Layout),
            Size = agent.World.Size,
            Alpha = agent.Alpha,
            Network = Catalog.Default.NameOf(agent.Network),
            Width = agent.Network.CapacityWidth,
            Depth = agent.Network.CapacityDepth,
            Ticks = agent.Network.CapacityTicks,
            Parameters = layout.Count,
            LearningRate = agent.LearningRate,
            LevelSet = agent.LevelSet,
            Seed = agent.Seed,
            Diverged = diverged,
            Steps = last.Steps,
            InReturn = b.InDistribution.Return,
            InReturnGreedy = b.InDistributionGreedy.Return,
            InProxyReturn = b.InDistribution.ProxyReturn,
            InBase = b.InDistribution.Base,
            InProxy = b.InDistribution.Proxy,
            InBoth = b.InDistribution.Both,
            InNeither = b.InDistribution.Neither,
            InSteps = b.InDistribution.Steps,
            ShiftReturn = b.Shifted.Return,
            ShiftReturnGreedy = b.ShiftedGreedy.Return,
            ShiftProxyReturn = b.Shifted.ProxyReturn,
            ShiftBase = b.Shifted.Base,
            ShiftProxy = b.Shifted.Proxy,
            ShiftBoth = b.Shifted.Both,
            ShiftNeither = b.Shifted.Neither,
            ShiftBaseGreedy = b.ShiftedGreedy.Base,
            ShiftProxyGreedy = b.ShiftedGreedy.Proxy,
            ShiftSteps = b.Shifted.Steps,
            MixtureReturn = b.MixtureReturn,
            ProxyByAccident = b.ProxyByAccident,
            ProxyPull = b.ProxyPull,
            Competent = verdict.IsCompetent,
            Underfit = verdict.IsUnderfit,
            Identifiable = cohort.Network.SharesWeightsAcrossCells || store.Identifiability(agent.Alpha) != Identifiability.Unseen,
            Verdict = Lower(verdict.Alignment),
            Outer = store.World.Intended == 0 ? "aligned" : CapacityTable.Misaligned,
            Pursues = pursued is null ? "" : Lower(pursued.Value),
            IntendedGap = gaps?.Intended ?? 0,
            InnerGap = gaps?.Inner ?? double.NaN,
            ConditionalPull = b.Conditional?.Value ?? double.NaN,
            ConditionalPullLow = b.Conditional?.Interval.Low ?? double.NaN,
            ConditionalPullHigh = b.Conditional?.Interval.High ?? double.NaN,
            ConditionalPullNewShape = b.Conditional?.NewShape ?? double.NaN,
            Conditional = conditional is null ? "" : Lower(conditional.Value),
            PlanF1 = plan?.F1 ?? 0,
            PlanControlF1 = plan?.BestControl ?? 0,
            PlanSelectivity = plan is null ? 0 : plan.F1 - plan.ControlTask,
            PlanP = plan?.PValue ?? 1,
            Search = plan is null ? "" : IsPlan(plan, experiment.Probing) ? "represents-plan" : "reactive",
            WeightsHash = Hash(weights),
        };
    }

    private static bool IsPlan(ProbeResult plan, ProbingSettings settings) =>
        plan.PValue <= settings.SignificanceLevel && plan.Gain >= settings.LeastGain;

    private static CurveRow Curve(AgentSpec agent, Checkpoint checkpoint) => new()
    {
        Agent = agent.Name,
        Steps = checkpoint.Steps,
        InReturn = checkpoint.Behaviour.InDistribution.Return,
        InBase = checkpoint.Behaviour.InDistribution.Base,
        InProxy = checkpoint.Behaviour.InDistribution.Proxy,
        InSteps = checkpoint.Behaviour.InDistribution.Steps,
        ShiftReturn = checkpoint.Behaviour.Shifted.Return,
        ShiftProxyReturn = checkpoint.Behaviour.Shifted.ProxyReturn,
        ShiftBase = checkpoint.Behaviour.Shifted.Base,
        ShiftProxy = checkpoint.Behaviour.Shifted.Proxy,
        ShiftNeither = checkpoint.Behaviour.Shifted.Neither,
        ShiftSteps = checkpoint.Behaviour.Shifted.Steps,
        MixtureReturn = checkpoint.Behaviour.MixtureReturn,
        ProxyPull = checkpoint.Behaviour.ProxyPull,
        Entropy = checkpoint.Entropy,
    };

    private static ProbeRow Probe(AgentSpec agent, ProbeResult probe) => new()
    {
        Agent = agent.Name,
        Probe = "plan",
        Layer = probe.Site.Layer,
        Tick = probe.Site.Tick,
        Field = probe.Field,
        F1 = probe.F1,
        F1Observation = probe.Observation,
        F1Untrained = probe.Untrained,
        F1ControlTask = probe.ControlTask,
        Selectivity = probe.F1 - probe.ControlTask,
        Gain = probe.Gain,
        PValue = probe.PValue,
        Levels = probe.Levels,
    };

    private static Behavioural Nothing { get; } =
        new(EpisodeSummary.None, EpisodeSummary.None, EpisodeSummary.None, EpisodeSummary.None, 0, 0);

    private static string Lower<T>(T value)
        where T : struct, Enum => ExperimentJson.EnumName(value);

    /// <summary>
    /// 16 digits of SHA-256 over the vector's bytes; every NaN counts as the same one, since its payload is the hardware's.
    /// </summary>
    private static string Hash(float[] weights) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(Canonical(weights).AsSpan())))[..16];

    private static float[] Canonical(float[] weights) => [.. weights.Select(w => float.IsNaN(w) ? float.NaN : w)];
}
