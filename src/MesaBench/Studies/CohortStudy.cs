using System.Diagnostics;
using MesaBench.Behaviour;
using MesaBench.Detection;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Objectives;
using MesaBench.Probing;
using MesaBench.Results;
using MesaBench.Training;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Studies;

/// <summary>One cohort from its levels to its rows: training, behaviour, objectives, probing, verdicts.</summary>
internal static class CohortStudy
{
    // The states and situations of so many agents take a gigabyte of the host's memory or so; how many are probed together changes no result.
    private const int MostProbedTogether = 256;

    // Their states, on the levels that they are asked on together, take little memory.
    internal const int MostAskedTogether = 32;

    /// <summary>The agents of a cohort, finished.</summary>
    /// <param name="engine">An engine without tensors; it is left without.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cohort">The cohort.</param>
    /// <param name="detection">What networks are asked to show whether they search.</param>
    /// <param name="stepped">Hears of environment steps trained, now and then.</param>
    /// <param name="token">Ends training.</param>
    /// <param name="reached">Gets the [agent] parameter vectors at each checkpoint; null where nobody wants them.</param>
    public static (IReadOnlyList<AgentRecord> Agents, StageSeconds Spent) Run(
        IEngine engine, Experiment experiment, Cohort cohort, DetectionLibrary detection, Action<long> stepped, CancellationToken token, Action<CheckpointWeights, float[][]>? reached = null)
    {
        TrainingCourse course = Course(engine, experiment, cohort, stepped, token, reached);
        (IReadOnlyList<InnerObjective> objectives, TimeSpan ofObjectives) = Timed(() => Objectives(experiment, cohort, course.Agents));
        (IReadOnlyList<ObjectReadings> readings, TimeSpan ofProbes) = Timed(() => Probe(engine, experiment, cohort, course.Weights, token));
        (IReadOnlyList<SearchFindings?> found, TimeSpan ofDetection) = Timed(() => Detect(engine, experiment, cohort, course.Weights, detection, token));
        StageSeconds spent = StageSeconds.Of(course, ofObjectives, ofProbes, ofDetection);
        return (AgentRecord.Of(cohort, JudgedAgent.Of(experiment, cohort, course.Agents, objectives, readings, found), course.Weights), spent);
    }

    private static (T Result, TimeSpan Spent) Timed<T>(Func<T> stage)
    {
        long start = Stopwatch.GetTimestamp();
        return (stage(), Stopwatch.GetElapsedTime(start));
    }

    /// <summary>The same without anybody who listens: all of the agents' rows and weights.</summary>
    public static IReadOnlyList<AgentRecord> Train(IEngine engine, Experiment experiment, Cohort cohort, CancellationToken token) =>
        Run(engine, experiment, cohort, new DetectionLibrary(experiment), _ => { }, token).Agents;

    /// <summary>Trains a cohort and measures its behaviour at checkpoints, the last at the end: misgeneralization comes and goes.</summary>
    public static TrainingCourse Course(
        IEngine engine, Experiment experiment, Cohort cohort, Action<long> stepped, CancellationToken token, Action<CheckpointWeights, float[][]>? reached = null)
    {
        (CohortTraining training, EvaluationPlayers players) = Open(engine, experiment, cohort);
        List<Checkpoint[]> measured = []; // [checkpoint][agent]
        IReadOnlyList<(int Phase, long Update)> due = Due(experiment, cohort);
        Stopwatch ofTraining = new(), ofBehaviour = new();
        for (int next = 0; next < due.Count; next++)
        {
            ofTraining.Start();
            training.Until(due[next].Phase, due[next].Update, stepped, token);
            engine.Wait();
            ofTraining.Stop();
            reached?.Invoke(new CheckpointWeights(due[next].Phase + 1, training.Trainers[due[next].Phase].StepsDone), cohort.OwnWeights(engine.Download(training.Parameters)));
            ofBehaviour.Start();
            measured.Add(Checkpoint.Measure(players, cohort, training.Trainers[due[next].Phase], next, isLast: next == due.Count - 1));
            ofBehaviour.Stop();
        }
        float[][] weights = cohort.OwnWeights(engine.Download(training.Parameters));
        engine.Clear();
        return new TrainingCourse(
            weights, [.. cohort.Agents.Select((_, a) => measured.Select(c => c[a]).ToArray())], ofTraining.Elapsed, ofBehaviour.Elapsed);
    }

