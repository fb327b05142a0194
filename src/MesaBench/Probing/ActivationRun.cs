using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Probing;

/// <summary>An agent whose states are to be written down, and how it acts meanwhile.</summary>
/// <param name="Network">Its network's entry.</param>
/// <param name="Weights">Its parameter vector, as its network's layout has it.</param>
/// <param name="Key">Key of its random streams.</param>
/// <param name="Greedy">Whether it takes the most probable action, in place of a sampled one.</param>
/// <param name="Ticks">Ticks an environment step; null for as many as in training, and for a network without.</param>
public sealed record RecordedAgent(NetworkSpec Network, float[] Weights, ulong Key, bool Greedy = false, int? Ticks = null)
{
    /// <summary>Directions that are added to its states.</summary>
    public IReadOnlyList<SiteEdit> Edits { get; init; } = [];

    /// <summary>What they are multiplied with.</summary>
    public float Scale { get; init; } = 1;
}

/// <summary>One step of one episode, when the agent has chosen and not yet moved.</summary>
/// <param name="Level">Number of the level in the store.</param>
/// <param name="Now">Where the episode stands.</param>
/// <param name="Action">The action that it takes: 0 up, 1 left, 2 down, 3 right.</param>
/// <param name="Head">[output] its logits, then its value.</param>
/// <param name="Features">Active features of its observation: plane x cells + cell.</param>
/// <param name="States">[site] its states: of cells [channel x cell], else [feature].</param>
public sealed record RecordedStep(int Level, Situation Now, int Action, float[] Head, int[] Features, IReadOnlyList<float[]> States);

/// <summary>
/// One agent that plays a store's levels once each and is looked at while it does: the same episodes whoever looks, at whatever, and on whatever engine. The shifted ones are those that
/// <see cref="Zoo.MemberBench.Play"/> lets it play.
/// </summary>
/// <param name="engine">An engine without tensors; each call leaves it without.</param>
/// <param name="agent">The agent.</param>
/// <param name="store">The levels.</param>
public sealed class ActivationRun(IEngine engine, RecordedAgent agent, LevelStore store)
{
    /// <summary>Levels that are played at the same time.</summary>
    public const int Together = 32;

    /// <summary>The agent.</summary>
    public RecordedAgent Agent => agent;

    /// <summary>Its levels.</summary>
    public LevelStore Store => store;

    /// <summary>Its network, for its world.</summary>
    public Network Network { get; } = agent.Network.Build(new ObservationShape(store.World.Size, store.World.Planes.Count, store.Table.MaxActive));

    /// <summary>Plays the levels without looking: [level] how its episode went.</summary>
    public IReadOnlyList<Episode> Play(CancellationToken token)
    {
        Episode[] episodes = new Episode[store.Levels.Count];
        Go([], null, (level, episode) => episodes[level] = episode, token);
        return episodes;
    }

    /// <summary>Plays the levels and tells of every step: levels in their order in batches, and in a batch step by step.</summary>
    /// <param name="sites">The sites whose states are told.</param>
    /// <param name="hear">Hears of a step. The arrays are its own.</param>
    /// <param name="token">Ends the play.</param>
    public void Record(IReadOnlyList<Site> sites, Action<RecordedStep> hear, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(sites);
        ArgumentNullException.ThrowIfNull(hear);
        Go(sites, hear, (_, _) => { }, token);
    }

    private void Go(IReadOnlyList<Site> sites, Action<RecordedStep>? hear, Action<int, Episode> played, CancellationToken token)
    {
        Tensor parameters = engine.Floats(1, Network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(agent.Weights, parameters);
        NetworkActor actor = Network.Open(engine, parameters, Together, ticks: agent.Ticks);
        Dictionary<Site, (float[] Values, int Stride)> heard = [];
        SiteListener edit = SiteEdit.Listener(engine, agent.Edits, agent.Scale);
        actor.Listener = (site, step, state) =>
        {
            edit(site, step, state);
            if (hear is not null && sites.Contains(site)) heard[site] = (engine.Download(state), state.RowStride);
        };
        LevelRange part = default;
        EpisodePlayer player = null!;
        player = new EpisodePlayer(engine, actor, WorldUpload.Create(engine, [store], 1), [store], store.Discount)
        {
            Acted = hear is null ? null : _ => Tell(player, actor.Experience, part, sites, heard, hear),
        };
        foreach (LevelRange levels in (LevelRange[])[store.InDistribution, store.Shifted])
        {
            for (int first = 0; first < levels.Count; first += Together)
            {
                token.ThrowIfCancellationRequested();
                part = new LevelRange(levels.First + first, Math.Min(Together, levels.Count - first));
                Episode[] episodes = player.Play([new AgentLevels(agent.Key, 0, part, new LevelRange(0, 0), 0)], tag: (uint)(first / Together), agent.Greedy)[0];
                for (int i = 0; i < part.Count; i++) played(part.First + i, episodes[i]);
            }
        }
        engine.Clear();
    }

    private void Tell(EpisodePlayer player, Experience seen, LevelRange part, IReadOnlyList<Site> sites, Dictionary<Site, (float[] Values, int Stride)> heard, Action<RecordedStep> hear)
    {
        Situation[] now = player.Now()[0];
        int[] actions = player.Actions(), features = engine.Download(seen.Features);
        float[] head = engine.Download(seen.Head);
        for (int i = 0; i < part.Count; i++)
        {
            if (now[i].IsOver) continue;
            int own = i, list = i * seen.Features.Columns;
            hear(new RecordedStep(
                now[i].Level, now[i], actions[i], [.. Enumerable.Range(0, Network.Outputs).Select(output => head[output * seen.Head.RowStride + own])],
                features[(list + 1)..(list + 1 + features[list])], [.. sites.Select(site => State(site, heard[site].Values, heard[site].Stride, own))]));
        }
    }

    /// <summary>An environment's state, channel by channel.</summary>
    private float[] State(Site site, float[] values, int stride, int environment)
    {
        int cells = site.IsSpatial ? Network.Shape.Cells : 1;
        float[] state = new float[cells * site.Width];
        for (int channel = 0, i = 0; channel < site.Width; channel++)
        {
            for (int cell = 0; cell < cells; cell++, i++)
                state[i] = site.HasSamplesSideBySide ? values[(cell * site.Width + channel) * stride + environment] : values[environment * stride + channel];
        }
        return state;
    }
}
