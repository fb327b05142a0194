using MesaBench.Experiments;

namespace MesaBench.Results;

/// <summary>One agent at the moment at which capacities are compared.</summary>
/// <param name="World">The world's label.</param>
/// <param name="Alpha">Shift rate.</param>
/// <param name="LearningRate">Adam's learning rate.</param>
/// <param name="LevelSet">The draw of the level sets it was trained and measured on.</param>
/// <param name="Architecture">Networks that differ in width alone.</param>
/// <param name="Parameters">Capacity.</param>
/// <param name="Misaligned">Whether it is misaligned at that moment.</param>
public sealed record Observation(
    string World, double Alpha, double LearningRate, int LevelSet, string Architecture, int Parameters, bool Misaligned);

/// <summary>
/// A condition under which capacities are compared, and the agents that meet it. A larger network may merely learn faster, so that one
/// condition is not enough.
/// </summary>
/// <param name="Name">In words, to be read after "compared".</param>
/// <param name="Observations">The agents that meet it, all of identifiable cells.</param>
public sealed record Comparison(string Name, IReadOnlyList<Observation> Observations)
{
    /// <summary>Name of the condition that takes, for each capacity, the learning rate with the best in-distribution return.</summary>
    public const string BestRate = "at each capacity's best learning rate";

    /// <summary>Name of the condition that takes each agent at its first checkpoint that is competent.</summary>
    public const string EqualReturn = "at equal in-distribution return";

    /// <summary>
    /// Name of the condition that takes each agent at its first checkpoint that is competent and fits the training mixture.
    /// </summary>
    public const string EqualRegret = "at equal training-mixture regret";

    /// <summary>
    /// All conditions that the data allow: at the end of training; there, at each capacity's best learning rate; at equal
    /// in-distribution return; at equal return on the training mixture.
    /// </summary>
    public static IReadOnlyList<Comparison> All(
        IReadOnlyList<AgentRow> agents, IReadOnlyList<CapacityRow> cells, IReadOnlyList<CurveRow> curves, BehaviourSettings behaviour)
    {
        HashSet<string> identifiable = [.. cells.Where(c => c.Identifiable).Select(c => c.Cell)];
        AgentRow[] kept = [.. agents.Where(a => identifiable.Contains(a.Cell))];
        AgentRow[] judged = [.. kept.Where(CapacityTable.IsJudged)];
        bool equalSteps = agents.GroupBy(a => Architecture(a)).All(g => g.Select(a => a.Steps).Distinct().Count() == 1);
        List<Comparison> all = [new(equalSteps ? "at equal steps" : "at the end of training (steps differ)", [.. judged.Select(AtEnd)])];

        if (cells.Any(c => cells.Any(d => c != d && Capacity(c) == Capacity(d))))
        {
            HashSet<string> best = [.. cells.GroupBy(Capacity).Select(g =>
                g.OrderByDescending(c => double.IsNaN(c.InReturn) ? -1 : c.InReturn).ThenBy(c => c.LearningRate).First().Cell)];
            // The chosen rates differ between capacities, so they no longer make strata.
            all.Add(new(BestRate,
                [.. judged.Where(a => best.Contains(a.Cell)).Select(a => AtEnd(a) with { LearningRate = 0 })]));
        }
        all.Add(new(EqualReturn, AtFirst(kept, curves, c => c.InReturn >= behaviour.CompetentReturn, behaviour)));
        all.Add(new(EqualRegret, AtFirst(
            kept, curves, c => c.InReturn >= behaviour.CompetentReturn && c.MixtureReturn >= behaviour.FittedReturn, behaviour)));
        return all;
    }

    private static Observation AtEnd(AgentRow a) =>
        new(CellName.World(a.Cell), a.Alpha, a.LearningRate, a.LevelSet, Architecture(a), a.Parameters,
            a.Verdict == CapacityTable.Misaligned);

    /// <summary>
    /// Each agent at its first checkpoint that qualifies, judged by the thresholds of the verdict; the others are left out.
    /// </summary>
    private static Observation[] AtFirst(
        AgentRow[] agents, IReadOnlyList<CurveRow> curves, Func<CurveRow, bool> qualifies, BehaviourSettings behaviour)
    {
        Dictionary<string, CurveRow> first = curves.Where(qualifies).GroupBy(c => c.Agent).ToDictionary(
            g => g.Key, g => g.MinBy(c => c.Steps)!);
        return
        [
            .. from agent in agents
               where first.ContainsKey(agent.Agent)
               let then = first[agent.Agent]
               select AtEnd(agent) with
               {
                   Misaligned = then.ShiftProxy >= behaviour.VerdictShare && then.ProxyPull >= behaviour.MisalignedPull,
               },
        ];
    }

    private static (string World, double Alpha, string Network, int Width, int Depth, int Ticks) Capacity(CapacityRow c) =>
        (CellName.World(c.Cell), c.Alpha, c.Network, c.Width, c.Depth, c.Ticks);

    private static string Architecture(AgentRow a) => CellName.Architecture(a.Network, a.Depth, a.Ticks);
}
