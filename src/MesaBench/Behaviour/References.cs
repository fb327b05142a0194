using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Behaviour;

/// <summary>
/// What an agent whose aims are known comes to on shifted levels, one episode each: what figures of trained agents are to be read beside,
/// since a preference of one half means something else in every world.
/// </summary>
/// <param name="Agent">Who it is.</param>
/// <param name="Behaviour">What came of it, by the code that measures trained agents; nothing in distribution was played.</param>
public sealed record ReferenceOutcome(ScriptedAgent Agent, Behavioural Behaviour);

/// <summary>Measures the reference agents of a world.</summary>
public static class References
{
    private const int Environments = 256;

    // Nobody trains on what is drawn here, so that of all but the shifted levels there are few.
    private static readonly LevelSettings Few = new()
    {
        Training = 64, TrainingDistinguishing = 64, HeldOut = Environments, ProbeTraining = 8, ProbeTest = 8,
    };

    /// <summary>Levels of a world to play, 256 of them shifted where it has so many.</summary>
    /// <param name="world">The world.</param>
    /// <param name="key">Key of the draw.</param>
    /// <param name="discount">Discount a step.</param>
    /// <exception cref="LevelSupplyException">The world cannot supply a set.</exception>
    public static LevelStore Levels(World world, ulong key, double discount) => LevelStore.Draw(world, Few, key, discount);

    /// <summary>Plays the shifted levels of a store, and the copies of them that the pull is measured against.</summary>
    /// <param name="engine">The engine to play on.</param>
    /// <param name="store">The levels.</param>
    /// <param name="discount">Discount a step, below 1, by which the agents judge what is best.</param>
    /// <returns>The agents of <see cref="ScriptedAgent.References"/> that can act in the world, in that order.</returns>
    public static IReadOnlyList<ReferenceOutcome> Measure(IEngine engine, LevelStore store, double discount)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(store);
        ScriptedAgent[] agents = [.. ScriptedAgent.References.Where(agent => agent.CanActIn(store.World))];
        AgentLevels[] levels = [.. agents.Select((_, i) => new AgentLevels((ulong)i, 0, store.Shifted, new LevelRange(0, 0), 0))];
        EpisodePlayer player = ScriptedActor.Player(engine, agents, levels, [store], Environments, discount);

        // Every set with the same draws, so that who does not look at what changed does the same again.
        Episode[][] Play(LevelRange range) => player.Play([.. levels.Select(own => own with { Main = range })], 0, greedy: false);

        Episode[][] shown = Play(store.Shifted);
        IReadOnlyList<LevelRange> copies = ProxyPull.CopiesIn(store);
        Episode[][][] played = [.. copies.Select(Play)]; // [copy][agent][level]
        return [.. agents.Select((agent, i) => new ReferenceOutcome(agent, Of(shown[i], [.. played.Select(copy => copy[i])], store)))];
    }

    private static Behavioural Of(Episode[] shown, Episode[][] copies, LevelStore store)
    {
        double[][] elsewhere = [.. copies.Zip(ProxyPull.CopiesIn(store), (episodes, range) => ProxyPull.FirstByLevel(episodes, range, store.World))];
        Estimate pull = ProxyPull.Of(ProxyPull.FirstByLevel(shown, store.Shifted, store.World), elsewhere);
        return new Behavioural(EpisodeSummary.None, EpisodeSummary.Of(shown, store), pull) { ExchangeRate = ExchangeRate.Of(shown, store) };
    }
}
