using MesaBench.Experiments;

namespace MesaBench.Zoo;

/// <summary>
/// A few of an experiment's agents that stand for all: in each world some trainers, shift rates and networks, the next ones in the world after it, and of
/// each cell the first seeds. What rounding leaves over in a world is made up for in the next, so that a world with few agents may have none.
/// </summary>
internal sealed class Thinning
{
    private readonly Experiment experiment;
    private int trainersTaken, alphasTaken, networksTaken;

    private Thinning(Experiment experiment) => this.experiment = experiment;

    /// <summary>An experiment with so many times fewer agents, one at least.</summary>
    public static Experiment Of(Experiment experiment, int times)
    {
        Thinning thinning = new(experiment);
        SortedDictionary<int, WorldSpec> worlds = [];
        double due = 0; // agents that are to be taken in the worlds so far, less those that were
        // Every other world first: those side by side may be a pair, such as one that pays for base and one that pays for the proxy.
        foreach ((int place, WorldSpec world) in experiment.Worlds.Index().OrderBy(world => world.Index % 2))
        {
            due += (double)AgentsIn(experiment, world) / times;
            if (due < 0.5) continue;
            worlds.Add(place, thinning.Few(world, Math.Max(1, (int)Math.Round(due))));
            due -= AgentsIn(experiment, worlds[place]);
        }
        if (worlds.Count == 0) worlds.Add(0, thinning.Few(experiment.Worlds[0], 1));
        // It is no study of its own: what was to be confirmed asks for all agents.
        return experiment with { Worlds = [.. worlds.Values], Statistics = experiment.Statistics with { Confirmatory = [] } };
    }

    private static int AgentsIn(Experiment experiment, WorldSpec world) => AgentSpec.Expand(experiment with { Worlds = [world] }).Count;

    private WorldSpec Few(WorldSpec world, int agents)
    {
        IReadOnlyList<TrainerSpec> trainers = Next(world.Trainers ?? experiment.Trainers, agents, ref trainersTaken);
        agents /= Math.Max(1, trainers.Count);
        IReadOnlyList<double> alphas = Next(world.Alphas ?? experiment.Alphas, agents, ref alphasTaken);
        agents /= alphas.Count;
        IReadOnlyList<NetworkSpec> networks = Next(world.Networks ?? experiment.Networks, agents, ref networksTaken);
        int Rates(NetworkSpec network) => AgentSpec.TrainingOf(experiment, world, network, trainer: null).LearningRates.Count;
        double share = agents / networks.Sum(network => (double)(network.Seeds ?? experiment.Seeds) * Rates(network));
        int Seeds(int? own) => Math.Clamp((int)Math.Round(share * (own ?? experiment.Seeds)), 1, own ?? experiment.Seeds);
        return world with
        {
            Alphas = alphas,
            Trainers = trainers.Count == 0 ? null : [.. trainers.Select(trainer => trainer with { Seeds = Seeds(trainer.Seeds) })],
            Networks = [.. networks.Select(network => trainers.Count > 0 && network.Seeds is null ? network : network with { Seeds = Seeds(network.Seeds) })],
        };
    }

    /// <summary>So many of a list, after those that were taken of it before; all of one that has no more.</summary>
    private static IReadOnlyList<T> Next<T>(IReadOnlyList<T> all, int count, ref int taken)
    {
        if (count >= all.Count) return all;
        int first = taken;
        taken += count;
        return [.. Enumerable.Range(first, count).Select(place => all[place % all.Count])];
    }
}
