namespace MesaBench.Experiments;

/// <summary>A trainer's entry in an experiment file; its subtypes carry a <see cref="CatalogNameAttribute"/>.</summary>
public abstract record TrainerSpec
{
    /// <summary>A short label, e.g. <c>imitation-base</c>; null for the trainer that goes without saying.</summary>
    public abstract string? Label { get; }

    /// <summary>What it is in a name of networks that are compared, e.g. <c>by imitation of base</c>; null where it goes without saying.</summary>
    public abstract string? Description { get; }

    /// <summary>What is wrong with training in a world by this entry, each problem under <paramref name="path"/>.</summary>
    public virtual IEnumerable<Problem> Validate(WorldSpec world, string path) => [];

    /// <summary>What is wrong with training a network by this entry, each problem under <paramref name="path"/>.</summary>
    public virtual IEnumerable<Problem> Validate(NetworkSpec network, string path) => [];
}
