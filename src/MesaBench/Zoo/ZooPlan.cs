using System.Reflection;
using System.Text.RegularExpressions;
using MesaBench.Experiments;

namespace MesaBench.Zoo;

/// <summary>What a zoo is made of: what its file holds.</summary>
public sealed record ZooPlan
{
    private const string Resource = "Zoo/zoo";

    /// <summary>The zoo's name; the default output folder is <c>results/&lt;name&gt;</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, in a sentence or two.</summary>
    public string Description { get; init; } = "";

    /// <summary>Its families.</summary>
    public required IReadOnlyList<FamilySpec> Families { get; init; }

    /// <summary>Agents of known objective that are written down; null for none.</summary>
    public ScriptedPlan? Scripted { get; init; }

    /// <summary>The zoo that comes with the library.</summary>
    public static string Default
    {
        get
        {
            using Stream stream = typeof(ZooPlan).Assembly.GetManifestResourceStream(Resource)!;
            using StreamReader reader = new(stream);
            return reader.ReadToEnd();
        }
    }

    /// <summary>
    /// Reads and validates a plan; all problems are found at once. What stands under <c>shared</c> is in every family's experiment, but for what a family
    /// says itself.
    /// </summary>
    public static (ZooPlan? Plan, IReadOnlyList<Problem> Problems) Parse(string json, Catalog? catalog = null)
    {
        SharedSettings shared = SharedSettings.Of(json);
        if (shared.Problem is { } unreadable) return (null, [unreadable]);
        (ZooPlan? plan, IReadOnlyList<Problem> problems) = ExperimentFile.Parse<ZooPlan>(shared.Spread, catalog, plan => [.. plan.Problems()]);
        return (plan, shared.ToldOnce(problems));
    }

    /// <summary>The same with so many times fewer agents, which are agents of the whole zoo: some of each family.</summary>
    public ZooPlan Smaller(int times)
    {
        ScriptedPlan? scripted = Scripted is null ? null : Scripted with { Sets = (Scripted.Sets + times - 1) / times };
        return this with
        {
            Name = $"{Name}-small",
            Scripted = scripted,
            Families = [.. Families.Select(family => family with { Experiment = Thinning.Of(family.Experiment, times) })],
        };
    }

    private IEnumerable<Problem> Problems()
    {
        if (!Regex.IsMatch(Name, $@"\A(?:{Experiment.NamePattern})\z")) yield return new Problem("name", Name, "letters a-z, digits, dots, dashes and underscores, as it names a folder");
        if (Scripted is not null)
        {
            foreach (Problem problem in Limits.Problems(Scripted, "scripted")) yield return problem;
            foreach (Problem problem in Scripted.Validate("scripted")) yield return problem;
        }
        if (Families.Count == 0) yield return new Problem("families", "none", "one or more");
        Dictionary<string, int> known = new(StringComparer.OrdinalIgnoreCase);
        foreach ((int i, FamilySpec? family) in Families.Index())
        {
            if (family?.Experiment is not { } experiment) continue;
            string path = $"families[{i}]";
            Problem[] own = [.. Validation.Problems(experiment).Concat(Unfit(experiment)).Select(p => p with { Path = $"{path}.experiment.{p.Path}" })];
            foreach (Problem problem in own.Length > 0 || !IsWhole(experiment) ? own : family.Validate($"{path}.experiment")) yield return problem;
            if (!known.TryAdd(experiment.Name, i)) yield return new Problem($"{path}.experiment.name", experiment.Name, $"a name that families[{known[experiment.Name]}] does not have: each has a folder of its own");
        }
    }

    /// <summary>Whether all entries could be read: what could not is told of already.</summary>
    private static bool IsWhole(Experiment experiment) =>
        !((IEnumerable<object?>)[.. experiment.Worlds, .. experiment.Networks, .. experiment.Trainers, .. experiment.Worlds.SelectMany(world => world is null ? [] : (IEnumerable<object?>)[.. world.Networks ?? [], .. world.Trainers ?? []])]).Contains(null);

    /// <summary>What an experiment may be and a family's may not.</summary>
    private static IEnumerable<Problem> Unfit(Experiment experiment)
    {
        if (Path.HasExtension(experiment.Name)) yield return new Problem("name", experiment.Name, "a name without a dot: files of the zoo have one");
        if (experiment.Parameters.Count > 0) yield return new Problem("parameters", string.Join(", ", experiment.Parameters), "none: networks as they stand");
        if (experiment.Training.Phases.Count > 0) yield return new Problem("training.phases", $"{experiment.Training.Phases.Count}", "none: what came before would be part of what a member is");
        foreach ((int i, WorldSpec world) in experiment.Worlds.Index())
            if (world?.Training?.Phases is { Count: > 0 } phases) yield return new Problem($"worlds[{i}].training.phases", $"{phases.Count}", "none: what came before would be part of what a member is");
    }
}
