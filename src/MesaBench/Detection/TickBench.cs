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
    /// <summary>Agents.</summary>
    public int Agents => weights.Count;

    /// <summary>The architecture.</summary>
    public NetworkSpec Network => network;

    /// <summary>[agent] parameter vectors.</summary>
    public IReadOnlyList<float[]> Weights => weights;

    /// <summary>Asks them: [agent] the answers.</summary>
    /// <param name="asked">The levels.</param>
    /// <param name="ticks">Most ticks.</param>
    /// <param name="listener">
    /// Hears of their states, tick by tick, and may change them; null for nobody. A network that remembers nothing runs anew for each number of ticks, and is heard anew.
    /// </param>
    /// <param name="sights">What they see at each tick; null for what is there. A network that remembers nothing always sees what is there.</param>
    /// <param name="first">The first tick after which the answer matters: before it a network that remembers nothing is not asked, and has no logits.</param>
    public IReadOnlyList<Answers> Ask(AskedLevels asked, int ticks, TickListener? listener = null, Func<int, Sight>? sights = null, int first = 1)
    {
        ArgumentNullException.ThrowIfNull(asked);
        float[][][][] logits = [.. weights.Select(_ => Enumerable.Range(0, ticks).Select(_ => new float[asked.Levels.Count][]).ToArray())];
        int level = 0;
        foreach (LevelStore store in asked.Stores)
        {
            Batch batch = new(store, level, logits, listener, sights ?? (_ => Sight.Own));
            NetworkActor actor = Open(batch, 1);
            if (actor.Graph.IsRecurrent) RunOn(actor, batch, ticks);
            else RunAnew(batch, first, ticks);
            engine.Clear();
            level += store.Levels.Count;
        }
        return [.. logits.Select(own => new Answers(own))];
    }

    /// <summary>One tick an environment step, the state carried over: it is the same as so many ticks in one, but the head is read after each.</summary>
    private void RunOn(NetworkActor actor, Batch batch, int ticks)
    {
        Sights seen = new(engine, actor.Experience.Features, batch.Store);
        int[] going = new int[actor.Experience.Fresh.Agents * actor.Experience.Environments];
        for (int tick = 1; tick <= ticks; tick++)
        {
            seen.Show(batch.Sights(tick));
            actor.Listener = Heard(batch, tick);
            actor.Act(0);
            actor.CarryOver();
            engine.Upload(going, actor.Experience.Fresh);
            Keep(actor, batch, tick);
        }
    }

    private void RunAnew(Batch batch, int first, int ticks)
    {
        for (int tick = first; tick <= ticks; tick++)
        {
            engine.Clear();
            NetworkActor actor = Open(batch, tick);
            actor.Listener = Heard(batch, null);
            actor.Act(0);
            Keep(actor, batch, tick);
        }
    }

    private NetworkActor Open(Batch batch, int ticks)
    {
        LevelStore store = batch.Store;
        int environments = Tensor.Pad(store.Levels.Count);
        Network built = network.Build(new ObservationShape(store.World.Size, store.World.Planes.Count, store.Table.MaxActive));
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
    private sealed record Batch(LevelStore Store, int First, float[][][][] Logits, TickListener? Listener, Func<int, Sight> Sights);
}
