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
        LevelLibrary library = LevelLibrary.Draw(experiment);
        using ResultsFolder folder = ResultsFolder.Open(
            options.OutputFolder, experiment, ExperimentFile.ToJson(experiment), new RunFacts(devices.Name, devices.Workers));
        IReadOnlyList<Cohort> cohorts = Cohort.Plan(experiment, folder.Remaining, library, devices.CohortSize);
        observer.Started(folder.Specs.Count, folder.Specs.Count - folder.Remaining.Count, cohorts.Sum(c => c.Steps), devices.Workers);
        Work.InParallel(cohorts, devices, (engine, cohort, stop) =>
        {
            foreach (AgentRecord agent in Finish(engine, experiment, cohort, observer.Stepped, stop))
            {
                if (options.SaveWeights) folder.WriteWeights(agent.Row.Agent, agent.Weights(cohort.Network.Layout));
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
        return Finish(engine, experiment, Cohort.Of(experiment, [agent], LevelLibrary.Draw(own)), _ => { }, token)[0];
    }

    /// <summary>One cohort from its levels to its rows: training, behaviour, probing, verdicts.</summary>
    private static IReadOnlyList<AgentRecord> Finish(
        IEngine engine, Experiment experiment, Cohort cohort, Action<long> stepped, CancellationToken token)
    {
        TrainingCourse course = TrainingCourse.Run(engine, experiment, cohort, stepped, token);
        IReadOnlyList<IReadOnlyList<ProbeResult>> probes = experiment.Probing.Enabled
            ? PlanProbe.Run(
                engine, cohort.Network, cohort.Shape, course.Parameters, course.World, cohort.Stores, cohort.Levels, experiment.Probing)
            : [.. cohort.Agents.Select(_ => Array.Empty<ProbeResult>())];
        return AgentRecord.Of(experiment, cohort, course, probes);
    }
}
