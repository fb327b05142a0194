using System.ComponentModel.DataAnnotations;

namespace MesaBench.Experiments;

/// <summary>A trainer's entry in an experiment file; its subtypes carry a <see cref="CatalogNameAttribute"/>.</summary>
[CatalogKind("trainer")]
public abstract record TrainerSpec
{
    /// <summary>Weights to start from; null for random ones.</summary>
    public ConstructionSpec? Start { get; init; }

    /// <summary>Seeds a cell with this trainer; null takes the experiment's, and a network's own come first.</summary>
    [Range(1, 1_000_000)]
    public int? Seeds { get; init; }

    /// <summary>Environment steps to train for; null takes the world's or the experiment's, and a network's own comes first.</summary>
    [Range(1.0, 1e12)]
    public long? Steps { get; init; }

    /// <summary>Steps of each environment between updates; null takes the world's or the experiment's.</summary>
    [Range(2, 1024)]
    public int? StepsPerUpdate { get; init; }

    /// <summary>Passes over each rollout; null takes the world's or the experiment's, and a network's own comes first.</summary>
    [Range(1, 100)]
    public int? Epochs { get; init; }

    /// <summary>Whether it goes by what training rewards; other trainers know by themselves what is to be done.</summary>
    public virtual bool HeedsRewards => false;

    /// <summary>Whether it trains; otherwise it takes no steps, and the weights stay those of the start.</summary>
    public virtual bool Trains => true;

    /// <summary>A short label, e.g. <c>imitation-base</c> or <c>ppo-from-frozen</c>; null for the trainer that goes without saying.</summary>
    public string? Label => Start is null ? Method : $"{Method ?? Catalog.UnsaidTrainer}-from-{Start.Label}";

    /// <summary>
    /// What it is in a name of networks that are compared, e.g. <c>by imitation of base, from a frozen body</c>; null where it goes without
    /// saying.
    /// </summary>
    public string? Description => Start is null ? MethodDescription
        : string.Join(", ", ((string?[])[MethodDescription, $"from {Start.Description}"]).OfType<string>());

    /// <summary>The label, whatever it starts from; null for the trainer that goes without saying.</summary>
    protected abstract string? Method { get; }

    /// <summary>The description, whatever it starts from; null for the trainer that goes without saying.</summary>
    protected abstract string? MethodDescription { get; }

    /// <summary>What is wrong with training in a world by this entry, each problem under <paramref name="path"/>.</summary>
    public virtual IEnumerable<Problem> Validate(WorldSpec world, string path) => [];

    /// <summary>What is wrong with training by this entry with an agent's settings, each problem under <paramref name="path"/>.</summary>
    public virtual IEnumerable<Problem> Validate(TrainingSettings training, string path) => [];

    /// <summary>What is wrong with training a network by this entry, each problem under <paramref name="path"/>.</summary>
    public virtual IEnumerable<Problem> Validate(NetworkSpec network, string path) => [];
}
