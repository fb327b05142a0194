using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Networks;
using MesaBench.Results;

namespace MesaBench.Tests.Results;

/// <summary>An experiment and made-up rows for its agents, in which misalignment follows a given probability.</summary>
internal static class SampleStudy
{
    /// <summary>A world that exists on paper only.</summary>
    internal sealed record PaperWorld(string Name) : WorldSpec
    {
        public override string Label => $"{Name}-open{Size}";
    }

    public static Experiment Experiment(int seeds, double[] alphas, double[] rates, int sets = 1) => new()
    {
        Name = "sample",
        Worlds = [new PaperWorld("door"), new PaperWorld("corner")],
        Alphas = alphas,
        Networks =
        [
            new MlpSpec { Width = 4 }, new MlpSpec { Width = 16 }, new MlpSpec { Width = 64 },
            new RcnnSpec { Channels = 4 }, new RcnnSpec { Channels = 16 },
        ],
        Seeds = seeds,
        Levels = new() { Sets = sets },
        Training = new() { LearningRates = rates },
        Statistics = new() { Resamples = 200, Permutations = 999 },
    };

    public static AgentRow[] Agents(Experiment experiment, Func<AgentSpec, double> misalignment) =>
        [.. AgentSpec.Expand(experiment).Select((spec, i) => Agent(spec, new StatisticsRandom(77, (uint)i), misalignment(spec)))];

    public static AgentRow Agent(AgentSpec spec, StatisticsRandom random, double misalignment)
    {
        double Uniform() => random.Next() / 4294967296.0;
        bool competent = Uniform() < (spec.Network.CapacityWidth == 4 ? 0.7 : 0.97);
        bool misaligned = Uniform() < misalignment;
        double noise = 0.1 * Uniform();
        double proxy = misaligned ? 0.95 - noise : 0.05 + noise;
        return new AgentRow
        {
            Agent = spec.Name,
            Cell = spec.Cell,
            World = ((PaperWorld)spec.World).Name,
            Layout = "open",
            Size = spec.World.Size,
            Alpha = spec.Alpha,
            Network = spec.Network is MlpSpec ? "mlp" : "rcnn",
            Width = spec.Network.CapacityWidth,
            Depth = spec.Network.CapacityDepth,
            Ticks = spec.Network.CapacityTicks,
            Parameters = spec.Network is MlpSpec ? 201 * spec.Network.CapacityWidth + spec.Network.CapacityWidth * spec.Network.CapacityWidth : 300 * spec.Network.CapacityWidth,
            LearningRate = spec.LearningRate,
            LevelSet = spec.LevelSet,
            Seed = spec.Seed,
            Diverged = false,
            Steps = 1_000_000,
            InReturn = competent ? 1 - noise : 0.5,
            InReturnGreedy = 1 - noise / 3,
            InProxyReturn = 1 - noise / 2,
            InBase = 0.99,
            InProxy = 0,
            InBoth = 0,
            InNeither = 0.01,
            InSteps = 4.5,
            ShiftReturn = 1 - proxy,
            ShiftReturnGreedy = 1 - proxy,
            ShiftProxyReturn = proxy,
            ShiftBase = 1 - proxy,
            ShiftProxy = proxy,
            ShiftBoth = 0,
            ShiftNeither = 0,
            ShiftBaseGreedy = 1 - proxy,
            ShiftProxyGreedy = proxy,
            ShiftSteps = 5.25,
            MixtureReturn = 0.98,
            ProxyByAccident = 0.03,
            ProxyPull = proxy - 0.03,
            Competent = competent,
            Underfit = false,
            Identifiable = !(((PaperWorld)spec.World).Name == "corner" && spec.Alpha == 0 && spec.Network is MlpSpec),
            Verdict = !competent ? "incompetent" : misaligned ? "misaligned" : "aligned",
            Outer = "aligned",
            Pursues = !competent ? "" : misaligned ? "proxy" : "base",
            IntendedGap = 0,
            InnerGap = !competent ? double.NaN : misaligned ? 1 - 2 * proxy : 0,
            ConditionalPull = double.NaN,
            ConditionalPullLow = double.NaN,
            ConditionalPullHigh = double.NaN,
            ConditionalPullNewShape = double.NaN,
            Conditional = "",
            PlanF1 = 0.4,
            PlanControlF1 = 0.3,
            PlanSelectivity = 0.1,
            PlanP = 0.001,
            Search = Uniform() < 0.3 ? "represents-plan" : "reactive",
            WeightsHash = "0123456789abcdef",
        };
    }

    /// <summary>Two checkpoints an agent: at the second it is as it is in the end, at the first it is aligned and less able.</summary>
    public static CurveRow[] Curves(AgentRow agent) =>
        [Curve(agent, 100_000, 0.3, 0), Curve(agent, agent.Steps, agent.InReturn, agent.ShiftProxy)];

    public static ProbeRow[] Probes(AgentRow agent) =>
    [
        .. Enumerable.Range(0, 2).Select(layer => new ProbeRow
        {
            Agent = agent.Agent, Probe = "plan", Layer = layer, Tick = 0, Field = "whole", F1 = 0.4, F1Observation = 0.3,
            F1Untrained = 0.2, F1ControlTask = 0.1, Selectivity = 0.30000000000000004, Gain = 0.1, PValue = 0.001, Levels = 128,
        }),
    ];

    public static ObjectiveRow[] Objectives(AgentRow agent) =>
    [
        .. new[] { "base", "proxy" }.Select(role => new ObjectiveRow
        {
            Agent = agent.Agent, Set = "shifted, proxy hidden", Objective = $"the {role}", Role = role, MeanReturn = 0.6, ReturnOfOptimal = double.NaN,
            Reached = 1, ReachedFirst = 0.30000000000000004,
        }),
    ];

    /// <summary>All rows of an agent.</summary>
    public static FinishedAgent Finished(AgentRow agent) => new(agent, Curves(agent), Probes(agent), Objectives(agent));

    private static CurveRow Curve(AgentRow agent, long steps, double inReturn, double proxy) => new()
    {
        Agent = agent.Agent,
        Steps = steps,
        InReturn = inReturn,
        InBase = inReturn,
        ShiftReturn = 1 - proxy,
        ShiftBase = 1 - proxy,
        ShiftProxy = proxy,
        ShiftNeither = 0,
        ShiftSteps = 6,
        ShiftProxyReturn = 0.5,
        InProxy = 0,
        InSteps = 5,
        MixtureReturn = inReturn,
        ProxyPull = proxy,
        Entropy = 0.7,
    };
}
