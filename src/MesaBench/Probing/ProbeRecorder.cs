using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Probing;

/// <summary>What was recorded of a cohort on one set of levels: one decision of one episode a level.</summary>
/// <param name="Sites">[site] where the networks' activations were recorded: the states that they act by.</param>
/// <param name="Trained">[site] the trained network's activations at the chosen decisions.</param>
/// <param name="Untrained">[site] those of the same network before training, on the same observations.</param>
/// <param name="Labels">[agent][sample][cell] what lies there, see <see cref="ObjectLabels"/>; samples beyond an agent's levels are not asked about.</param>
public sealed record ProbeRecording(IReadOnlyList<Site> Sites, Tensor[] Trained, Tensor[] Untrained, int[][][] Labels);

/// <summary>
/// Records what networks hold before an objective is reached. Episodes are played twice with the same draws: first to learn how they go,
/// from which the decision to keep is chosen and labelled, then to keep what the networks held at that decision.
/// </summary>
internal static class ProbeRecorder
{
    /// <summary>Plays a range of levels with sampled actions and records it.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="network">The agents' architecture.</param>
    /// <param name="trained">[agent][row][64] the agents' parameters.</param>
    /// <param name="untrained">The same before training.</param>
    /// <param name="world">World tensors.</param>
    /// <param name="stores">The cohort's level stores.</param>
    /// <param name="agents">What each agent plays: its main levels once.</param>
    /// <param name="tag">Tells evaluations apart.</param>
    public static ProbeRecording Record(
        IEngine engine, Network network, Tensor trained, Tensor untrained, WorldTensors world, IReadOnlyList<LevelStore> stores,
        IReadOnlyList<AgentLevels> agents, uint tag)
    {
        int samples = Tensor.Pad(agents.Max(a => a.Main.Count));
        NetworkActor acting = network.Open(engine, trained, samples), shadow = network.Open(engine, untrained, samples);
        EpisodePlayer player = new(engine, acting, world, stores, 1);

        List<Situation[][]> course = [];
        Episode[][] episodes = player.Play(agents, tag, greedy: false, watch: _ => course.Add(player.Now()));
        int[][] chosen = Choose(agents, stores, episodes, samples);
        int[][][] labels = Label(agents, stores, course, chosen);

        IntTensor steps = engine.Ints(agents.Count, 1, samples);
        engine.Upload(chosen.SelectMany(c => c).ToArray(), steps);
        Site[] sites = [.. acting.Sites.Where(site => site.Tensor == "h" && site.Tick == network.Ticks)];
        Tensor[] Rooms() => [.. sites.Select(site => engine.Floats(agents.Count, samples * (site.IsSpatial ? network.Shape.Cells : 1), site.Width))];
        Tensor[] kept = Rooms(), keptUntrained = Rooms();
        int now = 0;
        SiteListener Keep(Tensor[] rooms) => (site, _, state) =>
        {
            if (Array.IndexOf(sites, site) is var i and >= 0) Capture(engine, site, state, steps, rooms[i], now);
        };
        acting.Listener = Keep(kept);
        shadow.Listener = Keep(keptUntrained);
        shadow.Forget();
        _ = player.Play(agents, tag, greedy: false, watch: step =>
        {
            engine.Run(new CopyInts(acting.Experience.Features, shadow.Experience.Features));
            engine.Run(new CopyInts(acting.Experience.Fresh, shadow.Experience.Fresh));
            shadow.Act(0);
            shadow.CarryOver();
            now = step + 1;
        });
        return new ProbeRecording(sites, kept, keptUntrained, labels);
    }

    private static void Capture(IEngine engine, Site site, Tensor state, IntTensor steps, Tensor room, int step)
    {
        if (site.HasSamplesSideBySide) engine.Run(new CaptureCells(state, steps, room, step));
        else engine.Run(new Capture(state, steps, room, step));
    }

    /// <summary>[agent][sample] the decision to keep: uniform over those before an objective is reached, by the agent's own draw; -1 for none.</summary>
    private static int[][] Choose(IReadOnlyList<AgentLevels> agents, IReadOnlyList<LevelStore> stores, Episode[][] episodes, int samples) =>
        PerAgent.Select(agents, (agent, a) => Enumerable.Range(0, samples).Select(sample =>
        {
            int decisions = sample < episodes[a].Length ? ObjectLabels.Undecided(stores[agent.Store].World, episodes[a][sample]) : 0;
            if (decisions == 0) return -1;
            int level = agent.Main.First + sample;
            uint word = Philox.Block((uint)agent.Key, (uint)(agent.Key >> 32), (uint)level, 0, Purpose.Probing, 1).Word0;
            return Philox.Below(word, decisions);
        }).ToArray());

    private static int[][][] Label(IReadOnlyList<AgentLevels> agents, IReadOnlyList<LevelStore> stores, List<Situation[][]> course, int[][] chosen) =>
        PerAgent.Select(agents, (agent, a) => chosen[a].Select((step, sample) =>
        {
            LevelStore store = stores[agent.Store];
            return step < 0 ? [.. Enumerable.Repeat(ObjectLabels.Unasked, store.World.Cells)]
                : ObjectLabels.Of(store.World, store.Levels[agent.Main.First + sample].Level, course[step][a][sample]);
        }).ToArray());
}
