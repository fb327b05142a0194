using System.Diagnostics;
using System.Globalization;
using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Studies;

/// <summary>What a study takes, told before it begins.</summary>
/// <param name="Agents">Its agents.</param>
/// <param name="Cells">Its cells.</param>
/// <param name="Steps">Environment steps of all.</param>
/// <param name="Levels">Levels that are drawn, of all worlds and sets.</param>
/// <param name="LevelBytes">Memory of these, in bytes, once each.</param>
/// <param name="Largest">The kind of agents of which one takes the most.</param>
/// <param name="AgentBytes">Memory that one of these takes on its device, in bytes, in training.</param>
/// <param name="LeastBytes">The same with as few environments as may be.</param>
/// <param name="DiskBytes">What its rows take on the disk, in bytes, roughly; weights apart.</param>
/// <param name="RowBytes">What is held of its rows at the end, in bytes of the host's memory.</param>
/// <param name="WeightBytes">What weights take on the disk, where they are kept, in bytes.</param>
public sealed record StudyNeed(long Agents, int Cells, double Steps, long Levels, long LevelBytes, AgentSpec Largest, long AgentBytes, long LeastBytes, long DiskBytes, long RowBytes, long WeightBytes)
{
    // Bytes of an agent's rows but for its curve, and of a point of that, in the committed results.
    internal const int RowsOfAgent = 4300, PointOfCurve = 550;

    // Bytes of memory that an agent takes at the end, and a point of its curve; and one of the largest cell, all of whose rows are read together.
    internal const int HeldOfAgent = 700, HeldOfPoint = 32, ReadOfAgent = 8000;

    // What is known of a level, beside its row of a table, which is on the host and on a device.
    private const int LevelObject = 700;

    private const int FewLevels = 16, FewEnvironments = 16;

    // Kinds whose training is timed, and for how long each.
    private const int MostTimed = 4;
    private static readonly TimeSpan LongestTimed = TimeSpan.FromSeconds(0.3);

    // The time of workers over that of training: behaviour, objectives, probes and detectors took a third more in the committed studies.
    private const double BesideTraining = 1.33;

    private const double LongestTold = 1e11; // seconds

