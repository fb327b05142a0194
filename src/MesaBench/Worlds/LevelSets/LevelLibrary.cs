using MesaBench.Experiments;
using MesaBench.Inference;

namespace MesaBench.Worlds;

/// <summary>Level stores of an experiment: one for each world and level set that its agents play, shared by agents and threads.</summary>
public sealed class LevelLibrary
{
    private readonly Dictionary<(string World, int Set), LevelStore> stores;

    private LevelLibrary(Dictionary<(string World, int Set), LevelStore> stores) => this.stores = stores;

    /// <summary>Draws the levels of all agents of an experiment.</summary>
    /// <exception cref="LevelSupplyException">A world cannot supply its levels.</exception>
    public static LevelLibrary Draw(Experiment experiment) => Draw(experiment, AgentSpec.Expand(experiment));

    /// <summary>Draws the levels of some agents, worlds and sets in parallel, and works out what their teachers do, levels in parallel. A set is the same whichever others are drawn.</summary>
    /// <exception cref="LevelSupplyException">A world cannot supply its levels.</exception>
    public static LevelLibrary Draw(Experiment experiment, IReadOnlyList<AgentSpec> agents, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(agents);
        (WorldSpec World, int Set)[] wanted = [.. agents.Select(a => (a.World, a.LevelSet)).DistinctBy(w => (w.World.Label, w.LevelSet))];
        LevelStore[] drawn = new LevelStore[wanted.Length];
        Dictionary<(string, int), LevelStore> stores;
        try
        {
            _ = Parallel.For(0, wanted.Length, new ParallelOptions { CancellationToken = token }, i => drawn[i] = Draw(experiment, wanted[i].World, wanted[i].Set, token));
            stores = wanted.Zip(drawn).ToDictionary(p => (p.First.World.Label, p.First.Set), p => p.Second);
            foreach (AgentSpec agent in agents.DistinctBy(agent => (agent.World, agent.LevelSet, agent.Trainer)))
            {
                token.ThrowIfCancellationRequested();
                LevelStore own = stores[(agent.World.Label, agent.LevelSet)];
                foreach (ITaught taught in agent.PhasesIn(experiment).Select(phase => phase.Trainer).OfType<ITaught>()) _ = own.Taught(taught.Who);
            }
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<LevelSupplyException>().FirstOrDefault() is { } supply)
        {
            throw new LevelSupplyException(supply.Problem);
        }
        return new LevelLibrary(stores);
    }

    /// <summary>The levels of an agent.</summary>
    public LevelStore Of(AgentSpec agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return stores[(agent.World.Label, agent.LevelSet)];
    }

    /// <summary>How many levels each set has and how they are told apart, for the record.</summary>
    public IReadOnlyList<LevelSetSizes> Sizes =>
        [.. stores.OrderBy(s => s.Key.World, StringComparer.Ordinal).ThenBy(s => s.Key.Set).Select(s => LevelSetSizes.Of(s.Key.World, s.Key.Set, s.Value.Sets))];

    /// <summary>The layouts (<see cref="LevelHash.Layout"/>) that some agents of an experiment, all in one world, may have trained on.</summary>
    internal static IEnumerable<ulong> TrainedLayouts(Experiment experiment, WorldSpec world, IEnumerable<AgentSpec> agents, CancellationToken token)
    {
        World built = world.Build();
        return agents.Select(agent => agent.LevelSet).Distinct().SelectMany(set =>
        {
            (LevelSettings settings, ulong key, double discount) = DrawOf(experiment, world, built, set);
            LevelSets sets = LevelSets.Draw(built, settings, key, discount, token);
            return sets.Training.Concat(sets.TrainingDistinguishing).Select(level => LevelHash.Layout(built, level.Level));
        });
    }

    /// <summary>Whether a world's level sets of the same number are the same levels in two experiments.</summary>
    public static bool IsSame(Experiment one, WorldSpec world, Experiment other, WorldSpec there)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(there);
        return DrawOf(one, world, world.Build(), 0) == DrawOf(other, there, there.Build(), 0);
    }

    private static LevelStore Draw(Experiment experiment, WorldSpec world, int set, CancellationToken token)
    {
        World built = world.Build();
        (LevelSettings settings, ulong key, double discount) = DrawOf(experiment, world, built, set);
        return LevelStore.Draw(built, settings, key, discount, token);
    }

    private static (LevelSettings Settings, ulong Key, double Discount) DrawOf(Experiment experiment, WorldSpec world, World built, int set)
    {
        string name = FormattableString.Invariant($"{experiment.StudySeed}/{world.Label}/levels{set}");
        ulong key = RandomKey.Of(name);
        // Where levels to train on are drawn apart there may be none that are distinguishing, which does not matter if none are trained on.
        IEnumerable<double> before = (world.Training?.Phases ?? experiment.Training.Phases).Select(phase => phase.Alpha).OfType<double>();
        bool trainsOnNone = built.TrainsOnOthers && (world.Alphas ?? experiment.Alphas).Concat(before).All(alpha => alpha == 0);
        LevelSettings own = world.Levels?.Over(experiment.Levels) ?? experiment.Levels;
        LevelSettings settings = trainsOnNone ? own with { TrainingDistinguishing = 0 } : own;
        return (settings, key, world.Discount ?? experiment.Training.Discount);
    }
}
