using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Worlds;

namespace MesaBench.Bench.Roofline;

/// <summary>A kernel that an operation runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Items">Work items an agent.</param>
internal readonly record struct KernelCall(string Name, long Items);

/// <summary>An operation of an update.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Kernels">The kernels that it runs.</param>
internal sealed record RecordedOperation(IOperation Operation, IReadOnlyList<KernelCall> Kernels);

/// <summary>An engine that does no work, and tells of what a device would be given.</summary>
/// <param name="threads">Threads that the device holds at once: what has work for them all is launched by itself.</param>
/// <param name="tell">Hears of each launch: the kernels in it with their items.</param>
internal delegate IEngine EngineOfLaunches(long threads, Action<IReadOnlyList<KernelCall>> tell);

/// <summary>What one update of a trainer asks of an engine, as its own code does when it is run.</summary>
/// <param name="Operations">The operations, in order, each with its kernels.</param>
/// <param name="Launches">The kernels of each launch of the whole update, which runs one or several, one after the other.</param>
/// <param name="Tables">What was uploaded to tables.</param>
/// <param name="Parameters">Parameters of an agent.</param>
/// <param name="Memory">Bytes of tensors.</param>
internal sealed record RecordedUpdate(
    IReadOnlyList<RecordedOperation> Operations, IReadOnlyList<int> Launches, UploadedTables Tables, int Parameters, MemoryNeed Memory)
{
    // One agent would not tell what is each agent's from what agents share; more would only take more memory.
    private const int Recorded = 2;

    /// <summary>Records an update, the second: before the first, episodes begin.</summary>
    /// <param name="what">What is trained.</param>
    /// <param name="store">Its levels.</param>
    /// <param name="agents">
    /// Agents of the cohort that launches are those of. A few are recorded, on a device that holds as much fewer threads.
    /// </param>
    /// <param name="open">Opens the engine.</param>
    public static RecordedUpdate Of(TrainingCase what, LevelStore store, int agents, EngineOfLaunches open)
    {
        long threads = Card.All[0].Threads * Recorded / agents;
        List<RecordedOperation> operations = [];
        List<KernelCall> kernels = [];
        (UploadedTables tables, int parameters) = Run(what, store, tell => open(threads, tell), kernels.AddRange, (engine, operation) =>
        {
            // An engine may hold kernels back to launch them with others; whoever waits gets all that were asked for.
            engine.Wait();
            operations.Add(new RecordedOperation(operation, [.. kernels]));
            kernels.Clear();
        }, () =>
        {
            operations.Clear();
            kernels.Clear();
        });
        List<int> launches = [];
        _ = Run(what, store, tell => open(threads, tell), calls => launches.Add(calls.Count), (_, _) => { }, launches.Clear);
        long one = BytesOf(what, store, 1), each = BytesOf(what, store, 2) - one;
        return new RecordedUpdate(operations, launches, tables, parameters, new MemoryNeed(one - each, each));
    }

    private static long BytesOf(TrainingCase what, LevelStore store, int agents)
    {
        using TrainingCohort cohort = new(new MemoryLedger(int.MaxValue), store, what, key: 1, agents);
        return cohort.Bytes;
    }

    private static (UploadedTables Tables, int Parameters) Run(
        TrainingCase what, LevelStore store, Func<Action<IReadOnlyList<KernelCall>>, IEngine> open, Action<IReadOnlyList<KernelCall>> launched,
        Action<IEngine, IOperation> ran, Action begin)
    {
        IEngine inner = open(launched);
        RecordingEngine engine = new(inner, operation => ran(inner, operation));
        using TrainingCohort cohort = new(engine, store, what, key: 1, Recorded);
        cohort.Update();
        engine.Wait();
        begin();
        cohort.Update();
        engine.Wait();
        return (engine.Tables, cohort.Parameters);
    }
}
