using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Kernels;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>
/// Networks of one architecture, with ticks, that are asked what they would do first, after any number of ticks from no memory. Their answers do not
/// depend on who is asked beside them.
/// </summary>
/// <param name="engine">An engine without tensors; each question leaves it without.</param>
/// <param name="network">The architecture.</param>
/// <param name="weights">[agent] parameter vectors, as the network's layout has them.</param>
public sealed class TickBench(IEngine engine, NetworkSpec network, IReadOnlyList<float[]> weights)
{
    // Several detectors ask the same, and go by what comes of it.
    private readonly Dictionary<(AskedLevels, int), IReadOnlyList<Answers>> plain = [];

    /// <summary>Agents.</summary>
    public int Agents => weights.Count;

    /// <summary>The architecture.</summary>
    public NetworkSpec Network => network;

    /// <summary>[agent] parameter vectors.</summary>
    public IReadOnlyList<float[]> Weights => weights;

    /// <summary>Whether they carry anything from tick to tick, so that what they see at each may change; known once they were asked.</summary>
    public bool Remembers { get; private set; }

    /// <summary>The same networks, and others of their architecture after them.</summary>
    internal TickBench With(IEnumerable<float[]> others) => new(engine, network, [.. weights, .. others]);

    /// <summary>Asks them: [agent] the answers.</summary>
    /// <param name="asked">The levels.</param>
    /// <param name="ticks">Most ticks.</param>
    /// <param name="listener">
    /// Hears of their states, tick by tick, and may change them; null for nobody. A network that remembers nothing runs anew for each number of ticks, and is heard anew.
    /// </param>
    /// <param name="sights">What they see at each tick; null for what is there. A network that remembers nothing always sees what is there.</param>
    /// <param name="heads">Ticks after which the head is read, the most among them; null for all. A network that remembers nothing runs for these alone.</param>
    public IReadOnlyList<Answers> Ask(AskedLevels asked, int ticks, TickListener? listener = null, Func<int, Sight>? sights = null, IReadOnlyList<int>? heads = null)
    {
        ArgumentNullException.ThrowIfNull(asked);
        bool isPlain = listener is null && sights is null && heads is null;
        if (isPlain && plain.TryGetValue((asked, ticks), out IReadOnlyList<Answers>? known)) return known;
        float[][][][] logits = [.. weights.Select(_ => Enumerable.Range(0, ticks).Select(_ => new float[asked.Levels.Count][]).ToArray())];
        heads ??= [.. Enumerable.Range(1, ticks)];
        int first = 0;
        foreach (LevelStore store in asked.Stores)
        {
            Batch batch = new(store, first, logits, listener, sights);
            NetworkActor actor = Open(batch, 1);
            Remembers = actor.Graph.IsRecurrent;
            if (Remembers) RunOn(actor, batch, ticks, heads);
            else RunAnew(batch, heads);
            engine.Clear();
            first += store.Levels.Count;
        }
        Answers[] answers = [.. logits.Select(own => new Answers(own))];
        if (isPlain) plain[(asked, ticks)] = answers;
        return answers;
    }

    /// <summary>One tick an environment step, the state carried over: it is the same as so many ticks in one, but the head is read after each.</summary>
    private void RunOn(NetworkActor actor, Batch batch, int ticks, IReadOnlyList<int> heads)
    {
        Sights? seen = batch.Sights is null ? null : new(engine, actor.Experience.Features, batch.Store);
        int[] going = new int[actor.Experience.Fresh.Agents * actor.Experience.Environments];
        for (int tick = 1; tick <= ticks; tick++)
        {
            seen?.Show(batch.Sights!(tick));
            actor.Listener = Heard(batch, tick);
            actor.Act(0);
            actor.CarryOver();
            engine.Upload(going, actor.Experience.Fresh);
            if (heads.Contains(tick)) Keep(actor, batch, tick);
        }
    }

    private void RunAnew(Batch batch, IReadOnlyList<int> heads)
    {
        foreach (int tick in heads)
        {
            engine.Clear();
            NetworkActor actor = Open(batch, tick);
            actor.Listener = Heard(batch, null);
            actor.Act(0);
            Keep(actor, batch, tick);
        }
    }

    private Network Built(LevelStore store) => network.Build(new ObservationShape(store.World.Size, store.World.Planes.Count, store.Table.MaxActive));

    private NetworkActor Open(Batch batch, int ticks)
    {
        LevelStore store = batch.Store;
        int environments = Tensor.Pad(store.Levels.Count);
        Network built = Built(store);
        if (built.Ticks == 0) throw new ArgumentException($"{network.Label} has no ticks");
        Tensor parameters = engine.Floats(weights.Count, built.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(PerAgent.Join(weights), parameters);
        NetworkActor actor = built.Open(engine, parameters, environments, ticks: ticks);
        WorldTensors world = WorldUpload.Create(engine, [store], weights.Count);
        WorldUpload.Describe(engine, world, [store], [.. weights.Select(_ => new AgentLevels(1, 0, store.InDistribution, new LevelRange(0, 0), 0))]);
        IntTensor state = engine.Ints(weights.Count, environments, EnvironmentState.Columns);
        engine.Run(new ResetEnvironments(world, state, actor.Experience.FeaturesAt(0), actor.Experience.FreshAt(0), Evaluation: true));
        return actor;
    }

    private SiteListener? Heard(Batch batch, int? tick) => batch.Listener is not { } listener ? null
        : (site, _, state) => listener(new TickMoment(engine, site with { Tick = tick ?? site.Tick }, batch.First, batch.Store.Levels.Count, state));

    private void Keep(NetworkActor actor, Batch batch, int tick)
    {
        Tensor head = actor.Experience.Head;
        float[] all = engine.Download(head);
        for (int agent = 0; agent < weights.Count; agent++)
        {
            for (int level = 0; level < batch.Store.Levels.Count; level++)
                batch.Logits[agent][tick - 1][batch.First + level] = [.. Enumerable.Range(0, Paths.Actions).Select(action => all[(agent * head.Rows + action) * head.RowStride + level])];
        }
    }

    /// <summary>Some of the levels, and where answers go.</summary>
    private sealed record Batch(LevelStore Store, int First, float[][][][] Logits, TickListener? Listener, Func<int, Sight>? Sights);
}
