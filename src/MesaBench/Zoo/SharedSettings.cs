using System.Text.Json;
using System.Text.Json.Nodes;
using MesaBench.Experiments;

namespace MesaBench.Zoo;

/// <summary>Settings that stand once in a plan, and are those of every family's experiment that says nothing else.</summary>
/// <param name="Spread">The plan's text, with them in every experiment; as it was where it cannot be read so far.</param>
/// <param name="Filled">[family] settings that its experiment has from there, as paths within it.</param>
/// <param name="Problem">What is wrong with them as such; null where nothing is.</param>
internal sealed record SharedSettings(string Spread, IReadOnlyDictionary<string, HashSet<string>> Filled, Problem? Problem = null)
{
    private const string Name = "shared", Inside = ".experiment.";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>Finds and spreads them.</summary>
    public static SharedSettings Of(string json)
    {
        SharedSettings none = new(json, new Dictionary<string, HashSet<string>>());
        try
        {
            if (JsonNode.Parse(json, documentOptions: Lenient) is not JsonObject plan || !plan.Remove(Name, out JsonNode? shared)) return none;
            if (shared is not JsonObject settings) return none with { Problem = new Problem(Name, shared?.ToJsonString() ?? "null", "an object of settings of an experiment") };
            Dictionary<string, HashSet<string>> filled = [];
            foreach ((int i, JsonNode? family) in (plan["families"] as JsonArray ?? []).Index())
                if (family is JsonObject && family["experiment"] is JsonObject experiment) Fill(experiment, settings, "", filled[$"families[{i}]"] = []);
            return new SharedSettings(plan.ToJsonString(), filled);
        }
        catch (JsonException e)
        {
            return none with { Problem = ExperimentFile.Unreadable(e) };
        }
    }

    /// <summary>Problems, with those of these settings told once, where the settings stand.</summary>
    public IReadOnlyList<Problem> ToldOnce(IReadOnlyList<Problem> problems) => [.. problems.Select(problem => problem with { Path = Place(problem.Path) }).Distinct()];

    private string Place(string path) =>
        path.IndexOf(Inside, StringComparison.Ordinal) is > 0 and var at && path[(at + Inside.Length)..] is var own
        && Filled.TryGetValue(path[..at], out HashSet<string>? filled) && filled.Any(setting => own == setting || own.StartsWith($"{setting}.", StringComparison.Ordinal) || own.StartsWith($"{setting}[", StringComparison.Ordinal))
            ? $"{Name}.{own}" : path;

    private static void Fill(JsonObject own, JsonObject shared, string path, HashSet<string> filled)
    {
        foreach ((string name, JsonNode? value) in shared)
        {
            if (own[name] is JsonObject inner && value is JsonObject settings) Fill(inner, settings, $"{path}{name}.", filled);
            else if (!own.ContainsKey(name))
            {
                own[name] = value?.DeepClone();
                _ = filled.Add(path + name);
            }
        }
    }
}
