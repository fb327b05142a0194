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
