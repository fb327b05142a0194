using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Training;

/// <summary>Agents that are to be trained as a cohort, which is made of them when its turn comes: a study may have a million.</summary>
/// <param name="Agents">The agents.</param>
/// <param name="StepsOfAgent">Environment steps that each trains for.</param>
/// <param name="WorkPerStep">What one of these costs (<see cref="Cohort.WorkPerStep"/>).</param>
public sealed record CohortPlan(IReadOnlyList<AgentSpec> Agents, long StepsOfAgent, double WorkPerStep)
{
    /// <summary>Environment steps that the whole cohort trains for.</summary>
    public long Steps => Agents.Count * StepsOfAgent;

    /// <summary>
    /// Groups agents into cohorts, the costliest first, so that the last workers to finish have little left to do. How agents are grouped
    /// changes no result.
    /// </summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="agents">The agents to be trained.</param>
    /// <param name="library">Their levels.</param>
    /// <param name="workers">Engines that work at the same time: each is to have some of every kind.</param>
    /// <param name="size">The most agents of a kind that a cohort may have, told by a sample: one agent of each of their worlds.</param>
    public static IReadOnlyList<CohortPlan> Of(
        Experiment experiment, IReadOnlyList<AgentSpec> agents, LevelLibrary library, int workers, Func<IReadOnlyList<AgentSpec>, int> size)
    {
        ArgumentNullException.ThrowIfNull(agents);
        return
        [
            .. agents.GroupBy(agent => KindOf(experiment, agent)).SelectMany(kind =>
            {
                AgentSpec[] sample = [.. kind.DistinctBy(agent => agent.World.Label)];
                Cohort like = Cohort.Of(experiment, sample, library);
                return Split([.. kind], workers, size(sample)).Select(part => new CohortPlan(part, like.Steps / sample.Length, like.WorkPerStep));
            }).OrderByDescending(plan => plan.WorkPerStep * plan.Steps),
        ];
    }

    /// <summary>What agents of a cohort have in common.</summary>
    internal static (NetworkSpec Network, TrainerSpec? Trainer, int Size, TrainingSettings Training) KindOf(Experiment experiment, AgentSpec agent) =>
        (agent.Network with { Seeds = null }, agent.Trainer is null ? null : agent.Trainer with { Seeds = null }, agent.World.Size, agent.TrainingIn(experiment) with { LearningRates = Cohort.NoRates });

    /// <summary>The cohort.</summary>
    public Cohort Build(Experiment experiment, LevelLibrary library) => Cohort.Of(experiment, Agents, library);

    /// <summary>The first and the second half; null of one agent.</summary>
    public (CohortPlan First, CohortPlan Second)? Halve() => Agents.Count < 2 ? null
        : (this with { Agents = [.. Agents.Take(Agents.Count / 2)] }, this with { Agents = [.. Agents.Skip(Agents.Count / 2)] });

    /// <summary>Parts of at most a size, as equal as can be, and as many as there are workers to share them, or more.</summary>
    private static IEnumerable<AgentSpec[]> Split(AgentSpec[] agents, int workers, int size)
    {
        int parts = Math.Max(1, (int)((agents.Length + (long)size - 1) / size));
        parts = Math.Min(agents.Length, (parts + workers - 1) / workers * workers);
        return agents.Chunk((agents.Length + parts - 1) / parts);
    }
}
