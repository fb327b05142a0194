using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;

namespace MesaBench.Tests.Behaviour;

/// <summary>Scripted agents at work in small level stores.</summary>
internal static class Scripted
{
    public const double Discount = 0.95;
    public const int Environments = 64;

    public static LevelStore Store(WorldSpec spec, int heldOut = 64) => LevelStore.Draw(
        spec.Build(),
        new LevelSettings { Training = 64, TrainingDistinguishing = 16, HeldOut = heldOut, ProbeTraining = 8, ProbeTest = 8 },
        11, Discount);

    public static AgentLevels Levels(LevelStore store, double alpha = 0, ulong key = 5) =>
        new(key, 0, store.Training, store.TrainingDistinguishing, alpha);

    /// <summary>Measures scripted agents as a trained cohort is measured.</summary>
    public static Behavioural[] Measure(LevelStore store, double alpha, params ScriptedAgent[] agents)
    {
        using IEngine engine = Grid.NewEngine();
        AgentLevels[] levels = [.. agents.Select((_, i) => Levels(store, alpha, (ulong)i))];
        return Measure(ScriptedActor.Player(engine, agents, levels, [store], Environments, Discount), levels, store);
    }

    /// <summary>Measures what a player plays at the end of its training.</summary>
    public static Behavioural[] Measure(EpisodePlayer player, AgentLevels[] levels, params LevelStore[] stores) =>
        Evaluation.AtEnd(new EvaluationPlayers(player, player), levels, stores, 0);

    /// <summary>Plays one agent's levels of a range.</summary>
    public static Episode[] Play(
        LevelStore store, ScriptedAgent agent, LevelRange range, int environments = Environments, bool refill = false, bool greedy = false)
    {
        using IEngine engine = Grid.NewEngine();
        AgentLevels levels = Levels(store) with { Main = range };
        return ScriptedActor.Player(engine, [agent], [levels], [store], environments, Discount).Play([levels], 7, greedy, refill)[0];
    }
}
