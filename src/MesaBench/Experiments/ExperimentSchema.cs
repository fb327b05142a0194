using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace MesaBench.Experiments;

/// <summary>
/// The JSON schema of experiment files (draft 2020-12), with which an editor completes and checks them: shapes from the records,
/// descriptions from their documentation comments, limits from their attributes (<see cref="Limits"/>).
/// </summary>
public static class ExperimentSchema
{
    /// <summary>The schema's text, the same on every machine.</summary>
    /// <param name="catalog">Worlds and networks that may be named; null takes the library's.</param>
    /// <exception cref="FileNotFoundException">The library's documentation file (MesaBench.xml) is not beside it.</exception>
    public static string Text(Catalog? catalog = null)
    {
        catalog ??= Catalog.Default;
        DocComments comments = DocComments.Of(typeof(ExperimentSchema).Assembly);
        Dictionary<Type, string> places = [];
        Dictionary<string, JsonObject> replaced = [];
        JsonSchemaExporterOptions how = new()
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Once(context, Annotate(context, node, comments, catalog, replaced), places),
        };
        JsonObject root = (JsonObject)catalog.Json.GetJsonSchemaAsNode(typeof(Experiment), how);
        WriteOut(root, replaced);
        ((JsonObject)root["properties"]!).Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "title", "MesaBench experiment");
        return root.ToJsonString(catalog.Json) + "\n";
    }

    private static JsonNode Annotate(
        JsonSchemaExporterContext context, JsonNode node, DocComments comments, Catalog catalog, Dictionary<string, JsonObject> replaced)
    {
        if (node is not JsonObject schema) return node;
        ICustomAttributeProvider? source = context.PropertyInfo?.AttributeProvider;
        if (source is not null && Catalog.DiscriminatorOf(context.TypeInfo.Type) is { } discriminator)
        {
            replaced.Add(PlaceOf(context), schema);
            schema = Nested(discriminator, context.TypeInfo.Type, schema, catalog);
        }
        if (source is not null) Limits.AddToSchema(source, schema);
        if (source is not null && Default(context.PropertyInfo!, catalog) is { } value) schema["default"] = value;
        string? description = source is MemberInfo property ? comments.Summary(property)
            : context.BaseTypeInfo is not null ? catalog.EntriesOf(context.BaseTypeInfo.Type).First(e => e.Type == context.TypeInfo.Type).Summary
            : context.TypeInfo.Type.IsAbstract ? null
            : comments.Summary(context.TypeInfo.Type);
        if (description is not null && !schema.ContainsKey("description")) schema.Insert(0, "description", description);
        return schema;
    }

    /// <summary>A record that every world has: written out in the first one's entry, elsewhere a reference to that.</summary>
    private static JsonNode Once(JsonSchemaExporterContext context, JsonNode node, Dictionary<Type, string> places)
    {
        if (context.PropertyInfo is not { DeclaringType.IsAbstract: true } || context.TypeInfo.Kind != JsonTypeInfoKind.Object) return node;
        if (places.TryAdd(context.TypeInfo.Type, PlaceOf(context))) return node;
        return new JsonObject { ["description"] = node["description"]!.DeepClone(), ["$ref"] = places[context.TypeInfo.Type] };
    }

    private static string PlaceOf(JsonSchemaExporterContext context) => $"#/{string.Join('/', context.Path.ToArray())}";

    /// <summary>
    /// Puts what stood there in the place of references into entries that have been replaced: the exporter writes out what it meets twice where
    /// it met it first, which may have been in one of those.
    /// </summary>
    /// <param name="root">The schema.</param>
    /// <param name="replaced">[place] what the exporter wrote there.</param>
    private static void WriteOut(JsonObject root, Dictionary<string, JsonObject> replaced)
    {
        foreach (JsonObject reference in (JsonObject[])[.. References(root)])
        {
            string to = (string)reference["$ref"]!;
            if (replaced.Keys.FirstOrDefault(place => to.StartsWith($"{place}/", StringComparison.Ordinal)) is not { } entry) continue;
            IEnumerable<string> way = to[(entry.Length + 1)..].Split('/');
            reference.ReplaceWith(way.Aggregate((JsonNode)replaced[entry], Step).DeepClone());
        }
    }

    private static JsonNode Step(JsonNode node, string name) =>
        node is JsonArray items ? items[int.Parse(name, CultureInfo.InvariantCulture)]! : node[name]!;

    private static IEnumerable<JsonObject> References(JsonNode? node) => node switch
    {
        JsonObject schema => schema.ContainsKey("$ref") ? [schema] : schema.SelectMany(entry => References(entry.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    /// <summary>
    /// An entry of the catalog within another's: as in the experiment's list of them, written out where it has none, or its name alone.
    /// </summary>
    private static JsonObject Nested(string discriminator, Type baseType, JsonObject entry, Catalog catalog)
    {
        string list = $"{discriminator}s";
        bool isListed = typeof(Experiment).GetProperties().Any(property => list.Equals(property.Name, StringComparison.OrdinalIgnoreCase));
        return new JsonObject
        {
            ["anyOf"] = new JsonArray(
                isListed ? new JsonObject { ["$ref"] = $"#/properties/{list}/items" } : entry.DeepClone(),
                new JsonObject { ["enum"] = new JsonArray([.. catalog.EntriesOf(baseType).Select(e => JsonValue.Create(e.Name))]) }),
        };
    }

    /// <summary>The value that a setting has when a file leaves it out; null for records, which say it of each of their settings.</summary>
    private static JsonNode? Default(JsonPropertyInfo property, Catalog catalog)
    {
        if (property.IsRequired) return null;
        Type declaring = property.DeclaringType.IsAbstract ? catalog.AnyOf(property.DeclaringType).Type : property.DeclaringType;
        object? value = property.Get!(catalog.Json.GetTypeInfo(declaring).CreateObject!());
        return catalog.Json.GetTypeInfo(property.PropertyType).Kind == JsonTypeInfoKind.Object
            ? null
            : JsonSerializer.SerializeToNode(value, property.PropertyType, catalog.Json);
    }
}
