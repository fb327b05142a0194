using System.Diagnostics;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Studies;

/// <summary>How long a study takes on the processor, roughly: updates of the kinds of agents with the most work are timed, as far as one of these is soon done, and what is known of the others is their work.</summary>
public static class StudyTime
{
    // Kinds whose training is timed, and for how long each.
    private const int MostTimed = 4;
    private static readonly TimeSpan LongestTimed = TimeSpan.FromSeconds(0.3);

    // Multiply-adds of an update that is timed: a second or less. Larger ones are timed with fewer environments and epochs.
    private const double MostOfUpdate = 1e9;

    // The time of workers over that of training: behaviour, objectives, probes and detectors took a third more in the committed studies.
    private const double BesideTraining = 1.33;

    private const double LongestTold = 1e11; // seconds

    private const int FewLevels = 16, FewestEnvironments = 16;

    /// <summary>Times it.</summary>
    /// <param name="experiment">The study, all of whose settings are within their limits.</param>
    /// <param name="devices">Makes engines on the processor; as many work at the same time as it has workers.</param>
    /// <returns>The time from the drawing of levels on; null where even a small part of the largest kinds' training is too much to be timed.</returns>
    /// <exception cref="LevelSupplyException">A world cannot supply even a few levels.</exception>
    public static TimeSpan? Of(Experiment experiment, IEngineFactory devices)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(devices);
        experiment = AskedParameters.Resolve(experiment).Experiment;
        Kind[] kinds =
        [
            .. AgentSpec.Cells(experiment).GroupBy(cell => CohortPlan.KindOf(experiment, cell.First)).Select((cells, number) => Kind.Of(number, experiment, [.. cells])).Where(kind => kind.Work > 0).OrderByDescending(kind => kind.Work),
        ];
        if (kinds.Length == 0) return TimeSpan.Zero;
        Kind[] timed = [.. kinds.Select(kind => kind.Shrunk(experiment)).OfType<Kind>().Take(MostTimed)];
        if (timed.Length == 0) return null;
        int workers = (int)Math.Min(devices.Workers, kinds.Sum(kind => (long)kind.Agents));
        double[] found = new double[Math.Max(workers, timed.Length)]; // seconds for a unit of work
        try
        {
            // Workers are slower when all of them work.
            _ = Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = workers }, i => found[i] = SecondsOfWork(experiment, devices, timed[i % timed.Length].Agent));
        }
        catch (AggregateException e) when (e.InnerExceptions.All(one => one is OutOfDeviceMemoryException or OutOfMemoryException))
        {
            return null;
        }
        double mean = found.Average();
        double RateOf(Kind kind) => found.Where((_, i) => timed[i % timed.Length].Number == kind.Number).DefaultIfEmpty(mean).Average();
        double all = kinds.Sum(kind => kind.Work * RateOf(kind)) / workers, longest = kinds.Max(kind => kind.Longest * RateOf(kind));
        return TimeSpan.FromSeconds(Math.Min(LongestTold, BesideTraining * Math.Max(all, longest)));
    }

    /// <summary>Seconds that training takes for a unit of work.</summary>
    private static double SecondsOfWork(Experiment experiment, IEngineFactory devices, AgentSpec agent)
    {
        experiment = experiment with
        {
            Levels = experiment.Levels with { Sets = 1, Training = FewLevels, TrainingDistinguishing = FewLevels, HeldOut = FewLevels, ProbeTraining = 2, ProbeTest = 2 },
        };
        using IEngine engine = devices.Create();
        Cohort cohort = Cohort.Of(experiment, [agent], LevelLibrary.Draw(experiment, [agent]));
        CohortTraining training = CohortTraining.Open(engine, cohort);
        int phase = Enumerable.Range(0, cohort.Phases.Count).MaxBy(i => cohort.Phases[i].Steps);
        long updates = 0, steps = 0;
        Stopwatch clock = new();
        while (updates < cohort.Phases[phase].Updates && (updates < 2 || clock.Elapsed < LongestTimed))
        {
            // The first makes what is compiled and laid out on the way.
            if (updates == 1)
            {
                clock.Reset();
                steps = 0;
            }
            clock.Start();
            training.Until(phase, ++updates, stepped => steps += stepped, CancellationToken.None);
            engine.Wait();
            clock.Stop();
        }
        return clock.Elapsed.TotalSeconds / (steps * cohort.WorkPerStep);
    }

    /// <summary>Agents that are trained alike.</summary>
    /// <param name="Number">Number of the kind.</param>
    /// <param name="Agent">The one with the most work.</param>
    /// <param name="Network">Its network.</param>
    /// <param name="Agents">How many there are.</param>
    /// <param name="Work">The work of all, in multiply-adds.</param>
    /// <param name="Longest">That of the one with the most.</param>
    private sealed record Kind(int Number, AgentSpec Agent, Network Network, int Agents, double Work, double Longest)
    {
        public static Kind Of(int number, Experiment experiment, IReadOnlyList<(AgentSpec First, int Agents)> cells)
        {
            (AgentSpec Agent, Network Network, int Agents, double Work)[] all =
            [
                .. cells.Select(cell =>
                {
                    World world = cell.First.World.Build();
                    Network network = cell.First.Network.Build(new ObservationShape(world.Size, world.Planes.Count, world.Planes.Count));
                    return (cell.First, network, cell.Agents, Shard.WorkOf(experiment, cell.First, network));
                }),
            ];
            (AgentSpec agent, Network most, _, double longest) = all.MaxBy(cell => cell.Work);
            return new Kind(number, agent, most, all.Sum(cell => cell.Agents), all.Sum(cell => cell.Agents * cell.Work), longest);
        }

        /// <summary>The same with so few environments and epochs that an update is soon done; null where that is not enough.</summary>
        public Kind? Shrunk(Experiment experiment)
        {
            TrainingSettings whole = Agent.TrainingIn(experiment);
            int environments = whole.Environments, epochs = whole.Epochs;
            bool IsTooMuch() => Cohort.WorkPerStepOf(Network, whole with { Epochs = epochs }) * environments * whole.StepsPerUpdate > MostOfUpdate;
            while (IsTooMuch() && environments > FewestEnvironments) environments = Math.Max(FewestEnvironments, environments / 2 / FewestEnvironments * FewestEnvironments);
            while (IsTooMuch() && epochs > 1) epochs /= 2;
            if (IsTooMuch()) return null;
            return this with
            {
                Agent = Agent with
                {
                    World = Agent.World with { Levels = null, Training = (Agent.World.Training ?? new()) with { Environments = environments, Epochs = epochs } },
                    Network = Agent.Network with { Epochs = epochs },
                },
            };
        }
    }
}
