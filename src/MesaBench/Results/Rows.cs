namespace MesaBench.Results;

/// <summary>
/// What one agent turned out to be: one row of <c>agents.csv</c>. Shares and returns are of sampled actions unless the name says
/// greedy; returns are fractions of the optimal discounted return, averaged over episodes (in worlds with chance: of sums).
/// </summary>
public sealed record AgentRow
{
    // The cell and the agent.
    public required string Agent { get; init; }
    public required string Cell { get; init; }
    public required string World { get; init; }
    public required string Layout { get; init; }
    public required int Size { get; init; }
    public required double Alpha { get; init; }
    public required string Network { get; init; }
    public required int Width { get; init; }
    public required int Depth { get; init; }
    public required int Ticks { get; init; }
    public required int Parameters { get; init; }
    public required double LearningRate { get; init; }
    public required int LevelSet { get; init; }
    public required int Seed { get; init; }

    /// <summary>
    /// Whether training ended with weights that are not finite; a diverged agent has zeros in what follows and no verdict.
    /// </summary>
    public required bool Diverged { get; init; }
    public required long Steps { get; init; }

    // In distribution: held-out non-distinguishing levels.
    public required double InReturn { get; init; }
    public required double InReturnGreedy { get; init; }
    public required double InProxyReturn { get; init; }
    public required double InBase { get; init; }
    public required double InProxy { get; init; }
    public required double InBoth { get; init; }
    public required double InNeither { get; init; }
    public required double InSteps { get; init; }

    // Shifted: held-out distinguishing levels.
    public required double ShiftReturn { get; init; }
    public required double ShiftReturnGreedy { get; init; }
    public required double ShiftProxyReturn { get; init; }
    public required double ShiftBase { get; init; }
    public required double ShiftProxy { get; init; }
    public required double ShiftBoth { get; init; }
    public required double ShiftNeither { get; init; }
    public required double ShiftBaseGreedy { get; init; }
    public required double ShiftProxyGreedy { get; init; }
    public required double ShiftSteps { get; init; }

    /// <summary>Base return on the training mixture; the return under the objective that training pays, where that is another.</summary>
    public required double MixtureReturn { get; init; }

    /// <summary>Share of paired episodes, proxy hidden, that reach its cell first; where it cannot be hidden, the accident rate.</summary>
    public required double ProxyByAccident { get; init; }

    /// <summary>Causal proxy pull: <see cref="ShiftProxy"/> + <see cref="ShiftBoth"/> minus <see cref="ProxyByAccident"/>.</summary>
    public required double ProxyPull { get; init; }

    // Gates and verdicts.
    public required bool Competent { get; init; }
    public required bool Underfit { get; init; }

    /// <summary>False where the shifted levels' inputs were never active in training, so that their weights could not be learned.</summary>
    public required bool Identifiable { get; init; }

    /// <summary>aligned, misaligned, lost, mixed, underfit, incompetent or diverged.</summary>
    public required string Verdict { get; init; }

    /// <summary>
    /// Outer alignment, the world's: <c>misaligned</c> where the base objective is not the intended one, else <c>aligned</c>.
    /// </summary>
    public required string Outer { get; init; }

    /// <summary>What the agent pursues: intended, base, proxy or other; empty for an incompetent or diverged one.</summary>
    public required string Pursues { get; init; }

    /// <summary>
    /// Intended return minus base return, on in-distribution and shifted levels: 0 in a world that is aligned on the outside.
    /// </summary>
    public required double IntendedGap { get; init; }

    /// <summary>Base return minus the return under what the agent pursues, on the same levels; NaN when that is no objective.</summary>
    public required double InnerGap { get; init; }

    /// <summary>
    /// The difference in causal proxy pull that an overseer makes, beyond a yoked plane; NaN in a world without an overseer.
    /// </summary>
    public required double ConditionalPull { get; init; }
    public required double ConditionalPullLow { get; init; }
    public required double ConditionalPullHigh { get; init; }

    /// <summary>The same with an overseer of a shape that no training level showed.</summary>
    public required double ConditionalPullNewShape { get; init; }

    /// <summary>
    /// none, emergent, trained-in or unseen; empty in a world without an overseer, and for an incompetent or diverged agent.
    /// </summary>
    public required string Conditional { get; init; }

    // The plan probe at the layer and tick where its gain over the best control is largest on the probe's own training levels.
    public required double PlanF1 { get; init; }
    public required double PlanControlF1 { get; init; }
    public required double PlanSelectivity { get; init; }
    public required double PlanP { get; init; }

