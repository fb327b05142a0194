using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MesaBench.Experiments;

/// <summary>How the records of an experiment appear as JSON: names, order, enums, and which record a world or network stands for.</summary>
public static class ExperimentJson
{
    /// <summary>The options with which experiments are written and their schema is made.</summary>
    internal static JsonSerializerOptions Options(Catalog catalog)
    {
        JsonSerializerOptions options = new()
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepSettings, info => NameSubtypes(info, catalog) } },
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = true,
            IndentSize = 2,
            NewLine = "\n",
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>The name that an enum's value has in files.</summary>
    public static string EnumName(object value) => JsonNamingPolicy.KebabCaseLower.ConvertName($"{value}");

    /// <summary>Drops what is derived from settings (labels) and puts the settings that all subtypes share first.</summary>
    private static void KeepSettings(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object) return;
        for (int i = info.Properties.Count - 1; i >= 0; i--)
            if (info.Properties[i].Set is null) info.Properties.RemoveAt(i);
        foreach (JsonPropertyInfo property in info.Properties)
            property.Order = property.DeclaringType == info.Type ? 1 : 0;
    }

    private static void NameSubtypes(JsonTypeInfo info, Catalog catalog)
    {
        if (Catalog.DiscriminatorOf(info.Type) is not { } discriminator) return;
        info.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = discriminator };
        foreach (CatalogEntry entry in catalog.EntriesOf(info.Type))
            info.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(entry.Type, entry.Name));
    }
}
