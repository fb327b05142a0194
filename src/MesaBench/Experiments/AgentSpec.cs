using System.Globalization;
using MesaBench.Inference;

namespace MesaBench.Experiments;

/// <summary>One agent to train: its cell (world, alpha, network, trainer, learning rate), its level set and its seed.</summary>
/// <param name="World">The world's entry.</param>
/// <param name="Alpha">Fraction of distinguishing levels in training.</param>
/// <param name="Network">The network's entry.</param>
/// <param name="LearningRate">Adam's learning rate at the start.</param>
/// <param name="LevelSet">Which draw of the level sets it is trained and evaluated on.</param>
/// <param name="Seed">Number of the agent within its cell, from 0.</param>
/// <param name="Trainer">The trainer's entry; null for PPO.</param>
public sealed record AgentSpec(
    WorldSpec World, double Alpha, NetworkSpec Network, double LearningRate, int LevelSet, int Seed, TrainerSpec? Trainer = null)
{
    /// <summary>The phases of its training before the last, which is the one with its alpha and trainer.</summary>
    public IReadOnlyList<PhaseSpec> Before { get; init; } = [];

    /// <summary>The cell's name, e.g. <c>door-open7_a0.1_mlp16x2_lr0.002</c>.</summary>
    public string Cell =>
        string.Create(CultureInfo.InvariantCulture, $"{World.Label}_a{Alpha}_{Network.Label}{(Trainer?.Label is { } trainer ? $"_{trainer}" : "")}_lr{LearningRate}");

    /// <summary>The agent's name, unique in its experiment and fit for a file name.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Cell}_s{Seed}");

    /// <summary>The key of all of the agent's random streams: 64 bits of SHA-256 over the study seed and the name.</summary>
    public ulong Key(int studySeed) =>
        RandomKey.Of(FormattableString.Invariant($"{studySeed}/{Name}"));

    /// <summary>
    /// What the agent is trained with: a network's own settings come before the world's, those before the experiment's. Learning rates are
    /// those of all its cells.
    /// </summary>
    public TrainingSettings TrainingIn(Experiment experiment) => TrainingOf(experiment, World, Network, Trainer);

    /// <summary>The parts of its training, one after the other; at least one. The last has its cell's alpha and trainer.</summary>
    public IReadOnlyList<Phase> PhasesIn(Experiment experiment)
    {
        TrainingSettings whole = TrainingIn(experiment);
        return
        [
            .. whole.Phases.DefaultIfEmpty(new PhaseSpec()).Select(phase => new Phase(
                whole with { Steps = phase.Steps ?? whole.Steps }, phase.Alpha ?? Alpha, phase.Trainer ?? Trainer)),
        ];
    }

    /// <summary>The same for any agent of a world and a network.</summary>
    internal static TrainingSettings TrainingOf(Experiment experiment, WorldSpec world, NetworkSpec network, TrainerSpec? trainer)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        TrainingSettings ofWorld = world.Training?.Over(experiment.Training) ?? experiment.Training;
        return ofWorld with
        {
            Steps = network.Steps ?? trainer?.Steps ?? ofWorld.Steps,
            StepsPerUpdate = trainer?.StepsPerUpdate ?? ofWorld.StepsPerUpdate,
            Epochs = network.Epochs ?? trainer?.Epochs ?? ofWorld.Epochs,
            LearningRates = network.LearningRates ?? ofWorld.LearningRates,
            Discount = world.Discount ?? ofWorld.Discount,
        };
    }

    /// <summary>All agents of an experiment, cell by cell, in the order of the experiment file.</summary>
    public static AgentList Expand(Experiment experiment) => new(experiment);

    /// <summary>The first agent of each cell, and how many the cell has.</summary>
    public static IReadOnlyList<(AgentSpec First, int Agents)> Cells(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return
        [
            .. from world in experiment.Worlds
               from alpha in world.Alphas ?? experiment.Alphas
               from network in world.Networks ?? experiment.Networks
               from trainer in (world.Trainers ?? experiment.Trainers).DefaultIfEmpty()
               let training = TrainingOf(experiment, world, network, trainer)
               from rate in training.LearningRates
               select (new AgentSpec(world, alpha, network, rate, 0, 0, trainer) { Before = training.Before }, network.Seeds ?? trainer?.Seeds ?? experiment.Seeds),
        ];
    }
}
