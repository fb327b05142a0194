using System.Globalization;
using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
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
/// <param name="CheckpointBytes">What weights at checkpoints take beside these, where they are kept, in bytes.</param>
public sealed record StudyNeed(long Agents, int Cells, double Steps, long Levels, long LevelBytes, AgentSpec Largest, long AgentBytes, long LeastBytes, long DiskBytes, long RowBytes, long WeightBytes, long CheckpointBytes)
{
    // Bytes of an agent's rows but for its curve, and of a point of that, in the committed results.
    internal const int RowsOfAgent = 4300, PointOfCurve = 550;

    // Bytes of memory that an agent takes at the end, and a point of its curve; and one of the largest cell, all of whose rows are read together.
    internal const int HeldOfAgent = 700, HeldOfPoint = 32, ReadOfAgent = 8000;

    // What is known of a level, beside its row of a table, which is on the host and on a device.
    private const int LevelObject = 700;

    private const int FewLevels = 16, FewEnvironments = 16;


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
        // The first of a kind has the first set of levels; worlds of a size differ little in what they take.
        foreach (AgentSpec agent in agents.DistinctBy(agent => (agent.Network, agent.Trainer, agent.World.Size)))
        {
            long bytes = Measure(ledger, few, agent, library);
            if (bytes > largest.Bytes) largest = (agent, bytes);
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
            cells.Sum(cell => cell.Agents * WeightBytesOf(cell.First)), cells.Sum(cell => cell.Agents * WeightBytesOf(cell.First) * PointsOf(cell.First, experiment)));
    }

    /// <summary>Points of an agent's curve.</summary>
    private static int PointsOf(AgentSpec agent, Experiment experiment) => CheckpointWeights.Of(agent, experiment).Count;

    private static long WeightBytesOf(AgentSpec agent) => sizeof(float) * (long)StoredAgent.LayoutOf(agent).Count;

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
