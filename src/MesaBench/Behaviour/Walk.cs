using MesaBench.Worlds;

namespace MesaBench.Behaviour;

/// <summary>An agent's way through one episode.</summary>
/// <param name="Level">Number of its level in the store.</param>
/// <param name="Cells">Cells it stood on, from the start to where the episode ended: one more than steps.</param>
/// <param name="Logits">[step][action] logits of its policy, from which its action was drawn.</param>
/// <param name="Episode">What came of it.</param>
public sealed record Walk(int Level, IReadOnlyList<int> Cells, IReadOnlyList<float[]> Logits, Episode Episode);

/// <summary>Watches agents play, and keeps where each episode went.</summary>
/// <param name="player">Plays them.</param>
/// <param name="agents">[agent] what it plays, one environment a level.</param>
internal sealed class WalkRecorder(EpisodePlayer player, IReadOnlyList<AgentLevels> agents)
{
    private readonly (List<int> Cells, List<float[]> Logits)[][] ways =
        [.. agents.Select(agent => Enumerable.Range(0, agent.Main.Count).Select(_ => (new List<int>(), new List<float[]>())).ToArray())]; // [agent][level]

    /// <summary>Looks at all episodes when the agents have answered and before they act.</summary>
    public void Watch()
    {
        Situation[][] now = player.Now();
        float[] logits = player.Logits();
        int rowStride = logits.Length / agents.Count / Networks.Network.Outputs;
        for (int agent = 0; agent < agents.Count; agent++)
        {
            for (int i = 0; i < ways[agent].Length; i++)
            {
                if (now[agent][i].IsOver) continue;
                int at = agent * Networks.Network.Outputs * rowStride + i;
                ways[agent][i].Cells.Add(now[agent][i].Cell);
                ways[agent][i].Logits.Add([.. Enumerable.Range(0, Paths.Actions).Select(action => logits[at + action * rowStride])]);
            }
        }
    }

    /// <summary>[agent][level] the ways, once all episodes are over.</summary>
    /// <param name="episodes">[agent][level] what came of them.</param>
    public Walk[][] Ended(Episode[][] episodes)
    {
        Situation[][] now = player.Now();
        return [.. ways.Index().Select(agent => agent.Item.Index()
            .Select(way => new Walk(
                agents[agent.Index].Main.First + way.Index, [.. way.Item.Cells, now[agent.Index][way.Index].Cell], way.Item.Logits, episodes[agent.Index][way.Index]))
            .ToArray())];
    }
}