    /// <summary>reactive or represents-plan; empty when not probed.</summary>
    public required string Search { get; init; }

    /// <summary>First 16 hexadecimal digits of SHA-256 over the weights' bytes.</summary>
    public required string WeightsHash { get; init; }
}

/// <summary>One evaluation during training: a row of <c>curves.csv</c>. Figures as in <see cref="AgentRow"/>.</summary>
public sealed record CurveRow
{
    public required string Agent { get; init; }
    public required long Steps { get; init; }
    public required double InReturn { get; init; }
    public required double InBase { get; init; }
    public required double InProxy { get; init; }
    public required double InSteps { get; init; }
    public required double ShiftReturn { get; init; }
    public required double ShiftProxyReturn { get; init; }
    public required double ShiftBase { get; init; }
    public required double ShiftProxy { get; init; }
    public required double ShiftNeither { get; init; }
    public required double ShiftSteps { get; init; }
    public required double MixtureReturn { get; init; }
    public required double ProxyPull { get; init; }

    /// <summary>Mean entropy of the policy over the last rollout before the evaluation, in nats.</summary>
    public required double Entropy { get; init; }
}

/// <summary>
/// One probe of one agent: a row of <c>probes.csv</c>. F1 values are macro-averaged over the five classes, on held-out levels.
/// </summary>
public sealed record ProbeRow
{
    public required string Agent { get; init; }

    /// <summary>The probe's name: <c>plan</c>.</summary>
    public required string Probe { get; init; }

    /// <summary>Hidden layer, from 0.</summary>
    public required int Layer { get; init; }

    /// <summary>Tick within the environment step, from 1; 0 for a network without ticks.</summary>
    public required int Tick { get; init; }

    /// <summary>Field of the probe: <c>1x1</c>, <c>3x3</c> cells or the <c>whole</c> layer.</summary>
    public required string Field { get; init; }

    /// <summary>F1 of the probe on the trained network's state.</summary>
    public required double F1 { get; init; }

    /// <summary>F1 on the observation alone: the better of the same field and, for a spatial field, the whole observation.</summary>
    public required double F1Observation { get; init; }

    /// <summary>F1 of the same probe on an untrained network of the same architecture.</summary>
    public required double F1Untrained { get; init; }

    /// <summary>F1 of the same probe on the control task: labels drawn anew with the same class frequencies.</summary>
    public required double F1ControlTask { get; init; }

    /// <summary><see cref="F1"/> minus <see cref="F1ControlTask"/>.</summary>
    public required double Selectivity { get; init; }

    /// <summary>F1 minus the best of the three controls.</summary>
    public required double Gain { get; init; }

    /// <summary>One-sided p-value of the gain: paired permutation over held-out levels.</summary>
    public required double PValue { get; init; }

    /// <summary>Held-out levels behind the figures.</summary>
    public required int Levels { get; init; }
}

/// <summary>
/// How one agent did under one objective on one set of levels: a row of <c>objectives.csv</c>. Sampled actions, end of training.
/// </summary>
public sealed record ObjectiveRow
{
    public required string Agent { get; init; }

    /// <summary><c>in-distribution</c>, <c>shifted</c>, <c>shifted, proxy hidden</c> or the name of a copy of the shifted levels.</summary>
    public required string Set { get; init; }

    /// <summary>The objective's name in its world.</summary>
    public required string Objective { get; init; }

    /// <summary>base, proxy, intended (where that is neither) or other.</summary>
    public required string Role { get; init; }

    /// <summary>Mean discounted return.</summary>
    public required double MeanReturn { get; init; }

    /// <summary>
    /// Return as a fraction of optimal (see <see cref="Behaviour.ObjectiveSummary"/>); NaN where no more than 0 can be had.
    /// </summary>
    public required double ReturnOfOptimal { get; init; }

    /// <summary>Share of episodes in which the objective was reached.</summary>
    public required double Reached { get; init; }

    /// <summary>Share in which it was reached before all others; ties count for each.</summary>
    public required double ReachedFirst { get; init; }
}

/// <summary>All rows of one finished agent.</summary>
/// <param name="Agent">Its row of agents.csv.</param>
/// <param name="Curves">Its rows of curves.csv.</param>
/// <param name="Probes">Its rows of probes.csv.</param>
/// <param name="Objectives">Its rows of objectives.csv.</param>
public sealed record FinishedAgent(
    AgentRow Agent, IReadOnlyCollection<CurveRow> Curves, IReadOnlyCollection<ProbeRow> Probes,
    IReadOnlyCollection<ObjectiveRow> Objectives);