    /// <summary>Finds out, by laying one agent of each kind out where nothing is stored.</summary>
    /// <param name="experiment">The study, all of whose settings are within their limits.</param>
    /// <param name="devices">Makes the engines that it is to run on.</param>
    /// <exception cref="LevelSupplyException">A world cannot supply even a few levels.</exception>
    public static StudyNeed Of(Experiment experiment, IEngineFactory devices)
    {
        ArgumentNullException.ThrowIfNull(devices);
        experiment = AskedParameters.Resolve(experiment).Experiment;
        IReadOnlyList<(AgentSpec First, int Agents)> cells = AgentSpec.Cells(experiment);
        AgentSpec[] agents = [.. cells.Select(cell => cell.First)];
        Experiment few = experiment with
        {
            Levels = experiment.Levels with { Sets = 1, Training = FewLevels, TrainingDistinguishing = FewLevels, HeldOut = FewLevels, ProbeTraining = 2, ProbeTest = 2 },
        };
        AgentSpec[] worlds = [.. agents.DistinctBy(agent => agent.World.Label)];
        LevelLibrary library = LevelLibrary.Draw(few, [.. worlds.Select(WithFewLevels)]);
        using IEngine engine = devices.Create();
        using MemoryLedger ledger = new(engine.PreferredRows);
        (AgentSpec Agent, long Bytes) largest = (agents[0], 0);
        List<(AgentSpec Agent, double Work)> kinds = [];
        // The first of a kind has the first set of levels; worlds of a size differ little in what they take.
        foreach (IGrouping<(NetworkSpec, TrainerSpec?, int), (AgentSpec First, int Agents)> kind in cells.GroupBy(cell => (cell.First.Network, cell.First.Trainer, cell.First.World.Size)))
        {
            AgentSpec agent = kind.First().First;
            Cohort cohort = Cohort.Of(few, [agent], library);
            long bytes = CohortStudy.Measure(ledger, few, cohort, Cohort.Of(few, [agent, agent], library)).PerAgent;
            if (bytes > largest.Bytes) largest = (agent, bytes);
            kinds.Add((agent, kind.Sum(cell => cell.Agents * cell.First.PhasesIn(experiment).Sum(phase => (double)new CohortPhase(phase.Training, phase.Trainer, []).Steps)) * cohort.WorkPerStep));
        }
        ILookup<string, int> sets = cells.ToLookup(cell => cell.First.World.Label, cell => Math.Min(cell.Agents, experiment.Levels.Sets));
        (long Levels, long Bytes) drawn = (0, 0);
        foreach (AgentSpec first in worlds)
        {
            LevelSettings own = first.World.Levels?.Over(experiment.Levels) ?? experiment.Levels;
            long levels = sets[first.World.Label].Max() * ((long)own.Training + own.TrainingDistinguishing + 2L * own.HeldOut + own.ProbeTraining + own.ProbeTest);
            drawn = (drawn.Levels + levels, drawn.Bytes + levels * (LevelObject + 2 * sizeof(int) * (long)library.Of(first).Table.Stride));
        }
        long all = cells.Sum(cell => (long)cell.Agents), points = cells.Sum(cell => cell.Agents * (long)PointsOf(cell.First, experiment));
        return new StudyNeed(
            all, cells.Select(cell => cell.First.Cell).Distinct().Count(), cells.Sum(cell => cell.Agents * cell.First.PhasesIn(experiment).Sum(phase => (double)phase.Steps)),
            drawn.Levels, drawn.Bytes, largest.Agent, largest.Bytes, Measure(ledger, few, WithFewEnvironments(largest.Agent), library),
            all * RowsOfAgent + points * PointOfCurve, all * HeldOfAgent + points * HeldOfPoint + (long)ReadOfAgent * cells.Max(cell => cell.Agents),
            cells.Sum(cell => cell.Agents * sizeof(float) * (long)StoredAgent.LayoutOf(cell.First).Count))
        {
            time = workers => TimeOf(devices, workers, few, library, kinds),
        };
    }

    private Func<int, TimeSpan> time = _ => TimeSpan.Zero;

    /// <summary>How long it takes on the processor, roughly: a few updates of the kinds of agents with the most work are timed, on all workers at once, and what is known of the others is their work.</summary>
    /// <param name="workers">Engines that work at the same time.</param>
    public TimeSpan Time(int workers) => time((int)Math.Min(workers, Agents));

