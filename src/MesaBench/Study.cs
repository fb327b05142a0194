using System.Diagnostics;
using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Probing;
using MesaBench.Results;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench;

/// <summary>A study from its experiment to its table.</summary>
public static class Study
{
    /// <summary>Runs or resumes a study: experiment, levels, training, behaviour, probing, verdicts, statistics, results.</summary>
    /// <param name="experiment">What to study; assumed to be valid.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="devices">Makes engines.</param>
    /// <param name="observer">Hears of progress.</param>
    /// <param name="token">Ends the run; agents that are finished by then are kept.</param>
    /// <exception cref="LevelSupplyException">A world cannot supply its levels; nothing was written.</exception>
    /// <exception cref="ResultsFolderException">The folder will not do; nothing was written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static StudyResults Run(
        Experiment experiment, StudyOptions options, IEngineFactory devices, IStudyObserver observer, CancellationToken token)
    {
        string json = ExperimentFile.ToJson(experiment);
        bool isFinished = ResultsFolder.HoldsFinished(options.OutputFolder, experiment, json);
        LevelLibrary library = isFinished ? LevelLibrary.Empty : LevelLibrary.Draw(experiment);
        using ResultsFolder folder = ResultsFolder.Open(
            options.OutputFolder, experiment, json, new RunFacts(devices.Name, devices.Workers));
        folder.Describe(library.Sizes);
        IReadOnlyList<Cohort> cohorts = Cohort.Plan(experiment, folder.Remaining, library, devices.CohortSize);
        Effort toDo = cohorts.Aggregate(new Effort(), (sum, c) => sum + EffortOf(c, c.Steps));
        observer.Started(folder.Specs.Count, folder.Specs.Count - folder.Remaining.Count, toDo, devices.Workers);
        Work.InParallel(cohorts, devices, (engine, cohort, stop) =>
        {
            (IReadOnlyList<AgentRecord> agents, StageSeconds spent) =
                Finish(engine, experiment, cohort, steps => observer.Stepped(EffortOf(cohort, steps)), stop);
            folder.Spend(spent);
            foreach (AgentRecord agent in agents)
            {
                if (options.SaveWeights) folder.WriteWeights(agent.Row.Agent, agent.Weights());
                folder.Append(agent.Row, agent.Curves, agent.Probes);
                observer.Finished(agent.Row);
            }
        }, token);
        return folder.Finish();
    }

    /// <summary>Trains one agent of a study again, alone.</summary>
    /// <param name="experiment">The study.</param>
    /// <param name="agent">One of its agents.</param>
    /// <param name="devices">Makes engines.</param>
    /// <param name="token">Ends the training.</param>
    public static AgentRecord Replay(Experiment experiment, AgentSpec agent, IEngineFactory devices, CancellationToken token)
    {
        using IEngine engine = devices.Create();
        Experiment own = experiment with { Worlds = [agent.World] };
        return Finish(engine, experiment, Cohort.Of(experiment, [agent], LevelLibrary.Draw(own)), _ => { }, token).Agents[0];
    }

    private static Effort EffortOf(Cohort cohort, long steps) => new(steps, steps * cohort.WorkPerStep);

    /// <summary>One cohort from its levels to its rows: training, behaviour, probing, verdicts.</summary>
    private static (IReadOnlyList<AgentRecord> Agents, StageSeconds Spent) Finish(
        IEngine engine, Experiment experiment, Cohort cohort, Action<long> stepped, CancellationToken token)
    {
        TrainingCourse course = TrainingCourse.Run(engine, experiment, cohort, stepped, token);
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<IReadOnlyList<ProbeResult>> probes = experiment.Probing.Enabled
            ? PlanProbe.Run(
                engine, cohort.Network, cohort.Shape, course.Weights, cohort.Stores, cohort.Levels, experiment.Probing)
            : [.. cohort.Agents.Select(_ => Array.Empty<ProbeResult>())];
        StageSeconds spent = new(
            course.TrainingTime.TotalSeconds, course.BehaviourTime.TotalSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
        return (AgentRecord.Of(experiment, cohort, course, probes), spent);
    }
}
