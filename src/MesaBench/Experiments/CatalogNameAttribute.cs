namespace MesaBench.Experiments;

/// <summary>
/// Gives a <see cref="WorldSpec"/>, <see cref="NetworkSpec"/>, <see cref="TrainerSpec"/> or <see cref="ConstructionSpec"/> the name it has in
/// experiment files. A type that carries it is found by the catalog: adding one is adding one file.
/// </summary>
/// <param name="name">The name, lower case, e.g. <c>door</c>.</param>
/// <param name="summary">One sentence for <c>mesabench list</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CatalogNameAttribute(string name, string summary) : Attribute
{
    /// <summary>The name in experiment files.</summary>
    public string Name { get; } = name;

    /// <summary>One sentence for <c>mesabench list</c>.</summary>
    public string Summary { get; } = summary;
}

/// <summary>Makes an abstract record a kind of entry in files: an object that names one of its subtypes, which carry a <see cref="CatalogNameAttribute"/>.</summary>
/// <param name="discriminator">The property by which it does, e.g. <c>world</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CatalogKindAttribute(string discriminator) : Attribute
{
    /// <summary>The property that names the subtype.</summary>
    public string Discriminator { get; } = discriminator;
}
