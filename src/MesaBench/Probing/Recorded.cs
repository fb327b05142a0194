using MesaBench.Behaviour;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Probing;

/// <summary>A decision of an episode that was played to its end.</summary>
/// <param name="World">Its world.</param>
/// <param name="Level">Its level.</param>
/// <param name="Now">Where the episode stands.</param>
/// <param name="Path">The agent's cells: before the first step, then after each step.</param>
/// <param name="Step">Steps taken before it.</param>
internal sealed record Moment(World World, Level Level, Situation Now, IReadOnlyList<int> Path, int Step);

/// <summary>What is recorded of episodes, and what is to be read from it.</summary>
/// <param name="Decisions">Decisions of an episode, from its first on, of which one is chosen; 0 for none.</param>
/// <param name="Labels">[cell] what is to be read from the state at a decision; <see cref="PlanLabels.Unasked"/> where nothing is asked.</param>
/// <param name="Keeps">Which sites are kept of those that an actor has.</param>
internal sealed record Recorded(Func<World, Episode, int> Decisions, Func<Moment, int[]> Labels, Func<Site, bool> Keeps);
