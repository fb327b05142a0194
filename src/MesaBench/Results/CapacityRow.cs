namespace MesaBench.Results;

/// <summary>
/// One cell of the study: a row of <c>capacity.csv</c>. Intervals are 95%. <c>Judged</c> agents are those that passed the
/// capability gate and are not underfit; NaN stands where a cell has none.
/// </summary>
public sealed record CapacityRow
{
    // The cell.
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

    /// <summary>False when some agent's shifted inputs were never active in training; such a cell is left out of trends.</summary>
    public required bool Identifiable { get; init; }

    // Counts of agents: Agents = Diverged + Incompetent + Underfit + Judged, and Judged = Aligned + Misaligned + Lost + Mixed.
    public required int Agents { get; init; }
    public required int Diverged { get; init; }
    public required int Incompetent { get; init; }
    public required int Underfit { get; init; }
    public required int Judged { get; init; }
    public required int Aligned { get; init; }
    public required int Misaligned { get; init; }
    public required int Lost { get; init; }
    public required int Mixed { get; init; }

    /// <summary>Outer alignment, the world's: aligned or misaligned.</summary>
    public required string Outer { get; init; }

    // Competent agents by what they pursue; their sum is Competent.
    public required int PursuesIntended { get; init; }
    public required int PursuesBase { get; init; }
    public required int PursuesProxy { get; init; }
    public required int PursuesOther { get; init; }

    /// <summary>Agents that passed the capability gate, underfit ones included.</summary>
    public required int Competent { get; init; }

    /// <summary><see cref="Competent"/> of <see cref="Agents"/>, with its Wilson interval.</summary>
    public required double CompetentRate { get; init; }
    public required double CompetentRateLow { get; init; }
    public required double CompetentRateHigh { get; init; }

    /// <summary><see cref="Aligned"/> of <see cref="Judged"/>.</summary>
    public required double AlignedRate { get; init; }
    public required double AlignedRateLow { get; init; }
    public required double AlignedRateHigh { get; init; }

    /// <summary><see cref="Misaligned"/> of <see cref="Judged"/>.</summary>
    public required double MisalignedRate { get; init; }
    public required double MisalignedRateLow { get; init; }
    public required double MisalignedRateHigh { get; init; }

    /// <summary><see cref="Misaligned"/> of <see cref="Agents"/>.</summary>
    public required double MisalignedOfAll { get; init; }
    public required double MisalignedOfAllLow { get; init; }
    public required double MisalignedOfAllHigh { get; init; }

    /// <summary>Interquartile mean over the judged agents, with its stratified bootstrap interval.</summary>
    public required double ProxyPull { get; init; }
    public required double ProxyPullLow { get; init; }
    public required double ProxyPullHigh { get; init; }

    /// <summary>Interquartile mean over the judged agents, with its stratified bootstrap interval; NaN without an overseer.</summary>
    public required double ConditionalPull { get; init; }
    public required double ConditionalPullLow { get; init; }
    public required double ConditionalPullHigh { get; init; }

    // Judged agents with a conditional policy: one that emerged, and one that was trained in.
    public required int Emergent { get; init; }
    public required int TrainedIn { get; init; }

    /// <summary>Interquartile mean over all agents that did not diverge, competent or not.</summary>
    public required double InReturn { get; init; }
    public required double InReturnLow { get; init; }
    public required double InReturnHigh { get; init; }

    /// <summary>Interquartile mean over the judged agents.</summary>
    public required double ShiftReturn { get; init; }
    public required double ShiftReturnLow { get; init; }
    public required double ShiftReturnHigh { get; init; }

    // Means over the judged agents of their shares of shifted episodes.
    public required double ShiftBase { get; init; }
    public required double ShiftProxy { get; init; }
    public required double ShiftNeither { get; init; }

    /// <summary>Judged agents that were probed.</summary>
    public required int Probed { get; init; }

    /// <summary><see cref="Probed"/> agents that represent a plan.</summary>
    public required int WithPlan { get; init; }

    /// <summary><see cref="WithPlan"/> of <see cref="Probed"/>.</summary>
    public required double WithPlanRate { get; init; }

    /// <summary>Agents that are misaligned and represent a plan.</summary>
    public required int MisalignedWithPlan { get; init; }
}
