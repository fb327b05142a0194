using System.Globalization;
using System.Text.Json.Nodes;
using MesaBench.Experiments;

namespace MesaBench.Tests.Experiments;

public class SchemaTests
{
    [Fact]
    public void The_schema_in_the_repository_is_the_one_of_the_records() =>
        Assert.Equal(
            ExperimentSchema.Text(),
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "mesabench.schema.json")).ReplaceLineEndings("\n"));

    [Fact]
    public void Every_setting_has_a_description_and_no_object_takes_unknown_names()
    {
        JsonNode root = JsonNode.Parse(ExperimentSchema.Text())!;
        foreach (JsonObject record in Records(root))
        {
            Assert.False((bool)record["additionalProperties"]!, record.GetPath());
            foreach ((string name, JsonNode? setting) in record["properties"]!.AsObject())
                Assert.True(
                    setting!["description"] is not null || setting["const"] is not null || name == "$schema", $"{setting.GetPath()}");
        }
    }

    [Fact]
    public void Every_reference_leads_to_what_it_stands_for()
    {
        foreach (JsonNode root in new[] { ExperimentSchema.Text(), ExperimentSchema.Text(GroveSpec.Catalog) }.Select(text => JsonNode.Parse(text)!))
        {
            JsonObject[] references = [.. Objects(root).Where(found => found.ContainsKey("$ref"))];
            Assert.NotEmpty(references);
            Assert.All(references, reference => Assert.True(
                At(root, (string)reference["$ref"]!) is JsonObject there && there != reference, $"{reference.GetPath()}: {reference["$ref"]}"));
        }
    }

    [Fact]
    public void Limits_come_from_the_attributes()
    {
        JsonNode settings = JsonNode.Parse(ExperimentSchema.Text(GroveSpec.Catalog))!["properties"]!;
        JsonNode grove = settings["worlds"]!["items"]!["anyOf"]!.AsArray()
            .Single(w => (string?)w!["properties"]!["world"]!["const"] == "grove")!["properties"]!;
        Assert.Equal("""{"type":"number","minimum":0,"maximum":1,"default":0.1}""", Without(grove["paint"]!, "description"));
        Assert.Equal("""{"enum":["summer","late-autumn"],"default":"summer"}""", Without(grove["season"]!, "description"));
        Assert.Equal("[7,9,13]", grove["size"]!["enum"]!.ToJsonString());
        Assert.Equal("1", settings["alphas"]!["minItems"]!.ToJsonString());
        Assert.Equal("1", settings["alphas"]!["items"]!["maximum"]!.ToJsonString());
        Assert.Equal("0", settings["training"]!["properties"]!["discount"]!["exclusiveMinimum"]!.ToJsonString());
    }

    private static string Without(JsonNode node, params string[] names)
    {
        JsonObject copy = node.DeepClone().AsObject();
        foreach (string name in names) copy.Remove(name);
        return copy.ToJsonString();
    }

    private static IEnumerable<JsonObject> Records(JsonNode root) =>
        Objects(root).Where(found => found["properties"] is JsonObject && found["additionalProperties"] is not null);

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject found => found.SelectMany(entry => Objects(entry.Value)).Append(found),
        JsonArray items => items.SelectMany(Objects),
        _ => [],
    };

    /// <summary>What a reference such as <c>#/properties/worlds/items</c> points at; null where there is nothing.</summary>
    private static JsonNode? At(JsonNode root, string reference) => reference.Split('/').Skip(1).Aggregate((JsonNode?)root, (node, name) => node switch
    {
        JsonObject found => found[name],
        JsonArray items => items.ElementAtOrDefault(int.Parse(name, CultureInfo.InvariantCulture)),
        _ => null,
    });
}
