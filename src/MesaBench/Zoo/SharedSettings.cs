using System.Text.Json;
using System.Text.Json.Nodes;
using MesaBench.Experiments;

namespace MesaBench.Zoo;

/// <summary>Settings that stand once in a plan, and are those of every family's experiment.</summary>
/// <param name="Spread">The plan's text, with them in every experiment that says nothing else.</param>
/// <param name="Settings">[name] them; empty where a plan has none.</param>
/// <param name="Families">Experiments that they went to.</param>
internal sealed record SharedSettings(string Spread, JsonObject Settings, int Families)
{
    private const string Name = "shared";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Finds and spreads them. A text that cannot be read so far is left as it is: its reader tells why.</summary>
    public static SharedSettings Of(string json)
    {
        try
        {
            if (JsonNode.Parse(json, documentOptions: Lenient) is JsonObject plan && plan[Name] is JsonObject settings && plan["families"] is JsonArray families)
            {
                JsonObject[] experiments = [.. families.OfType<JsonObject>().Select(family => family["experiment"]).OfType<JsonObject>()];
                foreach (JsonObject experiment in experiments) Fill(experiment, settings);
                _ = plan.Remove(Name);
                return new SharedSettings(plan.ToJsonString(), settings, experiments.Length);
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // No JSON, or a name that stands twice.
        }
        return new SharedSettings(json, [], 0);
    }

    /// <summary>Problems, with those that all experiments have of these settings told once, where the settings stand.</summary>
    public IReadOnlyList<Problem> ToldOnce(IReadOnlyList<Problem> problems)
    {
        const string Inside = "].experiment.";
        string? Shared(Problem problem) =>
            problem.Path.StartsWith("families[", StringComparison.Ordinal) && problem.Path.IndexOf(Inside, StringComparison.Ordinal) is > 0 and var at
            && problem.Path[(at + Inside.Length)..] is var path && Settings.ContainsKey(path.Split('.', '[')[0]) ? $"{Name}.{path}" : null;

        HashSet<Problem> common =
        [
            .. problems.Where(problem => Shared(problem) is not null).Select(problem => problem with { Path = Shared(problem)! })
                .CountBy(problem => problem).Where(counted => counted.Value == Families).Select(counted => counted.Key),
        ];
        return [.. problems.Select(problem => Shared(problem) is { } path && common.Contains(problem with { Path = path }) ? problem with { Path = path } : problem).Distinct()];
    }

    private static void Fill(JsonObject own, JsonObject shared)
    {
        foreach ((string name, JsonNode? value) in shared)
        {
            if (!own.TryGetPropertyValue(name, out JsonNode? there)) own[name] = value?.DeepClone();
            else if (there is JsonObject inner && value is JsonObject settings) Fill(inner, settings);
        }
    }
}
