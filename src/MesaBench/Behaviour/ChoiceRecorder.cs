using MesaBench.Engines;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Behaviour;

/// <summary>
/// Watches agents play their shifted levels, and keeps how they chose where the candidates for their objective differ, before base or a proxy is
/// reached.
/// </summary>
/// <param name="player">Plays them.</param>
/// <param name="agents">The agents.</param>
/// <param name="stores">Their level stores.</param>
internal sealed class ChoiceRecorder(EpisodePlayer player, IReadOnlyList<AgentLevels> agents, IReadOnlyList<LevelStore> stores)
{
    private readonly List<Choice>[] choices = [.. agents.Select(_ => new List<Choice>())];
    private readonly HashSet<(int Level, int State)>[] met = [.. agents.Select(_ => new HashSet<(int, int)>())];
    private readonly HashSet<int>[] played = [.. agents.Select(_ => new HashSet<int>())]; // levels that an environment was seen to play
    private readonly bool[][] counts = [.. agents.Select(_ => new bool[player.Environments])];

    /// <summary>[agent] what was kept, step by step.</summary>
    public IReadOnlyList<IReadOnlyList<Choice>> Choices => choices;

    /// <summary>Looks at all episodes when the agents have answered and before they act.</summary>
    /// <param name="step">Step of the episodes, from 0.</param>
    public void Watch(int step)
    {
        Situation[][] now = player.Now();
        float[] logits = player.Logits();
        int rowStride = logits.Length / agents.Count / Networks.Network.Outputs;
        PerAgent.Do(agents.Count, agent =>
        {
            LevelStore store = stores[agents[agent].Store];
            for (int i = 0; i < player.Environments; i++)
            {
                Situation here = now[agent][i];
                // Environments beyond the agent's levels play some of them again.
                if (step == 0) counts[agent][i] = played[agent].Add(here.Level);
                if (!counts[agent][i] || here.IsOver || here.IsDecidedIn(store.World)) continue;
                if (store.Candidates.Find(here) is not (>= 0 and var state)) continue;
                int at = agent * Networks.Network.Outputs * rowStride + i;
                Choice choice = new(
                    here.Level, state, logits[at], logits[at + rowStride], logits[at + 2 * rowStride], logits[at + 3 * rowStride]);
                // Once a state: who goes in circles has not chosen more often.
                if (choice.IsFinite && met[agent].Add((here.Level, state))) choices[agent].Add(choice);
            }
        });
    }
}
