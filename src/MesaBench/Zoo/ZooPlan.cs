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

    /// <summary>Reads and validates a plan; all problems are found at once.</summary>
    public static (ZooPlan? Plan, IReadOnlyList<Problem> Problems) Parse(string json, Catalog? catalog = null) =>
        ExperimentFile.Parse<ZooPlan>(json, catalog, plan => [.. plan.Problems()]);

    /// <summary>The same with so many times fewer agents in each cell, and at least one.</summary>
    public ZooPlan Smaller(int times)
    {
        int Fewer(int seeds) => (seeds + times - 1) / times;
        NetworkSpec Network(NetworkSpec network) => network with { Seeds = network.Seeds is { } own ? Fewer(own) : null };
        Experiment Experiment(Experiment large) => large with
        {
            Seeds = Fewer(large.Seeds),
            Networks = [.. large.Networks.Select(Network)],
            Worlds = [.. large.Worlds.Select(world => world with { Networks = world.Networks is { } own ? [.. own.Select(Network)] : null })],
        };
        return this with { Name = $"{Name}-small", Families = [.. Families.Select(family => family with { Experiment = Experiment(family.Experiment) })] };
    }

    private IEnumerable<Problem> Problems()
    {
        if (!Regex.IsMatch(Name, $@"\A(?:{Experiment.NamePattern})\z")) yield return new Problem("name", Name, "letters a-z, digits, dots, dashes and underscores, as it names a folder");
        if (Families.Count == 0) yield return new Problem("families", "none", "one or more");
        Dictionary<string, int> known = new(StringComparer.OrdinalIgnoreCase);
        foreach ((int i, FamilySpec? family) in Families.Index())
        {
            if (family?.Experiment is not { } experiment) continue;
            string path = $"families[{i}]";
            Problem[] own = [.. Validation.Problems(experiment).Select(p => p with { Path = $"{path}.experiment.{p.Path}" })];
            foreach (Problem problem in own) yield return problem;
            if (own.Length == 0 && !experiment.Worlds.Contains(null!) && !experiment.Networks.Contains(null!)) foreach (Problem problem in family.Validate(path)) yield return problem;
            if (!known.TryAdd(experiment.Name, i)) yield return new Problem($"{path}.experiment.name", experiment.Name, $"a name that families[{known[experiment.Name]}] does not have: each has a folder of its own");
        }
    }
}