    /// <summary>[agent] the parameter vectors that training leads to. Measuring at checkpoints has no part in them, and is left out.</summary>
    public static float[][] Weights(IEngine engine, Cohort cohort, CancellationToken token)
    {
        CohortTraining training = CohortTraining.Open(engine, cohort);
        for (int phase = 0; phase < cohort.Phases.Count; phase++) training.Until(phase, cohort.Phases[phase].Updates, _ => { }, token);
        float[][] weights = cohort.OwnWeights(engine.Download(training.Parameters));
        engine.Clear();
        return weights;
    }

    /// <summary>Judges agents whose weights are known already. Figures are those that the same weights have at the end of a training.</summary>
    /// <param name="engine">An engine without tensors; it is left without.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cohort">The cohort.</param>
    /// <param name="weights">[agent] parameter vectors, as each agent's own layout has them.</param>
    /// <param name="acting">How they act; probes and detectors, which are about networks as they were trained, are let loose only on those that act so.</param>
    /// <param name="detection">What networks are asked to show whether they search.</param>
    /// <param name="token">Ends the probing.</param>
    public static IReadOnlyList<JudgedAgent> Judge(
        IEngine engine, Experiment experiment, Cohort cohort, IReadOnlyList<float[]> weights, Acting acting, DetectionLibrary detection, CancellationToken token)
    {
        EvaluationPlayers players = Players(engine, experiment, cohort, weights, acting);
        Behavioural[] measured = Evaluation.AtEnd(players, cohort.Levels, cohort.Stores, Due(experiment, cohort).Count - 1);
        engine.Clear();
        bool asTrained = acting.Thinking is null && (acting.Ticks ?? cohort.Network.Ticks) == cohort.Network.Ticks;
        Experiment judged = asTrained ? experiment
            : experiment with { Probing = experiment.Probing with { Enabled = false }, Detection = experiment.Detection with { Enabled = false } };
        MeasuredAgent[] agents = [.. weights.Zip(measured, (own, behaviour) => new MeasuredAgent(own, behaviour, []))];
        return JudgedAgent.Of(
            experiment, cohort, agents, Objectives(experiment, cohort, agents), Probe(engine, judged, cohort, weights, token),
            Detect(engine, judged, cohort, weights, detection, token));
    }

    /// <summary>[agent][set][level] the ways of the first shifted episodes by which agents of these weights are judged; see <see cref="Evaluation.Walks"/>.</summary>
    public static Walk[][][] Walks(IEngine engine, Experiment experiment, Cohort cohort, IReadOnlyList<float[]> weights, int levels)
    {
        EvaluationPlayers players = Players(engine, experiment, cohort, weights, Acting.AsTrained);
        Walk[][][] walks = Evaluation.Walks(players, cohort.Levels, cohort.Stores, Due(experiment, cohort).Count - 1, Math.Min(levels, players.Sets.Environments));
        engine.Clear();
        return walks;
    }

