using System.Reflection;
using System.Text.Json;

namespace MesaBench.Experiments;

/// <summary>A world, network, trainer or construction that experiment files may name, or a probe.</summary>
/// <param name="Name">Its name in experiment files and results.</param>
/// <param name="Summary">One sentence for <c>mesabench list</c>.</param>
/// <param name="Type">The record that holds its settings, or the probe's class.</param>
public sealed record CatalogEntry(string Name, string Summary, Type Type);

/// <summary>
/// The worlds, networks, trainers and constructions that experiment files may name: every <see cref="WorldSpec"/>, <see cref="NetworkSpec"/>,
/// <see cref="TrainerSpec"/> and <see cref="ConstructionSpec"/> of some assemblies that carries a <see cref="CatalogNameAttribute"/>; other classes that carry it
/// are probes. Nothing is registered by hand: a new type is found.
/// </summary>
public sealed class Catalog
{
    private readonly Dictionary<Type, IReadOnlyList<CatalogEntry>> entries;

    /// <summary>The trainer where none is named.</summary>
    public const string UnsaidTrainer = "ppo";

    /// <summary>The catalog of this library.</summary>
    public static Catalog Default { get; } = Of(typeof(Catalog).Assembly);

    private Catalog(IReadOnlyList<Assembly> assemblies)
    {
        entries = assemblies.Append(typeof(Catalog).Assembly).Distinct().SelectMany(assembly => assembly.GetTypes())
            .Where(type => DiscriminatorOf(type) is not null)
            .ToDictionary(kind => kind, kind => (IReadOnlyList<CatalogEntry>)Entries(assemblies, type => type.IsAssignableTo(kind)));
        Probes = Entries(assemblies, type => !entries.Keys.Any(type.IsAssignableTo));
        Json = ExperimentJson.Options(this);
    }

    /// <summary>The worlds, by name.</summary>
    public IReadOnlyList<CatalogEntry> Worlds => EntriesOf(typeof(WorldSpec));

    /// <summary>The networks, by name.</summary>
    public IReadOnlyList<CatalogEntry> Networks => EntriesOf(typeof(NetworkSpec));

    /// <summary>The trainers, by name.</summary>
    public IReadOnlyList<CatalogEntry> Trainers => EntriesOf(typeof(TrainerSpec));

    /// <summary>The constructions, by name.</summary>
    public IReadOnlyList<CatalogEntry> Constructions => EntriesOf(typeof(ConstructionSpec));

    /// <summary>The probes, by name.</summary>
    public IReadOnlyList<CatalogEntry> Probes { get; }

    /// <summary>How experiments with this catalog's worlds and networks are written as JSON.</summary>
    internal JsonSerializerOptions Json { get; }

    /// <summary>The catalog of all worlds and networks in the given assemblies.</summary>
    /// <exception cref="InvalidOperationException">Two types of one kind have the same name.</exception>
    public static Catalog Of(params IReadOnlyList<Assembly> assemblies) => new(assemblies);

    /// <summary>The name of a world's, network's, trainer's or construction's entry.</summary>
    public string NameOf(object spec) => entries.Values.SelectMany(kind => kind).Single(e => e.Type == spec.GetType()).Name;

    /// <summary>The entries that may stand where <paramref name="baseType"/> is asked for; empty when it is no catalog type.</summary>
    internal IReadOnlyList<CatalogEntry> EntriesOf(Type baseType) => entries.GetValueOrDefault(baseType, []);

    /// <summary>One of the entries whose records are of an abstract type, which may be a kind's or one between.</summary>
    internal CatalogEntry AnyOf(Type abstractType) => entries.Values.SelectMany(kind => kind).First(entry => entry.Type.IsAssignableTo(abstractType));

    /// <summary>The property that names the entry in a file, e.g. <c>world</c>; null when not a catalog type.</summary>
    internal static string? DiscriminatorOf(Type baseType) => baseType.GetCustomAttribute<CatalogKindAttribute>(inherit: false)?.Discriminator;

    private static List<CatalogEntry> Entries(IReadOnlyList<Assembly> assemblies, Func<Type, bool> isOfKind)
    {
        List<CatalogEntry> entries =
        [
            .. from assembly in assemblies
               from type in assembly.GetTypes()
               let name = type.GetCustomAttribute<CatalogNameAttribute>()
               where name is not null && isOfKind(type)
               orderby name.Name
               select new CatalogEntry(name.Name, name.Summary, type),
        ];
        foreach (IGrouping<string, CatalogEntry> same in entries.GroupBy(e => e.Name).Where(g => g.Count() > 1))
            throw new InvalidOperationException($"{string.Join(" and ", same.Select(e => e.Type))} are both named {same.Key}.");
        return entries;
    }
}
