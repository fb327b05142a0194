namespace MesaBench.Experiments;

/// <summary>Weights to start from in place of random ones: an entry of an experiment file; its subtypes carry a <see cref="CatalogNameAttribute"/>.</summary>
[CatalogKind("construction")]
public abstract record ConstructionSpec
{
    /// <summary>A short label, fit for a file name, e.g. <c>frozen</c>.</summary>
    public abstract string Label { get; }

    /// <summary>What it is in a name of networks that are compared, e.g. <c>a frozen body</c>.</summary>
    public abstract string Description { get; }

    /// <summary>What is wrong with it in a network that plays a world, each problem under <paramref name="path"/>.</summary>
    public virtual IEnumerable<Problem> Validate(WorldSpec world, NetworkSpec network, string path) => [];
}
