using System.Text.Json;
using System.Text.Json.Serialization;

namespace MesaBench.Detection;

/// <summary>The file of a <see cref="SearchRule"/>.</summary>
public static class SearchRuleFile
{
    private const string Resource = "Detection/search_rule";

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    private static readonly Lazy<SearchRule> Own = new(() =>
    {
        using Stream stream = typeof(SearchRuleFile).Assembly.GetManifestResourceStream(Resource)!;
        return JsonSerializer.Deserialize<SearchRule>(stream, Options)!;
    });

    /// <summary>The rule that comes with the program: what calibration wrote for the zoo whose tables are in results/detectors-reference.</summary>
    public static SearchRule Default => Own.Value;

    /// <summary>The file's text.</summary>
    public static string ToJson(SearchRule rule) => JsonSerializer.Serialize(rule, Options) + "\n";
}
