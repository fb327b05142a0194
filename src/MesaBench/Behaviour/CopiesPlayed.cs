using MesaBench.Engines;
using MesaBench.Worlds;

namespace MesaBench.Behaviour;

/// <summary>How one agent did on the copies of its shifted levels.</summary>
/// <param name="Summaries">[copy of its world's] what came of it.</param>
/// <param name="ProxyFirst">
/// By the copy's name: [shifted level] share of its episodes in which the proxy came first, or at once with base.
/// </param>
internal sealed record CopiesPlayed(IReadOnlyList<EpisodeSummary> Summaries, IReadOnlyDictionary<string, double[]> ProxyFirst)
{
    /// <summary>Nothing played.</summary>
    public static CopiesPlayed None { get; } = new([], new Dictionary<string, double[]>());

    /// <summary>
    /// [agent] plays copy after copy; an agent whose world has fewer plays its shifted levels meanwhile, which are not read.
    /// </summary>
    public static CopiesPlayed[] Of(
        IReadOnlyList<AgentLevels> agents, IReadOnlyList<LevelStore> stores, Func<Func<AgentLevels, LevelRange>, Episode[][]> play)
    {
        List<EpisodeSummary>[] summaries = [.. agents.Select(_ => new List<EpisodeSummary>())];
        Dictionary<string, double[]>[] shares = [.. agents.Select(_ => new Dictionary<string, double[]>())];
        int most = agents.Max(a => stores[a.Store].Copies.Count);
        for (int copy = 0; copy < most; copy++)
        {
            Episode[][] episodes = play(a => stores[a.Store].Copies is var own && copy < own.Count ? own[copy] : stores[a.Store].Shifted);
            PerAgent.Do(agents.Count, agent =>
            {
                LevelStore store = stores[agents[agent].Store];
                if (copy >= store.Copies.Count) return;
                summaries[agent].Add(EpisodeSummary.Of(episodes[agent], store));
                shares[agent].Add(store.World.Copies[copy].Name, Shares(episodes[agent], store.Copies[copy]));
            });
        }
        return [.. summaries.Zip(shares, (summary, share) => new CopiesPlayed(summary, share))];
    }

    private static double[] Shares(Episode[] episodes, LevelRange range)
    {
        double[] first = new double[range.Count];
        int[] played = new int[range.Count];
        foreach (Episode episode in episodes)
        {
            if (episode.Outcome is Outcome.Proxy or Outcome.Both) first[episode.Level - range.First]++;
            played[episode.Level - range.First]++;
        }
        return [.. first.Zip(played, (count, of) => count / of)];
    }
}
