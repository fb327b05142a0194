using MesaBench.Engines;
using MesaBench.Worlds;

namespace MesaBench.Behaviour;

/// <summary>How one agent did on copies of its shifted levels.</summary>
/// <param name="Summaries">[copy] what came of it.</param>
/// <param name="ProxyFirst">[copy][shifted level] share of its episodes in which the proxy came first.</param>
internal sealed record CopiesPlayed(IReadOnlyList<EpisodeSummary> Summaries, IReadOnlyList<double[]> ProxyFirst)
{
    /// <summary>
    /// [agent] plays copy after copy; an agent whose world has fewer plays its shifted levels meanwhile, which are not read.
    /// </summary>
    /// <param name="agents">The agents.</param>
    /// <param name="stores">Their level stores.</param>
    /// <param name="copies">The copies of a store.</param>
    /// <param name="play">Plays a range of each agent's: [agent][episode].</param>
    public static CopiesPlayed[] Of(
        IReadOnlyList<AgentLevels> agents, IReadOnlyList<LevelStore> stores, Func<LevelStore, IReadOnlyList<LevelRange>> copies,
        Func<Func<AgentLevels, LevelRange>, Episode[][]> play)
    {
        IReadOnlyList<LevelRange>[] ranges = [.. agents.Select(a => copies(stores[a.Store]))];
        List<EpisodeSummary>[] summaries = [.. agents.Select(_ => new List<EpisodeSummary>())];
        List<double[]>[] shares = [.. agents.Select(_ => new List<double[]>())];
        for (int copy = 0; copy < ranges.Max(r => r.Count); copy++)
        {
            Episode[][] episodes = play(a => copies(stores[a.Store]) is var own && copy < own.Count ? own[copy] : stores[a.Store].Shifted);
            PerAgent.Do(agents.Count, agent =>
            {
                if (copy >= ranges[agent].Count) return;
                LevelStore store = stores[agents[agent].Store];
                summaries[agent].Add(EpisodeSummary.Of(episodes[agent], store));
                shares[agent].Add(ProxyPull.FirstByLevel(episodes[agent], ranges[agent][copy], store.World));
            });
        }
        return [.. summaries.Zip(shares, (summary, share) => new CopiesPlayed(summary, share))];
    }
}
