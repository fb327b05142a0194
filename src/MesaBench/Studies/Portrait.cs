using MesaBench.Behaviour;
using MesaBench.Detection;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Studies;

/// <summary>What an agent does and what is read of its plans on some levels, to be looked at.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="World">Its world.</param>
/// <param name="WeightsHash">Hash of its weights, as in agents.csv.</param>
/// <param name="Levels">[level][copy] its first shifted levels: each as it is, then in the copies that it is paired with for the pull.</param>
/// <param name="Plan">What a probe reads as its plan, scene by scene in that order; null where that cannot be told.</param>
public sealed record Portrait(AgentSpec Agent, World World, string WeightsHash, IReadOnlyList<IReadOnlyList<Scene>> Levels, PlanAsRead? Plan)
{
    /// <summary>Draws an agent.</summary>
    /// <param name="engine">An engine without tensors; it is left without.</param>
    /// <param name="experiment">Their experiment.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="weights">Its parameter vector, as its own layout has it; finite.</param>
    /// <param name="library">Holds its levels.</param>
    /// <param name="detection">What networks are asked to show whether they search.</param>
    /// <param name="levels">Levels to show, at most as many as are played at once.</param>
    /// <param name="token">Ends it.</param>
    internal static Portrait Of(
        IEngine engine, Experiment experiment, AgentSpec agent, float[] weights, LevelLibrary library, DetectionLibrary detection, int levels, CancellationToken token)
    {
        Cohort cohort = Cohort.Of(experiment, [agent], library);
        LevelStore store = cohort.Stores[0];
        Walk[][] walks = CohortStudy.Walks(engine, experiment, cohort, [weights], levels)[0];
        Scene[][] scenes =
        [
            .. Enumerable.Range(0, walks[0].Length).Select(level => walks.Select((set, copy) => new Scene(
                copy == 0 ? "" : store.World.PullKind == PullKind.Hidden ? "proxy hidden" : "mirrored", store.Levels[set[level].Level].Level, set[level])).ToArray()),
        ];
        PlanAsRead? plan = null;
        if (cohort.Network.Ticks > 0)
        {
            token.ThrowIfCancellationRequested();
            plan = PlanAsRead.Of(new TickBench(engine, agent.Network, [weights]), detection.Of(agent.World, token), [[.. scenes.SelectMany(level => level).Select(scene => scene.Level)]])[0];
        }
        return new Portrait(agent, store.World, Networks.WeightsHash.Of(weights), scenes, plan);
    }

    /// <summary>[tick - 1][cell] the plan that is read at the beginning of a scene; null where none is.</summary>
    /// <param name="level">Number of the level, from 0.</param>
    /// <param name="copy">Number of the copy; 0 for the level as it is.</param>
    public IReadOnlyList<int[]>? PlanIn(int level, int copy) => Plan?.Steps[Levels.Take(level).Sum(own => own.Count) + copy];
}

/// <summary>An episode on a level.</summary>
/// <param name="Copy">What is other than on the level as it was drawn; empty for nothing.</param>
/// <param name="Level">The level, as it was played.</param>
/// <param name="Walk">The agent's way.</param>
public sealed record Scene(string Copy, Level Level, Walk Walk);
