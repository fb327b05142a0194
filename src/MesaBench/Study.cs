using System.Runtime.ExceptionServices;
using MesaBench.Behaviour;
using MesaBench.Detection;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Training;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench;

/// <summary>A study from its experiment to its table.</summary>
public static class Study
{
    // So many agents are recorded with one wait for the disk.
    private const int RecordedTogether = 256;

    /// <summary>Runs or resumes a study: experiment, levels, training, behaviour, probing, verdicts, statistics, results.</summary>
    /// <param name="experiment">What to study; assumed to be valid.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="devices">Makes engines.</param>
    /// <param name="observer">Hears of progress.</param>
    /// <param name="token">Ends the run; agents that are finished by then are kept.</param>
    /// <exception cref="LevelSupplyException">A world cannot supply its levels; nothing was written.</exception>
    /// <exception cref="ResultsFolderException">The folder will not do; nothing was written.</exception>
    /// <exception cref="DeviceException">The device failed; agents that were finished by then are kept.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <returns>What came of it; null where agents remain, of which only a part was to be trained.</returns>
    public static StudyResults? Run(
        Experiment experiment, StudyOptions options, IEngineFactory devices, IStudyObserver observer, CancellationToken token)
    {
        observer = new SerialObserver(observer);
        experiment = AskedParameters.Resolve(experiment).Experiment;
        string json = ExperimentFile.ToJson(experiment);
        WeightsFault? weights = options.SaveWeights ? StoredWeights.Fault : null;
        observer.Doing("looking at the folder");
        AgentList agents = AgentSpec.Expand(experiment);
        bool[]? part = options.Shard?.Of(experiment, agents);
        IReadOnlyList<AgentSpec> OfPart(IReadOnlyList<AgentSpec> all) => part is null ? all : [.. all.Where(agent => part[agents.PlaceOf(agent.Name)])];
        IReadOnlyList<AgentSpec> remaining = OfPart(ResultsFolder.RemainingIn(options.OutputFolder, experiment, json, weights, options.SaveCheckpoints, token));
        // Levels may take long: whether they will be of use is seen first.
        if (remaining.Count > 0) ResultsFolder.Try(options.OutputFolder);
        observer.Doing("drawing levels");
        LevelLibrary library = LevelLibrary.Draw(experiment, remaining, token);
        using ResultsFolder folder = ResultsFolder.Open(
            options.OutputFolder, experiment, json, new RunFacts(devices.Name, devices.Workers, devices.Description), observer.Mended, weights, options.SaveCheckpoints, token);
        remaining = OfPart(folder.Remaining);
        folder.Describe(library.Sizes);
        token.ThrowIfCancellationRequested();
        observer.Doing("laying out cohorts");
        IReadOnlyList<CohortPlan> cohorts = CohortPlan.Of(
            experiment, remaining, library, devices.Workers, sample => SizeOf(experiment, sample, library, devices));
        Effort toDo = cohorts.Aggregate(new Effort(), (sum, c) => sum + EffortOf(c.WorkPerStep, c.Steps));
        int own = part?.Count(isOwn => isOwn) ?? agents.Count;
        observer.Started(own, own - remaining.Count, toDo, devices.Workers);
        using IDeviceMeter? meter = cohorts.Count > 0 ? devices.StartMeter() : null;
        if (meter is not null) observer.Watched(meter);
        DetectionLibrary detection = new(experiment);
        Work.InParallel(cohorts, devices, plan => plan.Halve(), (engine, plan, stop) =>
        {
            Cohort cohort = plan.Build(experiment, library);
            long stepped = 0;
            void Step(long steps)
            {
                stepped += steps;
                observer.Stepped(EffortOf(plan.WorkPerStep, steps));
            }

            // Written as they are reached: those of a whole training may be more than there is memory for.
            void Keep(CheckpointWeights at, float[][] vectors) =>
                ForEach(cohort.Agents.Index(), agent => folder.WriteCheckpoint(agent.Item.Name, at, at.FileOf(agent.Item.Name, cohort.Layouts[agent.Index], vectors[agent.Index])));

            try
            {
                (IReadOnlyList<AgentRecord> trained, StageSeconds spent) = CohortStudy.Run(engine, experiment, cohort, detection, Step, stop, weights is not null && options.SaveCheckpoints ? Keep : null);
                folder.Spend(spent);
                Record(folder, trained, options, observer);
                if (meter is not null) folder.Measure(meter.Use);
            }
            catch (OutOfDeviceMemoryException)
            {
                Step(-stepped);
                throw;
            }
        }, token);
        if (part is not null && folder.Remaining.Count > 0) return null;
        observer.Doing("working out what follows from the rows");
        return folder.Finish();
    }

    /// <summary>Trains one agent of a study again, alone.</summary>
    /// <param name="experiment">The study.</param>
    /// <param name="agent">One of its agents.</param>
    /// <param name="devices">Makes engines.</param>
    /// <param name="token">Ends the training.</param>
    public static AgentRecord Replay(Experiment experiment, AgentSpec agent, IEngineFactory devices, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(devices);
        using IEngine engine = devices.Create();
        return CohortStudy.Train(engine, experiment, Cohort.Of(experiment, [agent], LevelLibrary.Draw(experiment, [agent], token)), token)[0];
    }

