using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Training;

/// <summary>What a trainer is made for.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Network">The architecture all agents share.</param>
/// <param name="Settings">The settings, the agents' own.</param>
/// <param name="World">Descriptors and level tables of the agents.</param>
/// <param name="Stores">The level stores they play.</param>
/// <param name="Levels">[agent] what each plays.</param>
/// <param name="Initial">[agent] initial parameter vectors.</param>
/// <param name="Rates">[agent] learning rates.</param>
public sealed record TrainerSetup(
    IEngine Engine, Network Network, TrainingSettings Settings, WorldTensors World, IReadOnlyList<LevelStore> Stores,
    IReadOnlyList<AgentLevels> Levels, IReadOnlyList<float[]> Initial, IReadOnlyList<double> Rates)
{
    /// <summary>Who trained the same agents in the phase before, with whose parameters and optimiser it goes on; null in the first.</summary>
    public Trainer? Before { get; init; }

    /// <summary>[agent] 1 for each number of its parameters that is learned, 0 where it is to stay as it is; null where all are learned.</summary>
    public IReadOnlyList<float[]>? Learned { get; init; }

    /// <summary>Number of the phase, from 0.</summary>
    internal int Phase => Before is null ? 0 : Before.Setup.Phase + 1;
}

/// <summary>A trainer's entry that can open it. Every <see cref="TrainerSpec"/> with a catalog name is one.</summary>
public interface ITrainerSource
{
    /// <summary>The trainer of a cohort.</summary>
    Trainer Open(TrainerSetup setup);
}

/// <summary>Opening trainers from their entries.</summary>
public static class TrainerSpecs
{
    /// <summary>The trainer of an entry; PPO where there is none.</summary>
    /// <exception cref="NotSupportedException">The entry's type has no trainer.</exception>
    public static Trainer Open(this TrainerSpec? spec, TrainerSetup setup) => (spec ?? new PpoSpec()) is ITrainerSource source
        ? source.Open(setup)
        : throw new NotSupportedException($"{spec!.GetType().Name} opens no trainer");
}

/// <summary>Proximal policy optimisation, by the experiment's training settings.</summary>
[CatalogName(Catalog.UnsaidTrainer, "proximal policy optimisation (Schulman et al. 2017) of the objective that training pays")]
public sealed record PpoSpec : TrainerSpec, ITrainerSource
{
    /// <inheritdoc/>
    public override bool HeedsRewards => true;

    /// <inheritdoc/>
    protected override string? Method => null;

    /// <inheritdoc/>
    protected override string? MethodDescription => null;

    /// <inheritdoc/>
    public Trainer Open(TrainerSetup setup) => new PpoTrainer(setup);
}
