using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MesaBench.Experiments;

/// <summary>
/// Builds records from JSON and goes on after a problem, so that all problems of a file are found at once. What cannot be read keeps
/// its default value, and an element of a list that cannot be read leaves a null in its place, so that places keep their numbers; the
/// result is of use only to look for more problems then.
/// </summary>
/// <param name="catalog">What may be named.</param>
internal sealed class RecordReader(Catalog catalog)
{
    /// <summary>What was wrong so far, in the order of the file.</summary>
    public List<Problem> Problems { get; } = [];

    /// <summary>Reads <paramref name="json"/>, which stands at <paramref name="path"/>, as <paramref name="type"/>.</summary>
    /// <returns>False when it is of another type altogether; the problem is noted then.</returns>
    public bool TryRead(JsonElement json, Type type, string path, out object? value)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        JsonTypeInfo info = catalog.Json.GetTypeInfo(type);
        if (Catalog.DiscriminatorOf(type) is { } discriminator) return TryReadNamed(json, type, discriminator, path, out value);
        if (info.Kind == JsonTypeInfoKind.Object) return TryReadRecord(json, info, null, path, out value);
        if (info.Kind == JsonTypeInfoKind.Enumerable) return TryReadList(json, info.ElementType!, path, out value);
        return Scalars.TryRead(json, type, out value) || Note(path, Describe(json), Scalars.Allowed(type));
    }

    /// <summary>Reads an entry of the catalog: an object that names its kind or, within another entry, the name alone.</summary>
    private bool TryReadNamed(JsonElement json, Type baseType, string discriminator, string path, out object? value)
    {
        value = null;
        IReadOnlyList<CatalogEntry> entries = catalog.EntriesOf(baseType);
        string[] names = [.. entries.Select(e => e.Name)];
        string place = Join(path, discriminator);
        if (json.ValueKind == JsonValueKind.String && path.Length > 0 && path[^1] != ']')
        {
            value = entries.FirstOrDefault(e => e.Name == json.GetString()) is { } alone ? catalog.Json.GetTypeInfo(alone.Type).CreateObject!() : null;
            return value is not null || Note(path, Describe(json), Names.Suggest(json.GetString()!, names));
        }
        if (json.ValueKind != JsonValueKind.Object)
            return Note(path, Describe(json), $"an object with \"{discriminator}\": {string.Join(", ", names)}");
        if (!json.TryGetProperty(discriminator, out JsonElement name))
            return Note(place, "nothing", string.Join(", ", names));
        if (name.ValueKind != JsonValueKind.String)
            return Note(place, Describe(name), string.Join(", ", names));
        if (entries.FirstOrDefault(e => e.Name == name.GetString()) is not { } entry)
            return Note(place, Describe(name), Names.Suggest(name.GetString()!, names));
        return TryReadRecord(json, catalog.Json.GetTypeInfo(entry.Type), discriminator, path, out value);
    }

    private bool TryReadRecord(JsonElement json, JsonTypeInfo info, string? discriminator, string path, out object? value)
    {
        value = null;
        if (json.ValueKind != JsonValueKind.Object) return Note(path, Describe(json), "an object { ... }");
        object record = info.CreateObject!();
        HashSet<string> seen = [];
        foreach (JsonProperty entry in json.EnumerateObject())
        {
            string place = Join(path, entry.Name);
            if (!seen.Add(entry.Name)) Note(place, "the name a second time", "each name once");
            else if (info.Properties.FirstOrDefault(p => p.Name == entry.Name) is { } property)
                ReadProperty(entry.Value, property, record, place);
            else if (entry.Name != discriminator && !(path.Length == 0 && entry.Name == "$schema"))
                Note(place, "an unknown name", Names.Suggest(entry.Name, [.. info.Properties.Select(p => p.Name)]));
        }
        foreach (JsonPropertyInfo property in info.Properties.Where(p => p.IsRequired))
        {
            if (!seen.Contains(property.Name)) Note(Join(path, property.Name), "nothing", Expected(property.PropertyType));
            if (property.Get!(record) is null) property.Set!(record, Empty(property.PropertyType));
        }
        value = record;
        return true;
    }

    private void ReadProperty(JsonElement json, JsonPropertyInfo property, object record, string place)
    {
        if (json.ValueKind == JsonValueKind.Null && property.IsSetNullable) return;
        if (TryRead(json, property.PropertyType, place, out object? value)) property.Set!(record, value);
    }

    private bool TryReadList(JsonElement json, Type elementType, string path, out object? value)
    {
        value = null;
        if (json.ValueKind != JsonValueKind.Array) return Note(path, Describe(json), "a list [ ... ]");
        Array list = Array.CreateInstance(elementType, json.GetArrayLength());
        foreach ((int i, JsonElement item) in json.EnumerateArray().Index())
            if (TryRead(item, elementType, $"{path}[{i}]", out object? element)) list.SetValue(element, i);
        value = list;
        return true;
    }

    private bool Note(string path, string found, string allowed)
    {
        Problems.Add(new Problem(path.Length == 0 ? "the file" : path, found, allowed));
        return false;
    }

    private string Expected(Type type) => catalog.Json.GetTypeInfo(type).Kind switch
    {
        JsonTypeInfoKind.Enumerable => "a list [ ... ]",
        JsonTypeInfoKind.Object => "an object { ... }",
        _ => Scalars.Allowed(type),
    };

    /// <summary>What stands in for a required text or list that could not be read while more problems are looked for; null for a record.</summary>
    private object? Empty(Type type) =>
        type == typeof(string) ? "" : catalog.Json.GetTypeInfo(type).ElementType is { } element ? Array.CreateInstance(element, 0) : null;

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Describe(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ when json.GetRawText() is { Length: <= 60 } text => text,
        _ => json.GetRawText()[..57] + "...",
    };
}
