using MesaBench.Engines;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Behaviour;

/// <summary>
/// A cohort of scripted agents that act as networks do, so that they are played, measured and judged by the code that networks are. It
/// looks at the environments themselves, not at what they show.
/// </summary>
public sealed class ScriptedActor : Actor
{
    // An action that is not taken has a probability of 2^-115: it comes up where the number drawn is 0, once in 2^24 decisions.
    private const float Never = -80;

    private readonly IEngine engine;
    private readonly IReadOnlyList<ScriptedAgent> scripts;
    private readonly IReadOnlyList<AgentLevels> agents;
    private readonly IReadOnlyList<LevelStore> stores;
    private readonly double discount;
    private readonly Dictionary<(int Agent, int Level), ScriptedPolicy> policies = [];
    private EpisodePlayer? player;

    private ScriptedActor(
        IEngine engine, ObservationShape shape, IReadOnlyList<ScriptedAgent> scripts, IReadOnlyList<AgentLevels> agents,
        IReadOnlyList<LevelStore> stores, int environments, double discount)
        : base(Experience.Create(engine, shape, scripts.Count, environments, 0))
    {
        this.engine = engine;
        this.scripts = scripts;
        this.agents = agents;
        this.stores = stores;
        this.discount = discount;
    }

    /// <summary>A player of scripted agents.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="scripts">[agent] who acts.</param>
    /// <param name="agents">[agent] what each plays.</param>
    /// <param name="stores">The cohort's level stores, of worlds of one size.</param>
    /// <param name="environments">Episodes played at once; a multiple of 16.</param>
    /// <param name="discount">Discount of the reported returns, below 1.</param>
    public static EpisodePlayer Player(
        IEngine engine, IReadOnlyList<ScriptedAgent> scripts, IReadOnlyList<AgentLevels> agents, IReadOnlyList<LevelStore> stores,
        int environments, double discount)
    {
        ArgumentNullException.ThrowIfNull(scripts);
        ArgumentNullException.ThrowIfNull(stores);
        ObservationShape shape = new(
            stores[0].World.Size, stores.Max(s => s.World.Planes.Count), stores.Max(s => s.Table.MaxActive));
        ScriptedActor actor = new(engine, shape, scripts, agents, stores, environments, discount);
        actor.player = new EpisodePlayer(engine, actor, WorldUpload.Create(engine, stores, scripts.Count), stores, discount);
        return actor.player;
    }

    /// <inheritdoc/>
    public override void Act(int step)
    {
        Situation[][] now = player!.Now();
        Tensor head = Experience.Head;
        float[] logits = new float[head.Agents * head.Rows * head.RowStride]; // [agent][output][environment]
        for (int agent = 0; agent < now.Length; agent++)
        {
            for (int i = 0; i < Experience.Environments; i++)
            {
                int taken = PolicyOf(agent, now[agent][i].Level).Actions(now[agent][i]);
                for (int action = 0; action < Paths.Actions; action++)
                    logits[(agent * head.Rows + action) * head.RowStride + i] = (taken >> action & 1) == 1 ? 0 : Never;
            }
        }
        engine.Upload(logits, head);
    }

    private ScriptedPolicy PolicyOf(int agent, int level)
    {
        if (policies.TryGetValue((agent, level), out ScriptedPolicy? known)) return known;
        LevelStore store = stores[agents[agent].Store];
        Level byHeart = ByHeart(store, level);
        ScriptedAgent script = scripts[agent].In?.Invoke(store.World, byHeart) ?? scripts[agent];
        bool isThere = byHeart.Objects.Any(o => o.Cell == byHeart.Start && IsUnseen(store.World, o)); // with nothing left to go to
        ScriptedPolicy policy = new(store.World, byHeart, script, discount, seesAll: !store.HidesProxy(level) && !isThere);
        policies.Add((agent, level), policy);
        return policy;
    }

    /// <summary>
    /// A level as an agent knows it by heart: in a mirror the place that nobody sees is still where it is on the level itself, since one who
    /// seeks the top-left corner is not drawn to another.
    /// </summary>
    private static Level ByHeart(LevelStore store, int level)
    {
        Level shown = store.Levels[level].Level;
        if (store.Mirrors.FirstOrDefault(m => m.Contains(level)) is not { Count: > 0 } mirror) return shown;
        Level own = store.Levels[store.Shifted.First + level - mirror.First].Level;
        int PlaceOf(PlacedObject o) => IsUnseen(store.World, o) ? own.Objects.Single(other => other.Kind == o.Kind).Cell : o.Cell;
        return shown with { Objects = [.. shown.Objects.Select(o => o with { Cell = PlaceOf(o) })] };
    }

    private static bool IsUnseen(World world, PlacedObject o) => world.Kinds[o.Kind].Planes.Count == 0;
}