    private static TimeSpan TimeOf(IEngineFactory devices, int workers, Experiment few, LevelLibrary library, IReadOnlyList<(AgentSpec Agent, double Work)> kinds)
    {
        AgentSpec[] timed = [.. kinds.Where(kind => kind.Work > 0).OrderByDescending(kind => kind.Work).Take(MostTimed).Select(kind => kind.Agent)];
        if (timed.Length == 0) return TimeSpan.Zero;
        double[] found = new double[Math.Max(workers, timed.Length)]; // seconds for a unit of work
        _ = Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = workers }, i => found[i] = TimeOf(devices, Cohort.Of(few, [timed[i % timed.Length]], library)));
        ILookup<AgentSpec, double> known = found.Index().ToLookup(own => timed[own.Index % timed.Length], own => own.Item);
        double mean = found.Average();
        return TimeSpan.FromSeconds(Math.Min(LongestTold, BesideTraining * kinds.Sum(kind => kind.Work * known[kind.Agent].DefaultIfEmpty(mean).Average()) / workers));
    }

    /// <summary>Seconds that a cohort takes for a unit of work.</summary>
    private static double TimeOf(IEngineFactory devices, Cohort cohort)
    {
        using IEngine engine = devices.Create();
        CohortTraining training = CohortTraining.Open(engine, cohort);
        int phase = Enumerable.Range(0, cohort.Phases.Count).Last(i => cohort.Phases[i].Updates > 0);
        long updates = 0, steps = 0;
        Stopwatch clock = new();
        while (updates < cohort.Phases[phase].Updates && (updates < 2 || clock.Elapsed < LongestTimed))
        {
            // The first makes what is compiled and laid out on the way.
            if (updates == 1) (clock, steps) = (Stopwatch.StartNew(), 0);
            else clock.Start();
            training.Until(phase, ++updates, stepped => steps += stepped, CancellationToken.None);
            engine.Wait();
            clock.Stop();
        }
        return clock.Elapsed.TotalSeconds / (steps * cohort.WorkPerStep);
    }

    /// <summary>Points of an agent's curve.</summary>
    private static int PointsOf(AgentSpec agent, Experiment experiment) =>
        agent.PhasesIn(experiment).Sum(phase => Checkpoint.Schedule(new CohortPhase(phase.Training, phase.Trainer, []).Updates, experiment.Behaviour.CheckpointsPerDoubling).Count);

    private static long Measure(MemoryLedger ledger, Experiment experiment, AgentSpec agent, LevelLibrary library) =>
        CohortStudy.Measure(ledger, experiment, Cohort.Of(experiment, [agent], library), Cohort.Of(experiment, [agent, agent], library)).PerAgent;

    /// <summary>Bytes that the host needs with so many engines that work there at the same time, an agent each.</summary>
    public long HostBytes(int workers) => LevelBytes + RowBytes + AgentBytes * Math.Min(workers, Agents);

    /// <summary>What is too large for a host.</summary>
    /// <param name="experiment">The study.</param>
    /// <param name="workers">Engines that work on the host at the same time.</param>
    /// <param name="available">Memory that the host has for it, in bytes.</param>
    public IEnumerable<Problem> Problems(Experiment experiment, int workers, long available)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        if (LevelBytes > available)
        {
            yield return new Problem(
                "levels", $"{Levels.ToString(CultureInfo.InvariantCulture)} levels in all, some {Size(LevelBytes)}", $"{Size(available)}, which is what there is: fewer sets, or fewer levels a set");
            yield break;
        }
        // Beside the workers, where these leave anything.
        long left = available - LevelBytes, room = left - AgentBytes * Math.Min(workers, Agents);
        double fits = (room > 0 ? room : left) / (double)RowBytes;
        if (fits < 1)
        {
            yield return new Problem(
                "seeds", string.Create(CultureInfo.InvariantCulture, $"{Agents} agents, of whose rows some {Size(RowBytes)} are held at the end"),
                string.Create(CultureInfo.InvariantCulture, $"{Size(available)} of memory, which is what there is: some {(long)(Agents * fits)} agents, or fewer behaviour.checkpointsPerDoubling"));
            yield break;
        }
        if (HostBytes(workers) <= available) yield break;
        TrainingSettings training = Largest.TrainingIn(experiment);
        long each = (available - LevelBytes - RowBytes) / Math.Min(workers, Agents);
        double perEnvironment = (AgentBytes - LeastBytes) / (double)(training.Environments - FewEnvironments);
        int fitting = each < LeastBytes ? 0 : (int)(FewEnvironments + (each - LeastBytes) / perEnvironment) / FewEnvironments * FewEnvironments;
        yield return new Problem(
            "training.environments", string.Create(CultureInfo.InvariantCulture, $"{training.Environments} with {training.StepsPerUpdate} steps an update, for which {Largest.Network.Label} takes {Size(AgentBytes)} a worker, of which there are {Math.Min(workers, Agents)}"),
            $"{Size(each)} for each: " + (fitting > 0 ? $"some {fitting} environments, fewer steps an update, fewer workers, or a smaller network" : "a smaller network, fewer steps an update, or fewer workers"));
    }

    /// <summary>Bytes as people read them.</summary>
    public static string Size(long bytes) =>
        bytes >= 1L << 30 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB") : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes >> 20)} MiB");

    private static AgentSpec WithFewEnvironments(AgentSpec agent) => agent with
    {
        World = agent.World with { Training = (agent.World.Training ?? new()) with { Environments = FewEnvironments } },
    };

    // What a world says of its levels is in its agents too.
    private static AgentSpec WithFewLevels(AgentSpec agent) => agent with { World = agent.World with { Levels = null } };
}