    /// <summary>Trains one agent of a study again, alone, and asks it nothing: its parameter vector, the same as that of <see cref="Replay"/>.</summary>
    /// <param name="experiment">The study.</param>
    /// <param name="agent">One of its agents.</param>
    /// <param name="devices">Makes engines.</param>
    /// <param name="token">Ends the training.</param>
    /// <exception cref="LevelSupplyException">Its world cannot supply its levels.</exception>
    /// <exception cref="DeviceException">The device failed.</exception>
    public static float[] TrainWeights(Experiment experiment, AgentSpec agent, IEngineFactory devices, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(devices);
        using IEngine engine = devices.Create();
        return CohortStudy.Weights(engine, Cohort.Of(experiment, [agent], LevelLibrary.Draw(experiment, [agent], token)), token)[0];
    }

    /// <summary>Draws what agents do, to be looked at.</summary>
    /// <param name="experiment">Their experiment.</param>
    /// <param name="agents">The agents, with their parameter vectors; one without is trained again.</param>
    /// <param name="levels">Levels to show of each.</param>
    /// <param name="devices">Makes engines.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>[agent] the portrait; null of one whose weights are not finite.</returns>
    /// <exception cref="DeviceException">The device failed.</exception>
    public static IReadOnlyList<Portrait?> Portray(
        Experiment experiment, IReadOnlyList<(AgentSpec Agent, float[]? Weights)> agents, int levels, IEngineFactory devices, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(agents);
        ArgumentNullException.ThrowIfNull(devices);
        LevelLibrary library = LevelLibrary.Draw(experiment, [.. agents.Select(agent => agent.Agent)], token);
        DetectionLibrary detection = new(experiment);
        Portrait?[] portraits = new Portrait?[agents.Count];
        Work.InParallel<object>([.. Enumerable.Range(0, agents.Count).Cast<object>()], devices, _ => null, (engine, place, stop) =>
        {
            (AgentSpec agent, float[]? weights) = agents[(int)place];
            weights ??= CohortStudy.Weights(engine, Cohort.Of(experiment, [agent], library), stop)[0];
            if (weights.All(float.IsFinite)) portraits[(int)place] = Portrait.Of(engine, experiment, agent, weights, library, detection, levels, stop);
        }, token);
        return portraits;
    }

    /// <summary>Judges weights from anywhere as agents of an experiment; what is about training is missing from their rows.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="agents">The agents.</param>
    /// <param name="acting">How they act.</param>
    /// <param name="devices">Makes engines.</param>
    /// <param name="token">Ends the evaluation.</param>
    /// <exception cref="LevelSupplyException">A world cannot supply its levels.</exception>
    /// <exception cref="DeviceException">The device failed.</exception>
    public static IReadOnlyList<JudgedAgent> Evaluate(
        Experiment experiment, IReadOnlyList<StoredAgent> agents, Acting acting, IEngineFactory devices, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(agents);
        ArgumentNullException.ThrowIfNull(devices);
        LevelLibrary library = LevelLibrary.Draw(experiment, [.. agents.Select(agent => agent.Spec).Distinct()], token);
        Cohort[] cohorts = [.. agents.Select(agent => Cohort.Of(experiment, [agent.Spec], library))];
        DetectionLibrary detection = new(experiment);
        JudgedAgent[] judged = new JudgedAgent[agents.Count];
        Work.InParallel<Cohort>(cohorts, devices, _ => null, (engine, cohort, stop) =>
        {
            int i = Array.FindIndex(cohorts, other => ReferenceEquals(other, cohort));
            judged[i] = CohortStudy.Judge(engine, experiment, cohort, [agents[i].Weights], acting, detection, stop)[0].Named(agents[i].Name);
        }, token);
        return judged;
    }

    private static Effort EffortOf(double workPerStep, long steps) => new(steps, steps * workPerStep);

    /// <summary>The most agents of a kind that a cohort may have, by laying out a sample of them on the device.</summary>
    private static int SizeOf(Experiment experiment, IReadOnlyList<AgentSpec> sample, LevelLibrary library, IEngineFactory devices)
    {
        try
        {
            return devices.CohortSize(() =>
            {
                using IEngine engine = devices.Create();
                return CohortStudy.Measure(
                    engine, experiment, Cohort.Of(experiment, sample, library), Cohort.Of(experiment, [.. sample, .. sample], library));
            });
        }
        catch (OutOfDeviceMemoryException)
        {
            // Fewer than two of each world fit, so one of any: if not even that, its training will say so.
            return 1;
        }
    }

    /// <summary>Does something for each agent, some at a time; throws what that throws.</summary>
    private static void ForEach<T>(IEnumerable<T> agents, Action<T> write)
    {
        try
        {
            _ = Parallel.ForEach(agents, write);
        }
        catch (AggregateException e) when (e.InnerException is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }

    private static void Record(ResultsFolder folder, IReadOnlyList<AgentRecord> agents, StudyOptions options, IStudyObserver observer)
    {
        foreach (AgentRecord[] part in agents.Chunk(RecordedTogether))
        {
            foreach (AgentRecord agent in part) options.Trained?.Invoke(agent.Name, agent.Vector);
            if (options.SaveWeights) ForEach(part, agent => folder.WriteWeights(agent.Name, agent.Weights()));
            folder.Append([.. part.Select(a => a.Judged)]);
            foreach (AgentRecord agent in part) observer.Finished(agent.Judged.Row);
        }
    }
}