    private static EvaluationPlayers Players(IEngine engine, Experiment experiment, Cohort cohort, IReadOnlyList<float[]> weights, Acting acting)
    {
        WorldTensors world = WorldUpload.Create(engine, cohort.Stores, cohort.Agents.Count);
        Tensor parameters = engine.Floats(cohort.Agents.Count, cohort.Network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(PerAgent.Join(cohort.CommonWeights(weights)), parameters);
        return EvaluationPlayers.Open(engine, experiment, cohort, parameters, world, acting);
    }

    /// <summary>Memory that the training of a cohort takes on an engine, by laying it out there for one cohort and for its double.</summary>
    public static MemoryNeed Measure(IEngine engine, Experiment experiment, Cohort once, Cohort twice)
    {
        long Bytes(Cohort cohort)
        {
            _ = Open(engine, experiment, cohort);
            long bytes = engine.AllocatedBytes;
            engine.Clear();
            return bytes;
        }

        long first = Bytes(once), perAgent = (Bytes(twice) - first) / once.Agents.Count;
        return new MemoryNeed(first - perAgent * once.Agents.Count, perAgent);
    }

    /// <summary>Updates of each phase after which a cohort is measured.</summary>
    private static IReadOnlyList<(int Phase, long Update)> Due(Experiment experiment, Cohort cohort) =>
    [
        .. cohort.Phases.Index().SelectMany(phase => Checkpoint
            .Schedule(phase.Item.Updates, experiment.Behaviour.CheckpointsPerDoubling).Select(update => (phase.Index, update))),
    ];

    private static (CohortTraining Training, EvaluationPlayers Players) Open(IEngine engine, Experiment experiment, Cohort cohort)
    {
        CohortTraining training = CohortTraining.Open(engine, cohort);
        return (training, EvaluationPlayers.Open(
            engine, experiment, cohort, training.Parameters, training.World, Acting.AsTrained));
    }

    /// <summary>[agent] the objective that behaviour reveals.</summary>
    private static InnerObjective[] Objectives(Experiment experiment, Cohort cohort, IReadOnlyList<MeasuredAgent> agents) => PerAgent.Select(
        agents, (agent, i) => cohort.Levels[i] is var levels
            ? InnerObjective.Of(agent.Behaviour.Choices, cohort.Stores[levels.Store], levels.Key, experiment.Behaviour) : InnerObjective.None);

    /// <summary>[agent] what detectors of search find; null where none is let loose. They ask agents of one world together, with the parameters of their own world alone.</summary>
    private static SearchFindings?[] Detect(
        IEngine engine, Experiment experiment, Cohort cohort, IReadOnlyList<float[]> weights, DetectionLibrary detection, CancellationToken token)
    {
        SearchFindings?[] found = new SearchFindings?[weights.Count];
        if (!experiment.Detection.Enabled) return found;
        Array.Fill(found, SearchFindings.None);
        if (cohort.Network.Ticks == 0) return found;
        foreach (int[] alike in cohort.Agents.Index().Where(agent => weights[agent.Index].All(float.IsFinite)).GroupBy(agent => agent.Item.World.Label, agent => agent.Index)
            .SelectMany(world => world.Chunk(MostAskedTogether)))
        {
            token.ThrowIfCancellationRequested();
            AgentSpec first = cohort.Agents[alike[0]];
            TickBench bench = new(engine, first.Network, [.. alike.Select(agent => weights[agent])]);
            foreach ((int agent, SearchFindings own) in alike.Zip(SearchFindings.Of(bench, detection.Of(first.World, token)))) found[agent] = own;
        }
        return found;
    }

    /// <summary>[agent] what can be read of the objectives' objects, so many agents at a time as the device's memory allows.</summary>
    private static List<ObjectReadings> Probe(
        IEngine engine, Experiment experiment, Cohort cohort, IReadOnlyList<float[]> weights, CancellationToken token)
    {
        if (!experiment.Probing.Enabled) return [.. cohort.Agents.Select(_ => ObjectReadings.None)];
        float[][] trained = cohort.CommonWeights(weights), initial = cohort.RandomWeights();
        List<ObjectReadings> results = [];
        int atOnce = MostProbedTogether;
        while (results.Count < trained.Length)
        {
            token.ThrowIfCancellationRequested();
            int first = results.Count, count = Math.Min(atOnce, trained.Length - first);
            try
            {
                results.AddRange(ObjectProbe.Run(
                    engine, cohort.Network, trained[first..(first + count)], initial[first..(first + count)], cohort.Stores, [.. cohort.Levels.Skip(first).Take(count)]));
            }
            catch (OutOfDeviceMemoryException) when (count > 1)
            {
                atOnce = count / 2;
            }
            catch (OutOfDeviceMemoryException e)
            {
                // Not for the caller to halve: the cohort is trained, and no smaller one would help.
                throw new DeviceException(e.Device, "the probes of a single agent do not fit into its memory", e);
            }
            engine.Clear();
        }
        return results;
    }
}
