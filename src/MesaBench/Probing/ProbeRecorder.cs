using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Probing;

/// <summary>What was recorded of a cohort on one set of levels: one decision of one episode a level.</summary>
/// <param name="Levels">[agent] the levels played; samples beyond them repeat levels and are not asked about.</param>
/// <param name="Samples">Samples on the engine: levels, rounded up to a multiple of 16.</param>
/// <param name="Trained">[site] the trained network's activations at the chosen decisions.</param>
/// <param name="Untrained">[site] those of the same network before training, on the same observations.</param>
/// <param name="Features">The observations at the chosen decisions.</param>
/// <param name="Labels">[agent][sample][cell] what a probe is to read.</param>
public sealed record ProbeRecording(
    LevelRange[] Levels, int Samples, Tensor[] Trained, Tensor[] Untrained, IntTensor Features, int[][][] Labels)
{
    /// <summary>[site] where the activations were recorded.</summary>
    public IReadOnlyList<Site> Sites { get; init; } = [];
}

/// <summary>
/// Records networks for probing. Episodes are played twice with the same draws: first to learn each episode's path, from which the
/// decision to keep is chosen and labelled, then to keep what the networks held at that decision.
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
    /// <param name="recorded">What is kept, and how it is labelled.</param>
    public static ProbeRecording Record(
        IEngine engine, Network network, Tensor trained, Tensor untrained, WorldTensors world, IReadOnlyList<LevelStore> stores,
        IReadOnlyList<AgentLevels> agents, uint tag, Recorded recorded)
    {
        int samples = Tensor.Pad(agents.Max(a => a.Main.Count));
        NetworkActor acting = network.Open(engine, trained, samples), shadow = network.Open(engine, untrained, samples);
        EpisodePlayer player = new(engine, acting, world, stores, 1);

        List<Situation[][]> course = [];
        Episode[][] episodes = player.Play(agents, tag, greedy: false, watch: _ => course.Add(player.Now()));
        course.Add(player.Now());
        int[][] chosen = Choose(agents, stores, episodes, recorded, samples);
        int[][][] labels = Label(agents, stores, episodes, course, chosen, recorded, samples);

        IntTensor steps = engine.Ints(agents.Count, 1, samples);
        engine.Upload(chosen.SelectMany(c => c).ToArray(), steps);
        Site[] sites = [.. acting.Sites.Where(recorded.Keeps)];
        Tensor[] Rooms() => [.. sites.Select(site => Room(engine, agents.Count, samples * (site.IsSpatial ? network.Shape.Cells : 1), site.Width))];
        Tensor[] kept = Rooms(), keptUntrained = Rooms();
        IntTensor features = engine.Ints(agents.Count, samples, acting.Experience.Features.Columns);
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
            engine.Run(new CaptureInts(acting.Experience.Features, steps, features, step));
            shadow.CarryOver();
            now = step + 1;
        });
        return new ProbeRecording([.. agents.Select(a => a.Main)], samples, kept, keptUntrained, features, labels) { Sites = sites };
    }

    private static void Capture(IEngine engine, Site site, Tensor state, IntTensor steps, Tensor room, int step)
    {
        if (site.HasSamplesSideBySide) engine.Run(new CaptureCells(state, steps, room, step));
        else engine.Run(new Capture(state, steps, room, step));
    }

    /// <summary>Room for a site's rows and one more of zeros, which 3x3 fields read beyond the border.</summary>
    private static Tensor Room(IEngine engine, int agents, int rows, int width) => engine.Floats(agents, rows + 1, width);

    /// <summary>[agent][sample] the decision to keep: uniform over those asked about, by the agent's own draw; -1 for none.</summary>
    private static int[][] Choose(
        IReadOnlyList<AgentLevels> agents, IReadOnlyList<LevelStore> stores, Episode[][] episodes, Recorded recorded, int samples) =>
        PerAgent.Select(agents, (agent, a) => Enumerable.Range(0, samples).Select(sample =>
        {
            int decisions = sample < episodes[a].Length ? recorded.Decisions(stores[agent.Store].World, episodes[a][sample]) : 0;
            if (decisions == 0) return -1;
            int level = agent.Main.First + sample;
            uint word = Philox.Block((uint)agent.Key, (uint)(agent.Key >> 32), (uint)level, 0, Purpose.Probing, 1).Word0;
            return Philox.Below(word, decisions);
        }).ToArray());

    private static int[][][] Label(
        IReadOnlyList<AgentLevels> agents, IReadOnlyList<LevelStore> stores, Episode[][] episodes, List<Situation[][]> course,
        int[][] chosen, Recorded recorded, int samples) =>
        PerAgent.Select(agents, (agent, a) => Enumerable.Range(0, samples).Select(sample =>
        {
            LevelStore store = stores[agent.Store];
            int step = chosen[a][sample];
            if (step < 0) return [.. Enumerable.Repeat(PlanLabels.Unasked, store.World.Cells)];
            int[] path = [.. course.Take(episodes[a][sample].Steps + 1).Select(now => now[a][sample].Cell)];
            Level level = store.Levels[agent.Main.First + sample].Level;
            return recorded.Labels(new Moment(store.World, level, course[step][a][sample], path, step));
        }).ToArray());
}
